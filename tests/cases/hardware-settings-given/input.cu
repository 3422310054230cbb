#include "cuda_stub.h"
template <int N> __global__ void k(int *p) { *p = N; }
typedef void (*kernel_t)(int *);

// A helper that sets and launches.
static void launch(kernel_t kernel, int block, size_t bytes, int *p)
{
    if (bytes > 48 * 1024)
        cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes);
    kernel<<<1, block, bytes>>>(p);
}
void gives_large(int *p) { launch(k<1>, 128, 65536, p); }
void gives_small(int *p) { launch(k<2>, 128, 1024, p); }
void gives_choice(int *p, bool b) { launch(b ? k<3> : k<4>, 64, 100000, p); }
// One that only sets; through another.
template <class K> void allow(K kernel, int bytes)
{
    cudaFuncSetAttribute((const void *)kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes);
}
template <class K> void prepare(K kernel) { allow(kernel, 98304); }
void prepares(int *p)
{
    prepare(&k<5>);
    k<5><<<1, 32, 98304>>>(p);
    allow(k<6>, 50000);
    k<6><<<1, 32, 50000>>>(p);
}
// A generic closure, a variable, a table with the value of the row.
void closes(int *p)
{
    auto run = [&](auto kernel, int bytes) {
        cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes);
        kernel<<<1, 32, bytes>>>(p);
    };
    run(k<7>, 60000);
}
void by_variable(int *p, bool b)
{
    kernel_t f = b ? k<8> : k<9>;
    cudaFuncSetAttribute(f, cudaFuncAttributeMaxDynamicSharedMemorySize, 70000);
    f<<<1, 32, 70000>>>(p);
}
struct Row {
    kernel_t kernel;
    int bytes;
};
static const Row rows[] = {{k<10>, 80000}, {k<11>, 90000}};
void by_row(int *p, int i)
{
    cudaFuncSetAttribute(rows[i].kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, rows[i].bytes);
    rows[i].kernel<<<1, 32, rows[i].bytes>>>(p);
}
// The field of an object.
struct Launcher {
    kernel_t kernel;
    int bytes;
    void run(int *p) const
    {
        cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes);
        kernel<<<1, 32, bytes>>>(p);
    }
};
void by_object(int *p) { Launcher{k<12>, 75000}.run(p); }
// Not told: what is given is not known to all.
void unknown(kernel_t kernel) { cudaFuncSetAttribute(kernel, cudaFuncAttributePreferredSharedMemoryCarveout, 50); }
