#include "cuda_stub.h"
template <int N> __global__ void k(int *p) { *p = N; }

// The configuration is part of an object, which a function fills through references to its parts.
struct Launcher {
    struct Config {
        cudaLaunchConfig_t config;
        static constexpr int count = 2;
        cudaLaunchAttribute attributes[count];
        dim3 grid() { return config.gridDim; }
    };
    static bool fits(dim3 grid, dim3 cluster) { return grid.x % cluster.x == 0; }
    static Config make(dim3 const grid, dim3 const cluster, dim3 const block, size_t const bytes = 0,
                       cudaStream_t stream = 0, bool programmatic = false, dim3 const fallback = {0, 0, 0})
    {
        Config made;
        auto &config = made.config;
        auto &attributes = made.attributes;
        auto count = made.count;
        attributes[0].id = cudaLaunchAttributeClusterDimension;
        bool has_fallback = fallback.x * fallback.y * fallback.z > 0;
        if (has_fallback) {
            attributes[0].val.clusterDim = {fallback.x, fallback.y, fallback.z};
        } else {
            attributes[0].val.clusterDim = {cluster.x, cluster.y, cluster.z};
        }
        attributes[count - 1].id = cudaLaunchAttributeProgrammaticStreamSerialization;
        attributes[count - 1].val.programmaticStreamSerializationAllowed = 1;
        config.gridDim = {grid.x, grid.y, grid.z};
        config.blockDim = {block.x, block.y, block.z};
        config.dynamicSmemBytes = bytes;
        config.stream = stream;
        config.numAttrs = programmatic ? count : count - 1;
        config.attrs = attributes;
        return made;
    }
    static bool launch(dim3 const grid, dim3 const cluster, dim3 const block, size_t const bytes, cudaStream_t stream,
                       void const *kernel, void **parameters, bool programmatic = false)
    {
        Config made = make(grid, cluster, block, bytes, stream, programmatic);
        auto checked = made.grid();
        if (!fits(checked, cluster))
            return false;
        return cudaLaunchKernelExC(&made.config, kernel, parameters) == cudaSuccess;
    }
};
void launched(int *p, int n, cudaStream_t stream)
{
    void *parameters[] = {&p};
    Launcher::launch(dim3(n, 2), dim3(2), dim3(384), 4096, stream, (void const *)k<1>, parameters);
}
template <int N> void launched_in_template(int *p, int m, cudaStream_t stream)
{
    void *parameters[] = {&p};
    void const *kernel = (void const *)k<N>;
    dim3 cluster(1, N, 1), block = 32 * N;
    if (m > 3)
        Launcher::launch(m, cluster, block, N * sizeof(int), stream, kernel, parameters, true);
}
template void launched_in_template<4>(int *, int, cudaStream_t);

