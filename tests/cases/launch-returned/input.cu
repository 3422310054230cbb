#include "cuda_stub.h"
template <int N> __global__ void k(int *p) { *p = N; }
using Kernel = void (*)(int *);
Kernel one(int) { return k<1>; }
Kernel choose(bool b)
{
    if (b)
        return k<2>;
    return k<3>;
}
Kernel local(int n)
{
    Kernel f = nullptr;
    if (n == 1)
        f = k<4>;
    else if (n == 2)
        f = &k<5>;
    return f;
}
Kernel pass(Kernel f) { return f; }
template <bool B> Kernel by_template()
{
    if constexpr (B)
        return k<6>;
    else
        return k<7>;
}
Kernel nested(bool b, int n) { return b ? choose(n) : nullptr; }
Kernel recursive(int n) { return n ? recursive(n - 1) : k<8>; }
Kernel outside(int);
Kernel partly(int n)
{
    if (n)
        return outside(n);
    return k<9>;
}
struct Table {
    Kernel get(int n) const
    {
        auto other = [] { return k<12>; };
        switch (n) {
        case 0:
            return k<10>;
        default:
            return k<11>;
        }
    }
    virtual Kernel any() { return k<12>; }
};
Kernel global = k<13>;
void set() { global = k<14>; }

void launch_one(int *p) { one(0)<<<1, 32>>>(p); }
void launch_choose(int *p, bool b) { choose(b)<<<2, 32>>>(p); }
void launch_local(int *p, int n)
{
    Kernel f = local(n);
    f<<<3, 32>>>(p);
}
void launch_pass(int *p) { pass(k<15>)<<<4, 32>>>(p); }
void launch_template(int *p) { by_template<true>()<<<5, 32>>>(p); }
void launch_nested(int *p, bool b, int n) { nested(b, n)<<<6, 32>>>(p); }
void launch_recursive(int *p, int n) { recursive(n)<<<7, 32>>>(p); }
void launch_partly(int *p, int n) { partly(n)<<<8, 32>>>(p); }
void launch_method(int *p, Table &t, int n) { t.get(n)<<<9, 32>>>(p); }
void launch_virtual(int *p, Table &t) { t.any()<<<10, 32>>>(p); }
void launch_global(int *p) { global<<<11, 32>>>(p); }
void launch_closure(int *p, bool b)
{
    auto get = [](bool x) { return x ? k<16> : k<17>; };
    get(b)<<<12, 32>>>(p);
}
