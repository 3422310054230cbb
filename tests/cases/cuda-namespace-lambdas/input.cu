#include "cuda_stub.h"
__host__ __device__ int a(int x) { return x; }
__host__ __device__ int b(int x) { return x; }
__host__ __device__ int c(int x) { return x; }
static auto first = [] __host__ __device__(int x) { return a(x); };
static auto second = [] __host__ __device__(int x) { return b(x); };
static auto third = [] __host__ __device__(int x) { return c(x); };
template <class F> __global__ void apply(F f, int *p) { *p = f(1); }
int host(int *p)
{
    apply<<<1, 1>>>(third, p);
    apply<<<1, 1>>>(second, p);
    return third(1) + first(2);
}
