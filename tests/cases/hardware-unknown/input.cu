// What is wrong, or cannot be known: each has a reason, and the rest is there.
#include "cuda_stub.h"
template <int N> struct Traits {
    static constexpr int kFine = N;
    static constexpr int kOver = 2147483647 + N;
    static constexpr int kDivided = 8 / (N - 1);
    static const int kElsewhere;
};
template <int N> struct Endless {
    static constexpr int kValue = Endless<N + 1>::kValue;
};
template <int N> struct Deep {
    static constexpr int kValue = Deep<N - 1>::kValue + 1;
};
template <> struct Deep<0> {
    static constexpr int kValue = 0;
};
template <class T> __global__ void constants(int *p) { *p = T::kFine; }
template <class T> __global__ void deep(int *p) { *p = T::kValue; }
template <class T> __global__ void recursive(int *p) { *p = sizeof(T); }
__global__ void negative(int *p) { *p = 1; }
__global__ void zero(int *p) { *p = 2; }
__global__ void huge(int *p) { *p = 3; }
__global__ void overflows(int *p) { *p = 4; }
__global__ void partly(int *p) { *p = 5; }
__global__ void shared(int *p) { *p = 6; }
void launch(int *p, int n, void (*unknown)(int *))
{
    constants<Traits<1>><<<1, 32>>>(p);
    deep<Deep<150>><<<Deep<150>::kValue, 32>>>(p);
    recursive<Endless<0>><<<1, 32>>>(p);
    negative<<<-1, 32>>>(p);
    zero<<<0, 32>>>(p);
    huge<<<1, 65536 * 65535u>>>(p);
    overflows<<<2147483647 + 1, 32>>>(p);
    partly<<<dim3(n, 0), 32>>>(p);
    shared<<<1, 32, 1 << 10>>>(p);
    unknown<<<7, 32>>>(p);
}
// A variable with several values has none that could be told.
__global__ void several(int *p) { *p = 7; }
void launch_several(int *p, int n)
{
    dim3 grid(1, 2, 3);
    int bytes = 64;
    if (n > 4) {
        grid = dim3(n);
        bytes = n;
    }
    several<<<grid, 32, bytes>>>(p);
}
__global__ void later(int *p) { *p = 8; }
void launch_later(int *p, int n)
{
    dim3 grid;
    grid = dim3(n, 3);
    later<<<grid, 32>>>(p);
}
__global__ void members(int *p) { *p = 9; }
void launch_members(int *p, int n)
{
    dim3 grid(5, 6), block;
    grid.x = n;
    block.x = 64;
    block.y = 2;
    members<<<grid, block>>>(p);
}
