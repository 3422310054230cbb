// Launches as files of earlier versions tell them: at a place that has one, at
// one that has several, with attributes, settings and bounds.
#include "cuda_stub.h"

template <int N>
__global__ __launch_bounds__(128, 2) void once(float *out) { out[0] = N; }

__global__ void either(float *out, int n) { out[0] = (float)n; }

__global__ void clustered(float *out) { out[0] = 1; }

#define EITHER(n)                                                                                                      \
    do {                                                                                                               \
        if ((n) > 8)                                                                                                   \
            either<<<(n) / 64, 64>>>(out, n);                                                                          \
        else                                                                                                           \
            either<<<(n), 32>>>(out, n);                                                                               \
    } while (0)

void run(float *out, int n) {
    if (n > 0) {
        cudaFuncSetAttribute(once<4>, cudaFuncAttributeMaxDynamicSharedMemorySize, 65536);
        once<4><<<(n + 127) / 128, 128, 65536>>>(out);
    }
    EITHER(n);
}

void run_clustered(float *out, int n) {
    cudaLaunchConfig_t config = {};
    cudaLaunchAttribute attribute[1];
    attribute[0].id = cudaLaunchAttributeClusterDimension;
    attribute[0].val.clusterDim.x = 2;
    attribute[0].val.clusterDim.y = 1;
    attribute[0].val.clusterDim.z = 1;
    config.gridDim = dim3(n, 2, 1);
    config.blockDim = dim3(256, 1, 1);
    config.attrs = attribute;
    config.numAttrs = 1;
    cudaLaunchKernelEx(&config, clustered, out);
}
