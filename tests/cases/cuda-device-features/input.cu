#include "cuda_stub.h"
typedef int (*pointer)(int);
__device__ int one(int x) { return x; }
__device__ int two(int x) { return x; }
int host_one(int x) { return x; }
__device__ pointer table[] = {one, two};
pointer host_table[] = {host_one};
struct Base {
    __device__ virtual int v(int x) { return one(x); }
    __device__ virtual ~Base() {}
};
struct Derived : Base {
    __device__ int v(int x) override { return two(x); }
};
__constant__ int constant;
__device__ int global_value = 3;
template <class F> __device__ int call(F f) { return f(1); }
__forceinline__ __device__ int forced(int x) { return one(x); }
__global__ void kernel(int *p, int n)
{
    __shared__ int shared[32];
    pointer q = n ? one : two;
    Derived d;
    Base &b = d;
    shared[0] = q(1) + table[n](2) + b.v(3) + call(one) + call([=](int x) { return forced(x) + n; });
    *p = shared[0] + __nv_expf(1.0f);
}
int on_host(int i) { return host_table[i](i); }
struct Default {
    int *p;
    __host__ __device__ Default(int *q = nullptr) : p(q) {}
    __host__ __device__ Default(const Default &o) : p(o.p) {}
    __host__ __device__ ~Default() {}
};
__global__ void by_value(Default d) { *d.p = one(1); }
void launch(int *p)
{
    kernel<<<1, 1>>>(p, 2);
    Default d(p);
    by_value<<<1, 1>>>(d);
    if (cudaGetLastError() != cudaSuccess)
        return;
}
