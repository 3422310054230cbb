// Every place, way and configuration of a launch is a row of its own.
#include "cuda_stub.h"

__global__ void sites(int) {}
__global__ void arms(int) {}
__global__ void twice(int) {}
__global__ void both(int) {}
__global__ void never(int) {}
__global__ void shared(int) {}
template <int D> __global__ void attend(int) {}

void at_sites(int n)
{
    if (n > 1000)
        sites<<<n, 256>>>(n);
    else if (n > 100)
        sites<<<n, 128>>>(n);
    sites<<<1, 32>>>(n);
}

// The places of a macro's argument are one, whatever the branch that it lands in.
#define DISPATCH(d, ...) \
    switch (d) { \
    case 64: { constexpr int D = 64; __VA_ARGS__ break; } \
    case 128: { constexpr int D = 128; __VA_ARGS__ break; } \
    }
void at_arms(int d, int n)
{
    DISPATCH(d, arms<<<n, D>>>(n); attend<D><<<1, D>>>(n); if (n > 7) shared<<<1, 1>>>(n);)
}

// One configuration in two branches of a macro, and two configurations of a macro in one.
#define EITHER(a, b, ...) if (a) { __VA_ARGS__ } else if (b) { __VA_ARGS__ }
#define PAIR(k, n) k<<<1, 32>>>(n); k<<<2, 64>>>(n)
void at_one_place(int a, int b)
{
    EITHER(a > 1, b > 2, twice<<<5, 6>>>(a);)
    PAIR(both, b);
}

// The launch that always happens does not take its conditions from one that never does.
void always_and_never(int n)
{
    if constexpr (sizeof(int) == 1)
        never<<<3, 3>>>(n);
    never<<<4, 4>>>(n);
}

// Under a branch and under none, at one place of the caller.
__global__ void maybe(int) {}
void reach(int n) { maybe<<<1, 1>>>(n); }
#define SOMETIMES(c, ...) if (c) { __VA_ARGS__ } __VA_ARGS__
void from_macro(int n) { SOMETIMES(n > 3, reach(n);) }

// Settings of one place are told by their branches, too.
__global__ void set(int) {}
void settings(int d, int n)
{
    DISPATCH(d, cudaFuncSetAttribute(set, cudaFuncAttributeMaxDynamicSharedMemorySize, D * 1024);)
    set<<<1, 1>>>(n);
}
