#include "cuda_stub.h"
template <int N> __global__ void k(int *p) { *p = N; }

// A function that makes the configuration, of what it is given.
cudaLaunchConfig_t make(dim3 grid, unsigned threads, size_t bytes, cudaStream_t stream)
{
    cudaLaunchConfig_t config = {};
    config.gridDim = grid;
    config.blockDim = dim3(threads * 2);
    config.dynamicSmemBytes = bytes;
    config.stream = stream;
    return config;
}
void made(int *p, int n)
{
    auto config = make(dim3(n, 3), 64, 1024, 0);
    cudaLaunchKernelEx(&config, k<1>, p);
}
// The same with attributes in an array of the caller's.
cudaLaunchConfig_t make_cluster(dim3 grid, dim3 block, unsigned cluster, cudaLaunchAttribute *attributes)
{
    cudaLaunchConfig_t config{};
    config.gridDim = grid;
    config.blockDim = block;
    attributes[0].id = cudaLaunchAttributeClusterDimension;
    attributes[0].val.clusterDim.x = cluster;
    attributes[0].val.clusterDim.y = 1;
    attributes[0].val.clusterDim.z = 1;
    config.attrs = attributes;
    config.numAttrs = 1;
    return config;
}
void made_cluster(int *p)
{
    cudaLaunchAttribute attributes[1];
    cudaLaunchConfig_t config = make_cluster(16, 128, 2, attributes);
    cudaLaunchKernelEx(&config, k<2>, p);
}
// Handed on: the wrapper is given the configuration itself.
template <class K> void wrapper(cudaLaunchConfig_t const &config, K kernel, int *p) { cudaLaunchKernelEx(&config, kernel, p); }
template <class K> void pointer_wrapper(const cudaLaunchConfig_t *config, K kernel, int *p)
{
    cudaLaunchKernelEx(config, kernel, p);
}
void wrapped(int *p, int n)
{
    cudaLaunchConfig_t config = {0};
    config.gridDim = n;
    config.blockDim = 192;
    config.dynamicSmemBytes = 48;
    wrapper(config, k<3>, p);
}
void wrapped_made(int *p) { wrapper(make(4, 48, 8, 0), k<4>, p); }
void wrapped_pointer(int *p)
{
    cudaLaunchConfig_t config = {0};
    config.gridDim = 6;
    config.blockDim = 224;
    pointer_wrapper(&config, k<5>, p);
}
// A list; a function in a function.
cudaLaunchConfig_t listed(int blocks) { return cudaLaunchConfig_t{dim3(blocks), dim3(160), 32, nullptr, nullptr, 0}; }
cudaLaunchConfig_t outer(int rows)
{
    return listed(rows + 1);
}
void made_listed(int *p, int n)
{
    const auto config = outer(n);
    cudaLaunchKernelEx(&config, k<6>, p);
}

// Constant functions and members of an operator, and grids of what is known at run time.
struct Params {
    int rows, batch;
};
struct Scheduler {
    static dim3 get_grid_shape(Params const &params, int processors) { return {unsigned(processors), unsigned(params.batch), 1}; }
};
template <int N> struct Operator {
    struct SharedStorage {
        float data[N][16];
    };
    static constexpr int MaxThreadsPerBlock = N * 32;
    static const int SharedStorageSize = sizeof(SharedStorage);
    static dim3 get_block_shape() { return dim3(MaxThreadsPerBlock, 1, 1); }
    static dim3 get_grid_shape(Params const &params)
    {
        constexpr int tile = N;
        return dim3((params.rows + tile - 1) / tile, params.batch);
    }
    static dim3 get_persistent_grid(Params const &p, int sms) { return Scheduler::get_grid_shape(p, sms * 2); }
};
template <class Op> __global__ void device_kernel(Params params, int *p) { *p = Op::MaxThreadsPerBlock; }
template <class Op> void run(Params params, int *p)
{
    dim3 const block = Op::get_block_shape();
    dim3 const grid = Op::get_grid_shape(params);
    device_kernel<Op><<<grid, block, Op::SharedStorageSize>>>(params, p);
}
template void run<Operator<4>>(Params, int *);
void persistent(Params arguments, int *p, int sm_count)
{
    using Op = Operator<8>;
    device_kernel<Op><<<Op::get_persistent_grid(arguments, sm_count), Op::MaxThreadsPerBlock, sizeof(typename Op::SharedStorage)>>>(arguments, p);
}

// Not told: a grid that a branch at run time decides, a configuration with a part that is given in a branch.
dim3 decides(int n)
{
    if (n > 5)
        return dim3(n);
    return dim3(1);
}
void branch(int *p, int n) { k<20><<<decides(n), 32>>>(p); }
cudaLaunchConfig_t partly(bool b)
{
    cudaLaunchConfig_t config = {};
    config.gridDim = 3;
    if (b)
        config.blockDim = 64;
    return config;
}
void made_partly(int *p, bool b)
{
    auto config = partly(b);
    cudaLaunchKernelEx(&config, k<21>, p);
}

// Made elsewhere.
cudaLaunchConfig_t unseen();
void made_elsewhere(int *p)
{
    auto config = unseen();
    config.gridDim = 8;
    cudaLaunchKernelEx(&config, k<22>, p);
}
// A wrapper is given grids that one function makes of what two others are given: each caller's are read.
template <class K> void launch_on(dim3 grid, K kernel, int *p) { kernel<<<grid, 96>>>(p); }
struct Work {
    int count;
};
dim3 grid_of(Work const &work, int processors) { return {unsigned(work.count), unsigned(processors), 1}; }
template <int N> struct Holder {
    struct Params {
        Work work;
        int processors;
    };
    static dim3 grid(Params const &params) { return grid_of(params.work, params.processors); }
};
template <int N> void held(typename Holder<N>::Params params, int *p)
{
    dim3 grid = Holder<N>::grid(params);
    launch_on(grid, k<N>, p);
}
template void held<31>(Holder<31>::Params, int *);
template void held<32>(Holder<32>::Params, int *);
template void held<33>(Holder<33>::Params, int *);
// What a class stands for, whose value is in its type.
template <int N> struct Constant {
    static constexpr int value = N;
    __host__ __device__ constexpr operator int() const { return value; }
};
template <int N> struct Tile : Constant<N> {
};
template <class... Ts> struct Shape {
};
template <class T, class... Ts> __host__ __device__ constexpr T first(Shape<T, Ts...> const &) { return {}; }
int run_time(int a, int b);
template <class A, class B> int tiles(A const &a, B const &b) { return run_time(a, b); }
void tiled(int *p, int n)
{
    using Shapes = Shape<Constant<64>, Tile<32>>;
    k<34><<<tiles(n, first(Shapes{})), 32>>>(p);
    k<35><<<tiles(n, Tile<16>{}), 32>>>(p);
}
