// cudaFuncSetAttribute and its like, and under which condition it is called.
#include "cuda_stub.h"
template <int Bytes> struct Traits {
    static constexpr size_t kSmemSize = Bytes;
};
template <class T> __global__ void attend(int *p) { *p = T::kSmemSize; }
template <class T> void launch(int *p)
{
    constexpr size_t smem_size = T::kSmemSize;
    auto kernel = &attend<T>;
    if (smem_size >= 48 * 1024)
        cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, smem_size);
    kernel<<<1, 128, smem_size>>>(p);
}
void both(int *p)
{
    launch<Traits<65536>>(p);
    launch<Traits<1024>>(p);
}
__global__ void always(int *p) { *p = 1; }
void launch_always(int *p)
{
    cudaFuncSetAttribute((const void *)always, cudaFuncAttributePreferredSharedMemoryCarveout, 50 * 2);
    always<<<1, 32>>>(p);
}
__global__ void runtime(int *p) { *p = 2; }
void launch_runtime(int *p, int bytes)
{
    if (bytes > 49152)
        cudaFuncSetAttribute(runtime, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes);
    runtime<<<1, 32, bytes>>>(p);
}
__global__ void never(int *p) { *p = 3; }
void launch_never(int *p) { never<<<1, 32>>>(p); }
