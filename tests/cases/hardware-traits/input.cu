// Constants of the classes among a kernel's template arguments: its own, nested ones, those of its bases.
#include "cuda_stub.h"
struct half_t {
    unsigned short bits;
};
template <int kHeadDim_, class T> struct Base {
    using Element = T;
    static constexpr int kHeadDim = kHeadDim_;
    static constexpr int kElementBytes = sizeof(T);
    static constexpr int kBaseOnly = kHeadDim + 1;
    enum { kStages = 2, kUnusedStages };
    enum class Mode { Fast = 7, Slow };
};
template <int kHeadDim_, int kBlockM_, int kNWarps_, bool Is_Q_in_regs_ = false, class T = half_t>
struct Traits : Base<kHeadDim_, T> {
    using Parent = Base<kHeadDim_, T>;
    static constexpr int kBlockM = kBlockM_;
    static constexpr int kNWarps = kNWarps_;
    static constexpr int kNThreads = kNWarps * 32;
    static constexpr bool Is_Q_in_regs = Is_Q_in_regs_;
    static constexpr int kSmemSize = kBlockM * Parent::kHeadDim * Parent::kElementBytes + (Is_Q_in_regs ? 0 : 1024);
    static const int kClassic = kNThreads - 1;
    static constexpr int kNeverUsed = kBlockM / 3;
    static constexpr long long kWide = 1LL << 40;
    static int changes;
    struct Copy {
        static constexpr int kVector = kBlockM_ / 8;
        struct Deeper {
            static constexpr bool kEven = kHeadDim_ % 32 == 0;
        };
    };
};
template <class Kernel_traits> __device__ int helper() { return Kernel_traits::Copy::kVector; }
template <class Kernel_traits, bool Is_causal, int... Sizes> __global__ void attend(int *p)
{
    __shared__ int tile[Kernel_traits::kBlockM];
    p[0] = tile[0] + helper<Kernel_traits>() + Kernel_traits::kStages + Kernel_traits::kNThreads;
    if constexpr (Kernel_traits::Is_Q_in_regs)
        p[1] = Is_causal;
}
void launch(int *p)
{
    attend<Traits<64, 128, 4>, true><<<1, 128>>>(p);
    attend<Traits<96, 64, 8, true, float>, false, 3, 5><<<1, 256>>>(p);
}
// What a device function's other specialization uses is not used here.
struct Two {
    static constexpr int kOfFirst = 3;
    static constexpr int kOfSecond = 5;
};
template <class Kernel_traits> struct First {
    static __device__ int of() { return Kernel_traits::kOfFirst; }
};
template <class Kernel_traits> struct Second {
    static __device__ int of() { return Kernel_traits::kOfSecond; }
};
template <class What> __device__ int apply() { return What::of(); }
template <class Kernel_traits> __global__ void first(int *p) { *p = apply<First<Kernel_traits>>(); }
template <class Kernel_traits> __global__ void second(int *p) { *p = apply<Second<Kernel_traits>>(); }
void launch_both(int *p)
{
    first<Two><<<1, 32>>>(p);
    second<Two><<<1, 32>>>(p);
}
