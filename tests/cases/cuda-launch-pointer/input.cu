#include "cuda_stub.h"
__device__ int twice(int x) { return 2 * x; }
template <class T, bool Causal> __global__ void kernel(T *p) { *p = twice(Causal); }
__global__ void first(int *p) { *p = twice(1); }
__global__ void second(int *p) { *p = twice(2); }
__global__ void third(int *p) { *p = twice(3); }
__global__ void other_type(float *p) { *p = twice(4); }
template <class T, bool Causal> void by_auto(T *p, cudaStream_t stream)
{
    auto kernel_function = &kernel<T, Causal>;
    cudaFuncSetAttribute(kernel_function, cudaFuncAttributeMaxDynamicSharedMemorySize, 49152);
    kernel_function<<<1, 2, 3, stream>>>(p);
}
void uses_auto(int *p)
{
    by_auto<int, true>(p, 0);
    by_auto<int, false>(p, 0);
}
void by_const(int *p)
{
    void (*const function)(int *) = first;
    function<<<1, 2>>>(p);
}
void by_copy(int *p)
{
    auto one = first;
    auto two = one;
    two<<<1, 2>>>(p);
}
void by_static(int *p)
{
    static constexpr auto function = first;
    function<<<1, 2>>>(p);
}
void by_condition(int *p, bool b)
{
    auto function = b ? &first : &second;
    function<<<1, 2>>>(p);
}
void reassigned(int *p, bool b)
{
    auto function = &first;
    if (b)
        function = &second;
    function<<<1, 2>>>(p);
}
void by_parameter(int *p, void (*function)(int *)) { function<<<1, 2>>>(p); }
void passes(int *p) { by_parameter(p, third); }
template <void (*Kernel)(int *)> void by_argument(int *p) { Kernel<<<1, 2>>>(p); }
void uses_argument(int *p) { by_argument<first>(p); by_argument<&second>(p); }
template <auto Kernel> void by_auto_argument(int *p) { Kernel<<<1, 2>>>(p); }
void uses_auto_argument(int *p) { by_auto_argument<&third>(p); }
template <class F, class... A> void by_deduced(F function, A... a) { function<<<1, 2>>>(a...); }
void uses_deduced(int *p) { by_deduced(second, p); }
struct Holder {
    void (*function)(int *) = third;
    void run(int *p) { function<<<1, 2>>>(p); }
};
void by_holder(int *p) { Holder().run(p); }
void by_reference(int *p)
{
    auto &function = first;
    function<<<1, 2>>>(p);
}
void in_lambda(int *p)
{
    auto function = &first;
    [&] { function<<<1, 2>>>(p); }();
}
void (*const table[])(int *) = {first, second};
void by_table(int *p, int i) { table[i]<<<1, 2>>>(p); }
