// Prints constants of FlashAttention's traits as its own headers have them.
#include <cuda_runtime.h>

#include <cute/tensor.hpp>

#include "kernel_traits.h"

#include <cstdio>

using Half = cutlass::half_t;
template <class T> void forward()
{
    std::printf("%d %d %d %d %d %d %d\n", T::kHeadDim, T::kBlockM, T::kBlockN, T::kNThreads, T::kSmemQSize,
                T::kSmemKVSize, T::kSmemSize);
}
template <class T> void backward()
{
    std::printf("%d %d %d %d %d %d %d\n", T::kHeadDim, T::kBlockM, T::kBlockN, T::kNThreads, T::kSmemQdOSize,
                T::kSmemdQSize, T::kSmemSize1colblock);
}
int main()
{
    forward<Flash_fwd_kernel_traits<64, 128, 128, 4, false, false, Half>>();
    forward<Flash_fwd_kernel_traits<64, 128, 64, 4, false, false, Half>>();
    forward<Flash_fwd_kernel_traits<64, 64, 256, 4, false, false, Half>>();
    backward<Flash_bwd_kernel_traits<64, 128, 128, 8, 4, 4, 4, false, false, Half>>();
    backward<Flash_bwd_kernel_traits<64, 64, 128, 8, 2, 4, 4, true, false, Half>>();
}
