#include "cuda_stub.h"
namespace ns {
template <int N> struct First {
    struct Params {
        int *p;
    };
    static constexpr int threads = 128;
    __device__ void operator()(Params const &a, char *) { *a.p = N; }
};
template <int N> struct Second {
    struct Params {
        int *p;
    };
    static constexpr int threads = 256;
    __device__ void operator()(Params const &a, char *) { *a.p = N; }
};
} // namespace ns
template <class Op> __global__ void device_kernel(typename Op::Params const params)
{
    extern __shared__ char smem[];
    Op op;
    op(params, smem);
}
// A closure is a function of its own: the kernel is the template.
template <class F> __global__ void each(F f, int n) { f(n); }
// What is called is no operator().
template <class T> __global__ void plain(T *p) { T::set(p); }
struct Sets {
    __device__ static void set(Sets *) {}
};
void one(int *p)
{
    device_kernel<ns::First<1>><<<1, ns::First<1>::threads>>>({p});
    device_kernel<ns::First<2>><<<1, ns::First<2>::threads>>>({p});
}
void two(int *p) { device_kernel<ns::Second<1>><<<1, ns::Second<1>::threads>>>({p}); }
void three(int *p)
{
    each<<<1, 1>>>([=] __attribute__((device)) (int i) { *p = i; }, 3);
    plain<Sets><<<1, 1>>>(nullptr);
}
