// Grids, blocks and dynamic shared memory: known to the compiler, known at run time only, and partly known.
#include "cuda_stub.h"
struct Params {
    int *p;
    int rows, columns;
};
constexpr int ceil_div(int a, int b) { return (a + b - 1) / b; }
constexpr int kRows = 128;
enum { kWarps = 4 };
template <int N> struct Tile {
    static constexpr int kThreads = N * 32;
    static constexpr int kBytes = N * N * sizeof(float);
};
__global__ void numbers(int *p) { *p = 1; }
void launch_numbers(int *p) { numbers<<<5, 6>>>(p); }
__global__ void three(int *p) { *p = 2; }
void launch_three(int *p) { three<<<dim3(1, 2, 3), dim3(4, 5, 6), 7>>>(p); }
__global__ void constants(int *p) { *p = 3; }
void launch_constants(int *p, cudaStream_t stream)
{
    constexpr int grid = ceil_div(1000, kRows);
    const int bytes = kRows * kWarps;
    constants<<<grid, kWarps * 32, bytes, stream>>>(p);
}
template <class T> __global__ void tiled(int *p) { *p = T::kThreads; }
template <class T> void launch_tiled(int *p)
{
    dim3 grid(T::kThreads, 2);
    tiled<T><<<grid, T::kThreads, T::kBytes>>>(p);
}
void launch_both(int *p)
{
    launch_tiled<Tile<4>>(p);
    launch_tiled<Tile<8>>(p);
}
__global__ void runtime(Params params) { *params.p = 4; }
void launch_runtime(Params &params)
{
    const int blocks = ceil_div(params.rows, kRows);
    dim3 grid(blocks, params.columns);
    runtime<<<grid, kRows, params.columns * sizeof(float)>>>(params);
}
__global__ void from_parameter(int *p) { *p = 5; }
void launch_parameter(int *p, dim3 grid, int threads) { from_parameter<<<grid, threads>>>(p); }
__global__ void structure(int *p) { *p = 6; }
void launch_structure(int *p, int n, cudaStream_t stream)
{
    cudaLaunchConfig_t config = {};
    config.gridDim = dim3(n, 2);
    config.blockDim = 64;
    config.dynamicSmemBytes = 1 << 10;
    config.stream = stream;
    cudaLaunchKernelEx(&config, structure, p);
}
__global__ void twice(int *p) { *p = 7; }
void launch_first(int *p) { twice<<<1, 32>>>(p); }
void launch_second(int *p) { twice<<<2, 32, 8>>>(p); }
__global__ void cooperative(int *p) { *p = 8; }
void launch_cooperative(void **args) { cudaLaunchCooperativeKernel((const void *)cooperative, 3, 96, args, 0, 0); }
