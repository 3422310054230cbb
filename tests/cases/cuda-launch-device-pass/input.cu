// Closures can run on either side, so that a device pass meets them, too: what they launch is launched by the host.
#include "cuda_stub.h"
__global__ void a(int *p) { *p = 1; }
template <class F> void visit(F f) { f(a); }
void by_generic_lambda(int *p)
{
    visit([&](auto kern) { kern<<<1, 1>>>(p); });
}
void by_pointer(int *p, void (*f)(int *))
{
    [&] { f<<<2, 2>>>(p); }();
}
template <class F> __host__ __device__ void both(F f) { f(); }
void by_both(int *p)
{
    both([=](auto... none) { a<<<3, 3>>>(p); });
}
