#include "cuda_stub.h"
template <int N> __global__ void k(int *p) { *p = N; }
void node(cudaGraph_t graph, int *p, int n)
{
    void *arguments[] = {&p};
    cudaGraphNode_t made;
    cudaKernelNodeParams params = {};
    params.func = (void *)k<1>;
    params.gridDim = dim3(n, 2);
    params.blockDim = dim3(96);
    params.sharedMemBytes = 48;
    params.kernelParams = arguments;
    cudaGraphAddKernelNode(&made, graph, nullptr, 0, &params);
}
void listed(cudaGraph_t graph)
{
    cudaGraphNode_t made;
    cudaKernelNodeParams params = {(void *)k<2>, dim3(3), dim3(64), 0, nullptr, nullptr};
    cudaGraphAddKernelNode(&made, graph, nullptr, 0, &params);
}
void given(cudaGraph_t graph, const cudaKernelNodeParams *params)
{
    cudaGraphNode_t made;
    cudaGraphAddKernelNode(&made, graph, nullptr, 0, params);
}
