#include "cuda_stub.h"
template <int N> __global__ void k(int *p) { *p = N; }
typedef void (*kernel_t)(int *);

// A launcher whose constructor is given the configuration; one method hands on to another.
struct Chevron {
    dim3 grid, block;
    size_t bytes;
    cudaStream_t stream;
    Chevron(dim3 g, dim3 b, size_t n = 0, cudaStream_t s = nullptr) : grid(g), block(b), bytes(n), stream(s) {}
    template <class K> void run(K kernel, int *p) const { kernel<<<grid, block, bytes, stream>>>(p); }
    template <class K> void doit(K kernel, int *p) const { run(kernel, p); }
    void flat(kernel_t kernel, int *p) { kernel<<<grid.x, block.x * 2>>>(p); }
};
void temporary(int *p, int n) { Chevron(dim3(n), dim3(256), 64).doit(k<1>, p); }
void temporary_defaults(int *p) { Chevron(7, 96).doit(k<2>, p); }
void local(int *p)
{
    Chevron launcher(dim3(3, 4), 128, 32);
    launcher.run(k<3>, p);
}
void not_const(int *p)
{
    Chevron launcher(5, 64);
    launcher.flat(k<4>, p);
}
static void by_parameter(const Chevron &launcher, int *p) { launcher.run(k<5>, p); }
void gives_parameter(int *p) { by_parameter(Chevron(2, 192), p); }

// Fields that are given one by one, or by a list; the kernel is one, too.
struct Plain {
    dim3 grid, block;
    kernel_t kernel;
    void run(int *p) const { kernel<<<grid, block>>>(p); }
};
void assigned(int *p, int n)
{
    Plain plain;
    plain.grid = dim3(n, 2);
    plain.block = 32;
    plain.kernel = k<6>;
    plain.run(p);
}
void listed(int *p)
{
    Plain plain{dim3(9), dim3(160), k<7>};
    plain.run(p);
}
// A base's field, a member that is an object, a delegating constructor.
struct Derived : Chevron {
    Derived(int threads) : Chevron(11, threads, 16) {}
    Derived() : Derived(224) {}
    void go(int *p) const { k<8><<<grid, block, bytes>>>(p); }
};
void derived(int *p) { Derived().go(p); }
struct Holder {
    Chevron inner;
    Holder(int threads) : inner(13, threads) {}
    void go(int *p) const { inner.run(k<9>, p); }
};
void held(int *p) { Holder(288).go(p); }
// A closure's `this` is that of the function that it is written in.
struct Closing {
    int threads;
    void go(int *p) const
    {
        [this, p] { k<10><<<1, threads>>>(p); }();
    }
};
void closing(int *p) { Closing{320}.go(p); }
// Fields of a local variable, in the same function.
void fields_here(int *p, int n)
{
    Plain plain{dim3(n), dim3(352), k<11>};
    plain.kernel<<<plain.grid, plain.block>>>(p);
}

// Not told: a method that changes its object, a field that is given in a branch, an object that something else can change.
struct Changing {
    dim3 block = 64;
    void run(int *p)
    {
        block.x = 512;
        k<20><<<1, block>>>(p);
    }
    void other(int *p) const { k<21><<<1, block>>>(p); }
};
void changing(int *p) { Changing().run(p); }
void in_branch(int *p, bool b)
{
    Changing c;
    if (b)
        c.block = 128;
    c.other(p);
}
void change(Changing *);
void aliased(int *p)
{
    Changing c;
    change(&c);
    c.other(p);
}
