// A launcher in flash-attention's manner, with every rule of the hardware table, and what no table can know.
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
struct half_t {
    unsigned short bits;
};
struct Params {
    int *p;
    int seqlen_q, b, h, d, splits;
    bool causal;
};
template <int kHeadDim_, int kBlockM_, int kNWarps_, class T = half_t> struct Base {
    using Element = T;
    static constexpr int kElementBytes = sizeof(T);
    enum { kStages = 2 };
};
template <int kHeadDim_, int kBlockM_, int kNWarps_, class T = half_t, class B = Base<kHeadDim_, kBlockM_, kNWarps_, T>>
struct Traits : B {
    static constexpr int kHeadDim = kHeadDim_;
    static constexpr int kBlockM = kBlockM_;
    static constexpr int kNThreads = kNWarps_ * 32;
    static constexpr int kSmemSize = kBlockM * kHeadDim * B::kElementBytes * 3;
    static constexpr int kNeverNeeded = kBlockM / 4;
    struct Copy {
        static constexpr bool kVector = kHeadDim % 8 == 0;
    };
};
int count_multiprocessors(int device)
{
    int count;
    cudaDeviceGetAttribute(&count, cudaDevAttrMultiProcessorCount, device);
    return count;
}
template <class Kernel_traits, bool Is_causal>
__global__ void __launch_bounds__(Kernel_traits::kNThreads, 2) attend(const Params params)
{
    __shared__ int tile[Kernel_traits::kBlockM];
    params.p[0] = tile[0] + Is_causal;
}
template <int N> __global__ void combine(const Params params) { params.p[0] = N; }
template <class Kernel_traits> void run(Params &params, cudaStream_t stream)
{
    constexpr size_t smem_size = Kernel_traits::kSmemSize;
    const int blocks = (params.seqlen_q + Kernel_traits::kBlockM - 1) / Kernel_traits::kBlockM;
    dim3 grid(blocks, params.b, params.h);
    BOOL_SWITCH(params.causal, Is_causal, [&] {
        auto kernel = &attend<Kernel_traits, Is_causal>;
        if (smem_size >= 48 * 1024)
            cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, smem_size);
        kernel<<<grid, Kernel_traits::kNThreads, smem_size, stream>>>(params);
    });
    int rows = params.b;
    if (params.splits > 1)
        rows = count_multiprocessors(0);
    switch (params.splits) {
    case 1:
        break;
    case 2:
        combine<2><<<rows, 64>>>(params);
        break;
    default:
        combine<8><<<dim3(1, 2, 3), 256>>>(params);
    }
}
void forward(Params &params, cudaStream_t stream)
{
    if (params.d == 0)
        return;
    if (params.d <= 64)
        run<Traits<64, 128, 4>>(params, stream);
    else
        run<Traits<128, 64, 8>>(params, stream);
}

// What cannot be known.
template <int N> struct Deep {
    static constexpr int kValue = Deep<N - 1>::kValue + 1;
};
template <> struct Deep<0> {
    static constexpr int kValue = 0;
};
struct Odd {
    static const int kElsewhere; // defined in another unit
    static constexpr int kUnits = 3;
};
template <class T> __global__ void odd(int *p) { p[0] = T::kUnits; }
template <class T> __global__ void deep(int *p) { p[0] = T::kValue; }
void launch_odd(int *p, int n, void (*unknown)(int *))
{
    odd<Odd><<<n * n, 32, 70000 * n>>>(p);
    deep<Deep<200>><<<1, Deep<200>::kValue>>>(p);
    unknown<<<1, 1>>>(p);
}
