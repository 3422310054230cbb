#include "cuda_stub.h"
template <class T> struct Traits {
    using Copy = T;
};
__device__ int work(int x) { return x; }
template <class T> __global__ void kernel(T *p)
{
    // Missing is no member of the instantiation.
    auto copy = Traits<T>::Missing();
    *p = work(1);
}
__global__ void good(int *p) { *p = work(2); }
void host(int *p)
{
    good<<<1, 1>>>(p);
    kernel<<<1, 1>>>(p);
}