// The same in the body at hand, and a reference to a part of a part.
struct Outer {
    int kind;
    Launcher::Config inner;
};
void here(int *p, int n)
{
    Outer outer = {};
    cudaLaunchConfig_t &config = outer.inner.config;
    auto &attributes = outer.inner.attributes;
    config.gridDim = dim3(n);
    config.blockDim = 96;
    config.dynamicSmemBytes = 24;
    attributes[0].id = cudaLaunchAttributeClusterDimension;
    attributes[0].val.clusterDim = {4, 1, 1};
    config.attrs = attributes;
    config.numAttrs = 1;
    cudaLaunchKernelEx(&outer.inner.config, k<2>, p);
}
// Through a reference, what is no plain assignment: not known.
void changed(int *p)
{
    Outer outer = {};
    auto &config = outer.inner.config;
    config.gridDim = 2;
    config.blockDim = 64;
    config.dynamicSmemBytes = 8;
    config.dynamicSmemBytes += 16;
    cudaLaunchKernelEx(&outer.inner.config, k<3>, p);
}
void fill(size_t &bytes);
void handed_out(int *p)
{
    Outer outer = {};
    outer.inner.config.gridDim = 2;
    outer.inner.config.blockDim = 64;
    outer.inner.config.dynamicSmemBytes = 8;
    fill(outer.inner.config.dynamicSmemBytes);
    cudaLaunchKernelEx(&outer.inner.config, k<5>, p);
}
// In a branch of the function that makes it.
Launcher::Config sometimes(bool big)
{
    Launcher::Config made{};
    auto &config = made.config;
    config.gridDim = 3;
    config.blockDim = 32;
    if (big)
        config.blockDim = 256;
    if (big) {
        made.attributes[0].id = cudaLaunchAttributeClusterDimension;
        made.attributes[0].val.clusterDim = {2, 1, 1};
    }
    config.attrs = made.attributes;
    config.numAttrs = 1;
    return made;
}
void made_sometimes(int *p, bool big)
{
    auto made = sometimes(big);
    cudaLaunchKernelEx(&made.config, k<6>, p);
}
// Again, where it is known which branch.
void made_big(int *p)
{
    auto made = sometimes(true);
    cudaLaunchKernelEx(&made.config, k<7>, p);
}
// In the body at hand: in a branch, and changed once more.
void in_branch(int *p, bool big)
{
    cudaLaunchConfig_t config = {};
    config.gridDim = 3;
    config.blockDim = 32;
    if (big)
        config.blockDim = 256;
    config.dynamicSmemBytes = 8;
    config.dynamicSmemBytes += 16;
    cudaLaunchKernelEx(&config, k<8>, p);
}
void in_both(int *p, bool big)
{
    cudaLaunchConfig_t config = {};
    config.gridDim = 3;
    if (big)
        config.blockDim = 256;
    else
        config.blockDim = 128;
    config.dynamicSmemBytes = 8;
    fill(config.dynamicSmemBytes);
    cudaLaunchKernelEx(&config, k<9>, p);
}
// One configuration, launched twice.
void twice(int *p)
{
    cudaLaunchAttribute attribute[1];
    cudaLaunchConfig_t config = {};
    config.gridDim = 3;
    config.blockDim = 64;
    config.numAttrs = 0;
    config.attrs = attribute;
    cudaLaunchKernelEx(&config, k<10>, p);
    attribute[0].id = cudaLaunchAttributeClusterDimension;
    attribute[0].val.clusterDim = {2, 1, 1};
    config.numAttrs = 1;
    config.blockDim = 128;
    cudaLaunchKernelEx(&config, k<11>, p);
}
void again(int *p, int n)
{
    cudaLaunchConfig_t config = {};
    config.gridDim = 3;
    config.blockDim = 64;
    for (int i = 0; i < n; ++i) {
        cudaLaunchKernelEx(&config, k<12>, p);
        config.blockDim = 128;
    }
}
void clustered(int *p, bool cluster)
{
    cudaLaunchAttribute attribute[1];
    cudaLaunchConfig_t config = {};
    config.gridDim = 4;
    config.blockDim = 64;
    attribute[0].id = cudaLaunchAttributeClusterDimension;
    attribute[0].val.clusterDim = {2, 1, 1};
    config.attrs = attribute;
    config.numAttrs = 0;
    if (cluster)
        config.numAttrs = 1;
    cudaLaunchKernelEx(&config, k<13>, p);
}
// How many count is one of two numbers that are not known.
void counted(int *p, int n, bool programmatic)
{
    cudaLaunchAttribute attribute[2];
    cudaLaunchConfig_t config = {};
    config.blockDim = 64;
    attribute[0].id = cudaLaunchAttributeClusterDimension;
    attribute[0].val.clusterDim = {2, 1, 1};
    attribute[n - 1].id = cudaLaunchAttributeProgrammaticStreamSerialization;
    attribute[n - 1].val.programmaticStreamSerializationAllowed = 1;
    config.attrs = attribute;
    config.numAttrs = programmatic ? n : n - 1;
    cudaLaunchKernelEx(&config, k<14>, p);
}
