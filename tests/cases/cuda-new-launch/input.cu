// With a toolkit from 9.2 on clang calls __cudaPushCallConfiguration and the stub cudaLaunchKernel.
#include "cuda_stub.h"
__device__ void work(int *p) { *p = 1; }
template <int N> __global__ void kernel(int *p) { work(p); }
void host(int *p)
{
    kernel<1><<<1, 32>>>(p);
    auto pointer = &kernel<2>;
    pointer<<<2, 64>>>(p);
}
