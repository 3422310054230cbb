// Prints the constants of FlashAttention's traits as its own headers have them, a line for each of the calls in
// TRAITS, the file that the test makes of its list.
#include <cuda_runtime.h>

#include <cute/tensor.hpp>

#include "kernel_traits.h"

#include <cstdio>

#define PRINT(name) std::printf(" " #name "=%d", int(T::name))

using Half = cutlass::half_t;
template <class T> void common()
{
    PRINT(kHeadDim), PRINT(kBlockM), PRINT(kBlockN), PRINT(kNWarps), PRINT(kNThreads), PRINT(kBlockKSmem);
    PRINT(kBlockKGmem), PRINT(kSwizzle), PRINT(kGmemElemsPerLoad), PRINT(kGmemThreadsPerRow);
    PRINT(kSmemKVSize), PRINT(kSmemSize);
}
template <class T> void forward()
{
    common<T>();
    PRINT(kSmemQSize), PRINT(Share_Q_K_smem), PRINT(Is_Q_in_regs);
    std::puts("");
}
template <class T> void backward()
{
    common<T>();
    PRINT(kSmemQdOSize), PRINT(kSmemdSSize), PRINT(kSmemPSize), PRINT(kSmemdQSize), PRINT(kSmemSize1colblock);
    PRINT(kPBlockN), PRINT(kSwizzlePdS), PRINT(AtomLayoutMSdP), PRINT(Is_V_in_regs), PRINT(No_double_buffer);
    std::puts("");
}
int main()
{
#include TRAITS
}
