// Launch configurations, what a kernel is given and what of it device code reads.
#include "cuda_stub.h"
struct Shape {
    int rows, columns;
};
struct Base {
    float scale;
    float unread;
};
struct Params : Base {
    Shape shape;
    int *p;
};
struct Elsewhere {
    int x;
};
__device__ int inner(const Params &params) { return params.shape.rows; }
__global__ void kernel(Params params, int n)
{
    Elsewhere other{1};
    *params.p = inner(params) + (int)params.scale + n + other.x;
}
void launch(Params params, int n, int threads, int bytes)
{
    dim3 grid(n, params.shape.columns);
    kernel<<<grid, threads, bytes * 2>>>(params, n + 1);
}
void unknown(void (*pointer)(Params, int), Params params, int blocks) { pointer<<<blocks, 32>>>(params, 1); }
int processors()
{
    int count, device = 0;
    cudaDeviceProp properties;
    cudaGetDeviceProperties(&properties, device);
    cudaDeviceGetAttribute(&count, cudaDevAttrMultiProcessorCount, device);
    return count + properties.major;
}
int recursive(int n) { return n ? recursive(n - 1) : 0; }
