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
// Asked in one specialization alone.
template <bool Split> __global__ void split_or_not(int *p) { *p = Split; }
template <bool Split> void launch_split_or_not(int *p, int bytes)
{
    int blocks = bytes;
    if constexpr (Split)
        cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, split_or_not<true>, 256, bytes);
    split_or_not<Split><<<blocks, 128>>>(p);
}
void launch_both(int *p, int bytes)
{
    launch_split_or_not<true>(p, bytes);
    launch_split_or_not<false>(p, bytes);
}
// Asked by one caller of a template, and handed on through a function that both use.
template <class T> __global__ void typed(T *p) { *p = 1; }
template <class T> int occupancy(int bytes)
{
    int blocks = 0;
    cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, typed<T>, 256, bytes);
    return blocks;
}
static int at_most(int n) { return n > 1000 ? 1000 : n; }
template <class T> void launch_typed(T *p, int blocks) { typed<T><<<blocks, 128>>>(p); }
void asks(float *p, int bytes) { launch_typed(p, at_most(occupancy<float>(bytes))); }
void knows(int *p, int bytes) { launch_typed(p, at_most(bytes)); }
void asks_and_knows(float *p, int *q, int bytes)
{
    asks(p, bytes);
    knows(q, bytes);
}
// A closure launches what the function around it has asked for.
template <class T> __global__ void enclosed(T *p) { *p = 1; }
template <class T> void launch_enclosed(T *p, int bytes)
{
    int blocks = occupancy<T>(bytes);
    [&] { enclosed<T><<<blocks, 128>>>(p); }();
}
void launch_enclosed_of_short(short *p, int bytes) { launch_enclosed(p, bytes); }
