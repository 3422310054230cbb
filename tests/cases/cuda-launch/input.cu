#include "cuda_stub.h"
__device__ int twice(int x) { return 2 * x; }
__device__ float fast(float x) { return __nv_expf(x); }
__host__ __device__ int both(int x) { return x + 1; }
__host__ int host_only(int x) { return both(x); }
__global__ void kernel(int *p) { *p = twice(threadIdx.x) + both(1) + (int)fast(1.0f); }
static __global__ void internal(int *p) { *p = twice(1); }
namespace {
__global__ void hidden(int *p) { *p = twice(2); }
}
template <class T, int N> __global__ void templated(T *p) { *p = both(N); }
template <> __global__ void templated<int, 7>(int *p) { *p = twice(7); }
struct Owner {
    static __global__ void never(int *);
};
int grid_size(int);
cudaStream_t stream();
void launches(int *p)
{
    kernel<<<1, 2>>>(p);
    internal<<<dim3(1, 2), dim3(3)>>>(p);
    hidden<<<grid_size(4), 32, 128 * 4>>>(p);
}
void launches_templates(int *p, float *f)
{
    templated<int, 3><<<1, 2>>>(p);
    templated<float, 4><<<1, 2, 0, stream()>>>(f);
    templated<int, 7><<<1, 2>>>(p);
}
template <class T> void launches_dependent(T *p) { templated<T, 5><<<sizeof(T), 128>>>(p); }
void instantiates(double *p) { launches_dependent(p); }
void in_lambda(int *p)
{
    [&] { kernel<<<1, 2>>>(p); }();
}
__global__ void never_launched(int *p) { *p = twice(3); }
