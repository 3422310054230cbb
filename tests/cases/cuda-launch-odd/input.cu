#include "cuda_stub.h"
__device__ void work(int *p) { *p = 1; }
__global__ void kernel(int *p, int n = 3) { work(p); }
__global__ void other(int *p, int n) { work(p); }
template <class T> __global__ void generic(T *p) { work((int *)p); }
template <class T> __global__ void generic(T *p, int n) { work((int *)p + n); }
#define LAUNCH(name, ...) name<<<dim3(1), dim3(2), 0, 0>>>(__VA_ARGS__)
#define CHECK(x) do { if ((x) != cudaSuccess) failed(); } while (0)
void failed();
int blocks(int);
int *argument();
void by_macro(int *p) { LAUNCH(kernel, p, 4); }
void by_default_argument(int *p) { kernel<<<1, 1>>>(p); }
void evaluates() { kernel<<<blocks(1), blocks(2), blocks(3)>>>(argument()); }
void by_overload(int *p) { generic<<<1, 1>>>(p, 5); }
void by_parentheses(int *p) { (kernel)<<<1, 1>>>(p, 1); (*&other)<<<1, 1>>>(p, 2); }
struct Launcher {
    int *p;
    void operator()() const { kernel<<<1, 1>>>(p); }
    ~Launcher() { other<<<1, 1>>>(p, 1); }
    template <class T> void member() { generic<<<1, 1>>>((T *)p); }
};
void by_object(int *p)
{
    Launcher l{p};
    l();
    l.member<float>();
}
void loops(int *p, int n)
{
    for (int i = 0; i < n; i++) {
        if (i % 2)
            kernel<<<i, 32>>>(p);
        else
            kernel<<<i, 64>>>(p);
    }
}
void checked(void **args) { CHECK(cudaLaunchKernel((const void *)other, 1, 2, args, 0, 0)); }
static void (*global_pointer)(int *, int) = kernel;
void by_global(int *p) { global_pointer<<<1, 1>>>(p, 1); }
void never_evaluated(int *p) { (void)sizeof((kernel<<<1, 1>>>(p), 1)); }
template <int N> void discarded(int *p)
{
    if constexpr (N > 1)
        kernel<<<1, 1>>>(p);
    else
        other<<<1, 1>>>(p, 1);
}
void instantiate(int *p) { discarded<1>(p); }
constexpr int threads = 4 * 32;
enum { SMEM = 1 << 10 };
void values(int *p)
{
    constexpr dim3 grid(7, 8);
    const int n = 5;
    kernel<<<grid, threads, SMEM>>>(p);
    other<<<dim3(n, n + 1), dim3(threads / 2, 1, 1), sizeof(int) * threads>>>(p, 1);
}
