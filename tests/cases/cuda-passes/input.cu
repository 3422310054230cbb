#include "cuda_stub.h"
int on_host(int x) { return x; }
__device__ int on_device(int x) { return x; }
__host__ __device__ int common(int x) { return x; }
__host__ __device__ int split(int x)
{
#ifdef __CUDA_ARCH__
    return on_device(x) + common(1);
#else
    return on_host(x) + common(2);
#endif
}
template <class T> __host__ __device__ T generic(T x) { return common(x); }
__device__ int overloaded(int x) { return on_device(x); }
__host__ int overloaded(int x) { return on_host(x); }
struct Functor {
    int v;
    __host__ __device__ Functor(int x) : v(common(x)) {}
    __host__ __device__ ~Functor() { common(v); }
    __device__ int operator()(int x) const { return on_device(x); }
    __device__ virtual int v_device(int x) { return on_device(x); }
};
constexpr int constant(int x) { return x + 1; }
template <class F> __global__ void apply(F f, int *p) { *p = f(1); }
__global__ void kernel(int *p)
{
    Functor f(1);
    *p = split(1) + generic(2) + overloaded(3) + f(4) + constant(5);
    auto l = [=](int x) { return on_device(x); };
    *p += l(6);
}
#ifdef __CUDA_ARCH__
__device__ int device_pass_only(int x) { return on_device(x); }
#endif
void host(int *p)
{
    Functor f(1);
    kernel<<<1, 2>>>(p);
    apply<<<1, 2>>>([=] __device__(int x) { return on_device(x); }, p);
    *p = split(1) + generic(2) + overloaded(3) + constant(5);
}
