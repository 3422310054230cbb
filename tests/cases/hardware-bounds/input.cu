// __launch_bounds__(threads a block, blocks a multiprocessor, blocks a cluster): the last two may be left out.
#include "cuda_stub.h"
template <int N> struct Traits {
    static constexpr int kThreads = N * 32;
};
__global__ void none(int *p) { *p = 0; }
__global__ void __launch_bounds__(256) one(int *p) { *p = 1; }
__global__ void __launch_bounds__(128 * 2, 1 + 1) two(int *p) { *p = 2; }
template <class T> __global__ void __launch_bounds__(T::kThreads, 1) of_traits(int *p) { *p = 3; }
__launch_bounds__(64) __global__ void declared(int *p);
__global__ void declared(int *p) { *p = 4; }
void launch(int *p)
{
    none<<<1, 1>>>(p);
    one<<<1, 1>>>(p);
    two<<<1, 1>>>(p);
    of_traits<Traits<4>><<<1, 1>>>(p);
    of_traits<Traits<8>><<<1, 1>>>(p);
    declared<<<1, 1>>>(p);
}
