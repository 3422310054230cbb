// flash-attention's way from run-time flags to a kernel's template arguments.
#include "cuda_stub.h"
#define BOOL_SWITCH(COND, NAME, ...)          \
    [&] {                                     \
        if (COND) {                           \
            constexpr static bool NAME = true;  \
            return __VA_ARGS__();             \
        } else {                              \
            constexpr static bool NAME = false; \
            return __VA_ARGS__();             \
        }                                     \
    }()
struct Params {
    int *p;
    bool causal;
};
template <int D> struct Traits {
    static constexpr int kThreads = D * 2;
    static constexpr int kSmem = D * 1024;
};
__device__ void masked(int *p) { *p = 1; }
__device__ void plain(int *p) { *p = 2; }
template <class Kernel_traits, bool Is_causal, class P> __device__ void compute(const P &params)
{
    if constexpr (Is_causal)
        masked(params.p);
    else
        plain(params.p);
}
template <class Kernel_traits, bool Is_causal> __global__ void flash_kernel(const Params params)
{
    compute<Kernel_traits, Is_causal>(params);
}
template <class Kernel_traits> void run_flash(Params &params, cudaStream_t stream)
{
    constexpr size_t smem_size = Kernel_traits::kSmem;
    dim3 grid(1, 2, 3);
    BOOL_SWITCH(params.causal, Is_causal, [&] {
        auto kernel = &flash_kernel<Kernel_traits, Is_causal>;
        if (smem_size >= 48 * 1024)
            cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, smem_size);
        kernel<<<grid, Kernel_traits::kThreads, smem_size, stream>>>(params);
        cudaGetLastError();
    });
}
template <class T, int D> void run_mha(Params &params, cudaStream_t stream);
template <> void run_mha<float, 64>(Params &params, cudaStream_t stream) { run_flash<Traits<64>>(params, stream); }
