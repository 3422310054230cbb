#include "cuda_stub.h"
template <int N> __global__ void k(int *p) { *p = N; }
void (*changing)(int *) = k<99>;

void by_conditional(int *p, const int *q)
{
    auto f = q == nullptr ? &k<1> : &k<2>;
    f<<<1, 32>>>(p);
}
void nested(int *p, int a, int b) { (a ? k<3> : b ? k<4> : k<5>)<<<1, 32>>>(p); }
void by_assignment(int *p, bool c)
{
    auto f = &k<11>;
    if (c)
        f = &k<12>;
    f<<<1, 32>>>(p);
}
void by_branches(int *p, int n)
{
    void (*f)(int *) = nullptr;
    if (n == 1)
        f = k<13>;
    else if (n == 2)
        f = k<14>;
    else
        f = k<15>;
    f<<<1, 32>>>(p);
}
void by_switch(int *p, int d)
{
    void (*f)(int *) = nullptr;
    switch (d) {
    case 64:
        f = k<16>;
        break;
    case 128:
        f = k<17>;
        break;
    }
    f<<<1, 32>>>(p);
}
// The later assignment wins; what is overwritten in any case is not launched.
void later(int *p, bool a, bool b)
{
    auto f = &k<21>;
    f = &k<22>;
    if (a)
        f = &k<23>;
    if (b)
        f = &k<24>;
    f<<<1, 32>>>(p);
    f = &k<25>;
}
void (*const table[])(int *) = {k<31>, k<32>};
void by_index(int *p, int i) { table[i]<<<1, 32>>>(p); }
void by_constant_index(int *p)
{
    void (*const local[])(int *) = {k<33>, k<34>};
    local[1]<<<1, 32>>>(p);
}
template <bool B> void decided(int *p) { (B ? k<41> : k<42>)<<<1, 32>>>(p); }
template void decided<true>(int *);
// Not told: assigned in a loop, by a closure, through a pointer; a variable of the whole program.
void in_loop(int *p, int n)
{
    auto f = &k<51>;
    for (int i = 0; i < n; ++i) {
        f<<<1, 32>>>(p);
        if (i == 3)
            f = &k<52>;
    }
}
void by_closure(int *p, bool c)
{
    auto f = &k<53>;
    [&] {
        if (c)
            f = &k<54>;
    }();
    f<<<1, 32>>>(p);
}
void by_pointer(int *p)
{
    auto f = &k<55>;
    auto *to = &f;
    *to = &k<56>;
    f<<<1, 32>>>(p);
}
void by_global(int *p) { changing<<<1, 32>>>(p); }
// Chosen outside of the closure that launches.
void in_closure(int *p, bool c)
{
    auto f = c ? &k<61> : &k<62>;
    [&] { f<<<1, 32>>>(p); }();
}
