#include "cuda_stub.h"
template <int N> __global__ void k(int *p) { *p = N; }
typedef void (*kernel_t)(int *);

// By a function pointer, with all of the configuration.
static void given(kernel_t kernel, dim3 grid, int threads, size_t bytes, int *p)
{
    kernel<<<grid, threads, bytes>>>(p);
}
void gives_choice(int *p, bool c, int n) { given(c ? &k<1> : &k<2>, dim3(n, 4), 256, 1024, p); }
void gives_in_branch(int *p, int n)
{
    if (n > 5)
        given(&k<3>, dim3(n), 2 * 64, n * 4, p);
}
// Through another function, which computes with what it is given.
static void between(kernel_t kernel, int n, int threads, int *p)
{
    if (n > 0)
        given(kernel, dim3((n + threads - 1) / threads), threads, threads * sizeof(float), p);
}
void gives_through(int *p) { between(k<4>, 1000, 128, p); }
void gives_through_too(int *p, int rows) { between(k<5>, rows + 1, 64, p); }

// The kernel is a template argument; the configuration is given.
template <kernel_t Kernel> void by_argument(dim3 grid, dim3 block, size_t bytes, int *p) { Kernel<<<grid, block, bytes>>>(p); }
void gives_argument(int *p)
{
    dim3 block(32, 4);
    by_argument<k<6>>(dim3(7, 8, 9), block, 16, p);
}

// A deduced parameter, a generic closure, and one that captures what its function is given.
template <class F> void deduced(F kernel, int *p) { kernel<<<1, 32>>>(p); }
void gives_deduced(int *p) { deduced(k<7>, p); }
template <class F> void visit(F f) { f(&k<8>); }
void gives_closure(int *p, int threads)
{
    visit([&](auto kernel) { kernel<<<1, threads>>>(p); });
}
void calls_with_closure(int *p) { gives_closure(p, 96); }
void captures(kernel_t kernel, int *p)
{
    [&] { [&] { kernel<<<2, 64>>>(p); }(); }();
}
void gives_captured(int *p) { captures(k<9>, p); }

// Pointers to void, and the runtime's functions.
static void by_void(const void *kernel, dim3 grid, dim3 block, void **args) { cudaLaunchKernel(kernel, grid, block, args, 0, 0); }
void gives_void(void **args) { by_void((const void *)k<10>, dim3(3), dim3(64, 2), args); }
void gives_void_variable(void **args)
{
    const void *kernel = (const void *)k<11>;
    by_void(kernel, 5, 160, args);
}
static void cooperative(const void *kernel, int blocks, void **args)
{
    cudaLaunchCooperativeKernel(kernel, blocks, 512, args, 0, 0);
}
void gives_cooperative(void **args) { cooperative((const void *)k<12>, 132, args); }

// A structure with the configuration, filled before; attributes of the launch.
struct Parameters {
    dim3 grid, block, cluster;
    int bytes;
};
struct Launcher {
    static void launch(dim3 const grid, dim3 const cluster, dim3 const block, size_t const bytes, void const *kernel, void **args)
    {
        cudaLaunchConfig_t config;
        config.gridDim = {grid.x, grid.y, grid.z};
        config.blockDim = {block.x, block.y, block.z};
        config.dynamicSmemBytes = bytes;
        cudaLaunchAttribute attribute[1];
        attribute[0].id = cudaLaunchAttributeClusterDimension;
        attribute[0].val.clusterDim.x = cluster.x;
        attribute[0].val.clusterDim.y = cluster.y;
        attribute[0].val.clusterDim.z = cluster.z;
        config.attrs = attribute;
        config.numAttrs = 1;
        cudaLaunchKernelExC(&config, kernel, args);
    }
};
void on_cluster(Parameters const &params, void const *kernel, void **args)
{
    Launcher::launch(params.grid, params.cluster, params.block, params.bytes, kernel, args);
}
void gives_list(void **args, int n)
{
    Parameters params{dim3(n), dim3(384), dim3(2, 1, 1), 4096};
    on_cluster(params, (void const *)k<13>, args);
}
void gives_fields(void **args)
{
    Parameters params;
    params.grid = dim3(4, 4);
    params.block = dim3(128);
    params.cluster = dim3(1);
    params.bytes = 64;
    on_cluster(params, (void const *)k<14>, args);
}

// Recursion: what is given goes round.
static void rounds(kernel_t kernel, int n, int *p)
{
    if (n == 0)
        kernel<<<1, 48>>>(p);
    else
        rounds(kernel, n - 1, p);
}
void gives_rounds(int *p, int n) { rounds(k<15>, n, p); }

// Not told: a parameter that is changed, one of several callers that knows no more, a function whose address is taken.
static void changes(kernel_t kernel, int threads, int *p, bool b)
{
    if (b)
        threads = 1024;
    kernel<<<1, threads>>>(p);
}
void gives_changed(int *p, bool b) { changes(k<16>, 256, p, b); }
static void partly(kernel_t kernel, int *p) { kernel<<<1, 224>>>(p); }
void gives_known(int *p) { partly(k<17>, p); }
void gives_unknown(int *p, kernel_t *table, int i) { partly(table[i], p); }
static void taken(kernel_t kernel, int threads, int *p) { kernel<<<1, threads>>>(p); }
void gives_taken(int *p) { taken(k<18>, 288, p); }
void (*volatile address)(kernel_t, int, int *) = taken;
// Two values for one parameter: in one row each.
static void twice(int threads, int *p) { k<19><<<1, threads>>>(p); }
void gives_twice(int *p)
{
    twice(64, p);
    twice(128, p);
}
