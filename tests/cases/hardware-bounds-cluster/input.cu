// The third launch bound, blocks a cluster: clang takes it from 18 on, and before that reports an error.
#include "cuda_stub.h"
template <int N> struct Traits {
    static constexpr int kThreads = N * 32;
};
__global__ void __launch_bounds__(384, 1, 2) three(int *p) { *p = 1; }
template <class T> __global__ void __launch_bounds__(T::kThreads, 1, 4) of_traits(int *p) { *p = 2; }
__global__ void __launch_bounds__(64) one(int *p) { *p = 3; }
__global__ void none(int *p) { *p = 4; }
void launch(int *p)
{
    three<<<8, 1>>>(p);
    of_traits<Traits<4>><<<8, 1>>>(p);
    one<<<8, 1>>>(p);
    none<<<8, 1>>>(p);
}
