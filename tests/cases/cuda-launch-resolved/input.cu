// How the kernel gets into the variable that is launched.
#include "cuda_stub.h"
__global__ void a(int *p) { *p = 1; }
__global__ void b(int *p) { *p = 2; }
template <class T> __global__ void k(T *p) { *p = 3; }
template <class T> constexpr auto kernel_for = &k<T>;
void by_variable_template(int *p) { kernel_for<int><<<1, 1>>>(p); }
template <class T> struct Select {
    static constexpr auto kernel = &k<T>;
    static auto get() { return &k<T>; }
};
void by_member(float *p) { Select<float>::kernel<<<1, 1>>>(p); }
void by_function(double *p)
{
    auto f = Select<double>::get();
    f<<<1, 1>>>(p);
    Select<double>::get()<<<2, 2>>>(p);
}
void by_branch(int *p, int n)
{
    void (*f)(int *) = nullptr;
    if (n == 1)
        f = a;
    else
        f = b;
    f<<<1, 1>>>(p);
}
void by_late(int *p)
{
    void (*f)(int *);
    f = a;
    f<<<1, 1>>>(p);
}
struct Holder { void (*f)(int *); };
void by_struct(int *p)
{
    Holder h{b};
    h.f<<<1, 1>>>(p);
}
void by_constexpr_array(int *p) { static constexpr void (*t[])(int *) = {a, b}; t[1]<<<1, 1>>>(p); }
template <class F> void visit(F f) { f(a); }
void by_generic_lambda(int *p) { visit([&](auto kern) { kern<<<1, 1>>>(p); }); }
void by_nested_lambda(int *p)
{
    [&] {
        auto kern = &a;
        [&] { kern<<<1, 1>>>(p); }();
    }();
}
void by_cast(int *p)
{
    auto f = reinterpret_cast<void (*)(int *)>(&a);
    f<<<1, 1>>>(p);
}
void by_static_cast(int *p)
{
    auto f = static_cast<void (*)(int *)>(k<int>);
    f<<<1, 1>>>(p);
}
void by_decltype(int *p)
{
    decltype(&a) f = b;
    f<<<1, 1>>>(p);
}
void by_if_init(int *p) { if (auto f = a; p) f<<<1, 1>>>(p); }
void by_const_ref(int *p)
{
    const auto &f = k<int>;
    f<<<1, 1>>>(p);
}
void by_capture_init(int *p) { [f = &b, p] { f<<<1, 1>>>(p); }(); }
template <class... K> void pack(int *p, K... ks) { (ks<<<1, 1>>>(p), ...); }
void by_pack(int *p) { pack(p, a, b); }
void by_default(int *p, void (*f)(int *) = a) { f<<<1, 1>>>(p); }
