/* Traits whose constants overflow, or divide by zero, for some arguments: what
 * has no value is unknown, with the reason, and the rest is there. */
#include "cuda_stub.h"

template <int N> struct Traits {
    static constexpr int kMost = 2147483647;
    static constexpr int kOver = kMost + N;
    static constexpr int kDivided = 8 / (N - 1);
    static constexpr int kFine = N;
};

template <class T> __global__ void fill(int *p)
{
    p[0] = T::kFine;
}

void go(int *p)
{
    constexpr int kHuge = 1 << 30;
    fill<Traits<1>><<<1, 64, kHuge>>>(p);
    fill<Traits<2>><<<4000000000u, 64>>>(p);
}
