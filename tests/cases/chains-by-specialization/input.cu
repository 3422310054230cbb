#include "cuda_stub.h"

__global__ void kernel_a() {}
__global__ void kernel_b() {}
__global__ void kernel_inner() {}
__global__ void kernel_down() {}
__global__ void kernel_even() {}

/* As std::make_unique: one text for whatever is made. */
template <class T> T *make() { return new T(); }
struct With_a {
    With_a() { kernel_a<<<1, 1>>>(); }
};
struct With_b {
    With_b() { kernel_b<<<1, 1>>>(); }
};
void fa() { make<With_a>(); }
void fb() { make<With_b>(); }

/* One in the other: each way has to go through both specializations of make. */
struct Inner {
    Inner() { kernel_inner<<<1, 1>>>(); }
};
struct Outer {
    Outer() { make<Inner>(); }
};
void nested() { make<Outer>(); }
/* Here one way has less: make<Inner> is called at once, too. */
void nested_and_at_once()
{
    make<Outer>();
    make<Inner>();
}

/* A function that is given another. */
template <class F> void apply(F f) { f(); }
struct Launch_a {
    void operator()() const { kernel_a<<<1, 1>>>(); }
};
struct Launch_b {
    void operator()() const { kernel_b<<<1, 1>>>(); }
};
void apply_a() { apply(Launch_a{}); }
void apply_b() { apply(Launch_b{}); }

/* Recursion from one specialization to the next. */
template <int N> void down()
{
    if constexpr (N > 0)
        down<N - 1>();
    else
        kernel_down<<<1, 1>>>();
}
void start_down() { down<3>(); }

template <int N> void odd();
template <int N> void even()
{
    if constexpr (N > 0)
        odd<N - 1>();
    else
        kernel_even<<<1, 1>>>();
}
template <int N> void odd() { even<N - 1>(); }
void start_at_0() { even<0>(); }
void start_at_4() { even<4>(); }

/* Recursion of one specialization adds nothing. */
template <class T> void again(int n)
{
    if (n)
        again<T>(n - 1);
    make<T>();
}
void repeat() { again<With_a>(3); }

/* Certain in one specialization, only possible in another. */
struct Plain {
    void run() { kernel_a<<<1, 1>>>(); }
};
struct Base {
    virtual void run() = 0;
};
struct Derived : Base {
    void run() override { kernel_b<<<1, 1>>>(); }
};
template <class T> void go(T *t) { t->run(); }
void go_plain(Plain *p) { go(p); }
void go_base(Base *b) { go(b); }

/* Closures. */
template <class T> void in_closure()
{
    [] { make<T>(); }();
}
void closure_a() { in_closure<With_a>(); }
void closure_b() { in_closure<With_b>(); }
template <bool B, class F> void choose(F f) { f(); }
void dispatched()
{
    choose<true>([] { choose<false>([] { kernel_a<<<1, 1>>>(); }); });
}
