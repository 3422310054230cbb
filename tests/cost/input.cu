// Kernels of every linkage, for clang (with the stand-in headers) and for nvcc.
#ifdef __clang__
#include "cuda_stub.h"
#include <pybind11/pybind11.h>
#endif
namespace ns {
struct P {
    float *p;
    int n;
};
template <int Width, bool Causal> __global__ void templated(P q)
{
    __shared__ float s[Width];
    s[threadIdx.x % Width] = q.p[threadIdx.x];
    q.p[threadIdx.x] = s[(threadIdx.x + 1) % Width] + Causal;
}
} // namespace ns
static __global__ void internal_kernel(float *p) { p[threadIdx.x] *= 2; }
namespace {
struct Hidden {
    int x;
};
__global__ void anonymous_kernel(float *p) { p[threadIdx.x] *= 3; }
template <class T> __global__ void anonymous_template(float *p) { p[threadIdx.x] *= 4; }
} // namespace
template <class T> __global__ void of_hidden(T t, float *p) { p[threadIdx.x] = t.x; }
template <class T> static __global__ void static_template(T t, float *p) { p[threadIdx.x] = t.x; }
extern "C" __global__ void c_kernel(float *p, int n)
{
    float a[64];
    for (int i = 0; i < 64; i++)
        a[i] = p[i * n];
    for (int i = 0; i < n; i++)
        a[(i * 7) & 63] += a[i & 63];
    p[threadIdx.x] = a[threadIdx.x & 63];
}
static int rounded(int n) { return (n + 31) / 32; }
template <int Width> int launch_wide(float *p, int n)
{
    ns::templated<Width, true><<<rounded(n), Width>>>({p, n});
    return 0;
}
int forward(long address)
{
    float *p = (float *)address;
    ns::templated<32, true><<<1, 32>>>({p, 1});
    ns::templated<64, false><<<1, 32>>>({p, 1});
    internal_kernel<<<1, 1>>>(p);
    anonymous_kernel<<<1, 1>>>(p);
    anonymous_template<int><<<1, 1>>>(p);
    launch_wide<128>(p, 1);
    return 0;
}
int backward(long address)
{
    float *p = (float *)address;
    ns::templated<32, true><<<2, 32>>>({p, 1});
    of_hidden<<<1, 1>>>(Hidden{1}, p);
    static_template<<<1, 1>>>(Hidden{2}, p);
    c_kernel<<<1, 1>>>(p, 3);
    return 0;
}
#ifdef __clang__
PYBIND11_MODULE(_C, m)
{
    m.def("forward", &forward);
    m.def("backward", &backward);
}
#endif
