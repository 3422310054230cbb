#include "cuda_stub.h"
__device__ int twice(int x) { return 2 * x; }
__global__ void kernel(int *p) { *p = twice(1); }
__global__ void other(int *p) { *p = twice(2); }
template <class T> __global__ void templated(T *p) { *p = twice(3); }
void plain(void **args, cudaStream_t stream)
{
    cudaLaunchKernel((const void *)kernel, dim3(1), dim3(2), args, 64, stream);
}
void address_of(void **args) { cudaLaunchKernel((void *)&templated<int>, 1, 2, args, 0, 0); }
void typed(void **args) { cudaLaunchKernel(kernel, 1, 2, args); }
void cooperative(void **args, cudaStream_t stream)
{
    cudaLaunchCooperativeKernel((void *)kernel, dim3(4), dim3(5), args, 0, stream);
}
void typed_cooperative(void **args) { cudaLaunchCooperativeKernel(&templated<float>, 1, 2, args); }
void exc(cudaLaunchConfig_t *config, void **args) { cudaLaunchKernelExC(config, (const void *)kernel, args); }
void ex(cudaLaunchConfig_t *config, int *p) { cudaLaunchKernelEx(config, other, p); }
void by_variable(void **args)
{
    const void *function = (const void *)other;
    cudaLaunchKernel(function, 1, 2, args, 0, 0);
}
void by_variable_of_pointer(void **args)
{
    auto function = &templated<long>;
    cudaLaunchKernel((const void *)function, 1, 2, args, 0, 0);
}
void reinterpret(void **args)
{
    cudaLaunchKernel(reinterpret_cast<const void *>(&kernel), 1, 2, args, 0, 0);
    cudaLaunchKernel(reinterpret_cast<const void *>(&other), 1, 2, args, 0, 0);
}
void attribute_only() { cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, 1024); }
void unknown(const void *function, void **args) { cudaLaunchKernel(function, 1, 2, args, 0, 0); }
