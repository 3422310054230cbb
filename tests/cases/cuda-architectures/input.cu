#include "cuda_stub.h"
__device__ int ampere(int x) { return x; }
__device__ int hopper(int x) { return x; }
__device__ int any(int x) { return x; }
__global__ void kernel(int *p)
{
#if __CUDA_ARCH__ >= 900
    *p = hopper(1);
#elif defined(__CUDA_ARCH__)
    *p = ampere(1);
#endif
    *p += any(1);
}
__global__ void only_hopper(int *p)
{
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 900
    *p = hopper(2);
#endif
}
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 900
__device__ int only_ampere(int x) { return ampere(x); }
#endif
void host(int *p)
{
    kernel<<<1, 1>>>(p);
    only_hopper<<<1, 1>>>(p);
}
