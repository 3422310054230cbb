// What is asked of the device on the way to a launch, and what the answer decides.
#include "cuda_stub.h"
__global__ void persistent(int *p) { *p = 1; }
void launch_persistent(int *p, int device)
{
    cudaDeviceProp properties;
    cudaGetDeviceProperties(&properties, device);
    persistent<<<properties.multiProcessorCount * 2, 128>>>(p);
}
static int processors(int device)
{
    int count;
    cudaDeviceGetAttribute(&count, cudaDevAttrMultiProcessorCount, device);
    return count;
}
static int splits_for(int blocks, int count) { return blocks > count ? 1 : count / blocks; }
__global__ void split(int *p) { *p = 2; }
__global__ void whole(int *p) { *p = 3; }
void launch_split(int *p, int blocks)
{
    int splits = splits_for(blocks, processors(0));
    if (splits > 1)
        split<<<dim3(blocks, splits), 128>>>(p);
    else
        whole<<<blocks, 128>>>(p);
}
struct Launcher {
    bool is_sm8x;
    explicit Launcher(int device)
    {
        int major, minor;
        cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device);
        cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, device);
        is_sm8x = major == 8 && minor > 0;
    }
};
template <int N> __global__ void tuned(int *p) { *p = N; }
void launch_tuned(int *p)
{
    Launcher launcher(0);
    if (launcher.is_sm8x)
        tuned<64><<<1, 64>>>(p);
    else
        tuned<128><<<1, 128>>>(p);
}
__global__ void filled(int *p) { *p = 4; }
void launch_filled(int *p, int bytes)
{
    int blocks = 0;
    cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, filled, 256, bytes);
    filled<<<blocks, 256, bytes>>>(p);
}
__global__ void optin(int *p) { *p = 5; }
void launch_optin(int *p)
{
    int bytes;
    cudaDeviceGetAttribute(&bytes, cudaDevAttrMaxSharedMemoryPerBlockOptin, 0);
    optin<<<1, 32, bytes>>>(p);
}
// Asked, and nothing comes of it.
__global__ void plain(int *p) { *p = 6; }
void launch_plain(int *p)
{
    int count;
    cudaDeviceGetAttribute(&count, cudaDevAttrMultiProcessorCount, 0);
    plain<<<1, 32>>>(p);
}
