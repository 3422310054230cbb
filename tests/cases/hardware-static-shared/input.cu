// Nothing in this unit has dynamic shared memory: no sum is rounded up.
#include "cuda_stub.h"

struct alignas(32) Aligned {
    int a;
};
__device__ float helper(int i)
{
    __shared__ float rows[7];
    rows[i] = 1;
    return rows[0];
}
__device__ float nobody(int i)
{
    __shared__ float unused[100];
    return unused[i];
}
__shared__ int everywhere[5];
__device__ int twice(int i) { return everywhere[i]; }
template <int N> __device__ int of(int i)
{
    __shared__ int values[N];
    values[i] = i;
    if constexpr (N > 4) {
        __shared__ double more[N];
        more[i] = i;
    }
    if (N > 100) {
        __shared__ char never[N];
        never[i] = 1;
    }
    return values[0];
}
struct Base {
    __device__ virtual int run() = 0;
};
__device__ int elsewhere(int);
struct Local {
    __device__ Local() { helper(1); }
    __device__ ~Local() { of<3>(1); }
};

__global__ void none(int *p) { *p = 1; }
__global__ void plain(int *p)
{
    __shared__ int values[5];
    *p = values[1];
}
__global__ void padded(int *p)
{
    __shared__ char first;
    __shared__ double second;
    __shared__ char third;
    first = second = third = 1;
}
__global__ void aligned(int *p)
{
    __shared__ char first[3];
    __shared__ Aligned second;
    first[1] = second.a;
}
__global__ void calls(int *p) { *p = helper(1); }
__global__ void global(int *p)
{
    everywhere[1] = twice(1);
    if (*p)
        *p = helper(2);
}
template <int N> __global__ void generic(int *p) { *p = of<N>(1); }
__global__ void pointer(int *p, int (*f)(int)) { *p = f(1) + helper(1); }
__global__ void dispatched(Base *b, int *p) { *p = b->run(); }
__global__ void undefined(int *p) { *p = elsewhere(1); }
__global__ void object(int *p) { Local l; }
__global__ void closure(int *p)
{
    auto f = [=](int i) {
        __shared__ short s[9];
        s[i] = 1;
        return s[0];
    };
    *p = f(1);
}
typedef short Taken(short);
__device__ short taken(short s)
{
    __shared__ short t[8];
    return t[s];
}
__device__ short given(Taken *f) { return f(1); }
__global__ void possible(int *p)
{
    __shared__ char own;
    *p = own + given(taken);
}
__global__ void declared(int *p);
template <bool Sorts>
__global__ void sometimes(int *p)
{
    __shared__ int mine;
    __shared__ double other[4];
    mine = 1;
    if constexpr (Sorts)
        other[0] = 2;
    *p = mine;
}

void launch(int *p, Base *b)
{
    none<<<1, 1>>>(p);
    plain<<<1, 1>>>(p);
    padded<<<1, 1>>>(p);
    aligned<<<1, 1>>>(p);
    calls<<<1, 1>>>(p);
    global<<<1, 1>>>(p);
    generic<2><<<1, 1>>>(p);
    generic<8><<<1, 1>>>(p);
    pointer<<<1, 1>>>(p, nullptr);
    dispatched<<<1, 1>>>(b, p);
    undefined<<<1, 1>>>(p);
    object<<<1, 1>>>(p);
    closure<<<1, 1>>>(p);
    possible<<<1, 1>>>(p);
    declared<<<1, 1>>>(p);
    sometimes<false><<<1, 1>>>(p);
    sometimes<true><<<1, 1>>>(p);
}
