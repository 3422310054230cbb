// Conditions decide which value something gets and which call is made; template arguments as written.
#include "cuda_stub.h"
#define BOOL_SWITCH(COND, NAME, ...)            \
    [&] {                                       \
        if (COND) {                             \
            constexpr static bool NAME = true;  \
            return __VA_ARGS__();               \
        } else {                                \
            constexpr static bool NAME = false; \
            return __VA_ARGS__();               \
        }                                       \
    }()
#define DIM_SWITCH(DIM, ...)                  \
    [&] {                                     \
        if (DIM <= 32) {                      \
            constexpr static int kDim = 32;   \
            return __VA_ARGS__();             \
        } else if (DIM <= 64) {               \
            constexpr static int kDim = 64;   \
            return __VA_ARGS__();             \
        }                                     \
    }()
#define TYPE_SWITCH(COND, ...)   \
    [&] {                        \
        if (COND) {              \
            using elem = float;  \
            return __VA_ARGS__(); \
        } else {                 \
            using elem = double; \
            return __VA_ARGS__(); \
        }                        \
    }()
struct Params {
    int *p;
    int d;
    bool causal, wide;
};
template <class T, int D> struct Traits {
    static constexpr int kThreads = D * 2;
};
template <class Kernel_traits, bool Is_causal> __global__ void kernel(Params params) { *params.p = params.d; }
template <class T, int D, bool Is_causal> void launch(Params &params, cudaStream_t stream)
{
    kernel<Traits<T, D>, Is_causal><<<1, Traits<T, D>::kThreads, 0, stream>>>(params);
}
void other(int n);
void run(Params &params, cudaStream_t stream)
{
    TYPE_SWITCH(params.wide, [&] {
        DIM_SWITCH(params.d, [&] {
            BOOL_SWITCH(params.causal, Is_causal, [&] { launch<elem, kDim, Is_causal>(params, stream); });
        });
    });
}
void choose(bool flag, int n, int m)
{
    int picked = flag ? n : m;
    if (n == 0)
        return;
    if (m > 2)
        picked = n;
    other(picked);
}
int small(int kind) { return kind; }
int large(int size) { return size; }
int declared(int n, int m)
{
    switch (int kind = n) {
    case 0:
        return small(kind);
    default:
        break;
    }
    if (int twice = m; int size = twice)
        return large(size);
    return 0;
}
