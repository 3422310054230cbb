#include "cuda_stub.h"

__global__ void compound() {}
__global__ void incremented() {}
__global__ void by_reference() {}
__global__ void by_address() {}
__global__ void looked_at() {}
__global__ void around_closure() {}
__global__ void scalar() {}
__global__ void scalar_by_reference() {}
__global__ void in_branch() {}
__global__ void once() {}

void adjust(dim3 &g);
void adjust(dim3 *g);
void adjust(int &n);
void look(const dim3 &g);

void f1()
{
    dim3 g(4);
    g.x += 1;
    compound<<<g, 32>>>();
}
void f2()
{
    dim3 g(4, 5);
    ++g.y;
    incremented<<<g, 32>>>();
}
void f3()
{
    dim3 g(4);
    adjust(g);
    by_reference<<<g, 32>>>();
}
void f4()
{
    dim3 g(4);
    adjust(&g);
    by_address<<<g, 32>>>();
}
void f5()
{
    dim3 g(4);
    look(g);
    looked_at<<<g, 32>>>();
}
void f6(int n)
{
    dim3 g(4);
    auto run = [&] { around_closure<<<g, 32>>>(); };
    g.x = n;
    run();
}
void f7()
{
    int n = 64;
    n *= 2;
    scalar<<<1, n>>>();
}
void f8()
{
    int n = 64;
    adjust(n);
    scalar_by_reference<<<1, n>>>();
}
void f9(bool c)
{
    int n = 64;
    if (c)
        n = 128;
    in_branch<<<1, n>>>();
}
void f10()
{
    dim3 g(4);
    g.x = 6;
    once<<<g, 32>>>();
}
