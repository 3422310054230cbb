#include "cuda_stub.h"

struct Params { int n; void *ptr; };
template <int K, bool C> __global__ void kernel(Params p) {}
__global__ void fixed(int *p) {}

template <int K> struct Traits { static constexpr int kBlock = K * 2; using type = float; };

template <class T, bool C> void launch(Params &params, cudaStream_t stream) {
    constexpr size_t smem = sizeof(typename T::type) * T::kBlock;
    dim3 grid((params.n + T::kBlock - 1) / T::kBlock, 2);
    auto *chosen = &kernel<T::kBlock, C>;
    if (smem > 48)
        cudaFuncSetAttribute(chosen, cudaFuncAttributeMaxDynamicSharedMemorySize, smem);
    chosen<<<grid, 128, smem, stream>>>(params);
}

#define BOOL_SWITCH(COND, NAME, ...)                                                                                   \
    [&] {                                                                                                              \
        if (COND) {                                                                                                    \
            constexpr static bool NAME = true;                                                                         \
            return __VA_ARGS__();                                                                                      \
        } else {                                                                                                       \
            constexpr static bool NAME = false;                                                                        \
            return __VA_ARGS__();                                                                                      \
        }                                                                                                              \
    }()

template <int K> void run(Params &params, cudaStream_t stream) {
    BOOL_SWITCH(params.n > 1, Big, [&] { launch<Traits<K>, Big>(params, stream); });
}

int quiet(int n) { return n; }  // decides nothing
int decides(int n) { return n + 1; }

void entry(int n, int *p) {
    Params params{decides(n)};
    if (n == 32)
        run<32>(params, 0);
    else
        run<64>(params, nullptr);
    fixed<<<n, dim3(1, 2, 3)>>>(p);
}

int other() { return quiet(2); }
