// The branches from a host entry to a launch: ifs, switches, ?:, returns, and switch macros' lambdas.
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
#define HEADDIM_SWITCH(HEADDIM, ...)             \
    [&] {                                        \
        if (HEADDIM <= 64) {                     \
            constexpr static int kHeadDim = 64;  \
            return __VA_ARGS__();                \
        } else if (HEADDIM <= 128) {             \
            constexpr static int kHeadDim = 128; \
            return __VA_ARGS__();                \
        }                                        \
    }()
struct Params {
    int *p;
    int d, rows, kind;
    float dropout;
    bool causal;
};
template <int D, bool Is_dropout, bool Is_causal> __global__ void attend(int *p) { *p = D + Is_dropout + Is_causal; }
template <int D, bool Is_dropout> void run(Params &params)
{
    const bool even = params.rows % 128 == 0;
    BOOL_SWITCH(params.causal && even, Is_causal,
                [&] { attend<D, Is_dropout, Is_causal><<<1, 32>>>(params.p); });
}
void forward(Params &params)
{
    if (params.rows == 0)
        return;
    HEADDIM_SWITCH(params.d, [&] {
        BOOL_SWITCH(params.dropout < 1.f, Is_dropout, [&] { run<kHeadDim, Is_dropout>(params); });
    });
}
template <int N> __global__ void combine(int *p) { *p = N; }
void choose(Params &params)
{
    switch (params.kind) {
    case 1:
        combine<1><<<1, 32>>>(params.p);
        break;
    case 2:
    case 3:
        combine<2><<<1, 32>>>(params.p);
        break;
    default:
        combine<9><<<1, 32>>>(params.p);
    }
}
template <bool Fast> __global__ void copy(int *p) { *p = Fast; }
template <bool Fast> void copy_if(Params &params)
{
    if constexpr (Fast)
        copy<true><<<1, 32>>>(params.p);
    else
        copy<false><<<1, 32>>>(params.p);
}
void copies(Params &params)
{
    if (params.kind > 4)
        copy_if<true>(params);
    copy_if<false>(params);
}
__global__ void always(int *p) { *p = 1; }
void unconditional(Params &params) { always<<<1, 32>>>(params.p); }
__global__ void shared(int *p) { *p = 1; }
static void launch_shared(int *p) { shared<<<1, 32>>>(p); }
void one_way(Params &params)
{
    if (params.causal)
        launch_shared(params.p);
}
void other_way(Params &params)
{
    if (params.rows > 5)
        launch_shared(params.p);
}
