// The attributes of launches by cudaLaunchKernelEx and cudaLaunchKernelExC.
#include "cuda_stub.h"
#define KERNEL(NAME) __global__ void NAME(int *p) { *p = 1; }
KERNEL(none)
void launch_none(int *p)
{
    cudaLaunchConfig_t config = {};
    config.gridDim = 4;
    config.blockDim = 64;
    cudaLaunchKernelEx(&config, none, p);
}
KERNEL(assigned)
void launch_assigned(int *p, int n)
{
    cudaLaunchConfig_t config = {0};
    config.gridDim = dim3(n, 2);
    config.blockDim = dim3(128);
    cudaLaunchAttribute attribute[1];
    attribute[0].id = cudaLaunchAttributeClusterDimension;
    attribute[0].val.clusterDim.x = 2;
    attribute[0].val.clusterDim.y = 1;
    attribute[0].val.clusterDim.z = 1;
    config.attrs = attribute;
    config.numAttrs = 1;
    cudaLaunchKernelEx(&config, assigned, p);
}
KERNEL(runtime)
void launch_runtime(dim3 grid, dim3 cluster, void **args)
{
    cudaLaunchConfig_t config;
    cudaLaunchAttribute attrs[2];
    attrs[0].id = cudaLaunchAttributeClusterDimension;
    attrs[0].val.clusterDim.x = cluster.x;
    attrs[0].val.clusterDim.y = cluster.y;
    attrs[0].val.clusterDim.z = 1;
    attrs[1].id = cudaLaunchAttributeCooperative;
    attrs[1].val.cooperative = 1;
    config.gridDim = grid;
    config.blockDim = 32;
    config.dynamicSmemBytes = 0;
    config.attrs = attrs;
    config.numAttrs = 2;
    cudaLaunchKernelExC(&config, (const void *)runtime, args);
}
KERNEL(aggregate)
void launch_aggregate(int *p, cudaStream_t stream)
{
    cudaLaunchAttribute attrs[] = {{cudaLaunchAttributeClusterDimension, {}, {.clusterDim = {2, 2, 1}}},
                                   {cudaLaunchAttributeProgrammaticStreamSerialization,
                                    {},
                                    {.programmaticStreamSerializationAllowed = 1}}};
    cudaLaunchConfig_t config = {dim3(4), dim3(64), 128, stream, attrs, 2};
    cudaLaunchKernelEx(&config, aggregate, p);
}
KERNEL(designated)
void launch_designated(int *p, int wanted)
{
    cudaLaunchAttribute attr = {.id = cudaLaunchAttributeCooperative, .val = {.cooperative = wanted}};
    cudaLaunchConfig_t config = {.gridDim = 4, .blockDim = 64, .attrs = &attr, .numAttrs = 1};
    cudaLaunchKernelEx(&config, designated, p);
}
KERNEL(counted)
void launch_counted(int *p)
{
    cudaLaunchAttribute attrs[2];
    int count = 0;
    attrs[count].id = cudaLaunchAttributeCooperative;
    attrs[count].val.cooperative = 1;
    ++count;
    attrs[count].id = cudaLaunchAttributeProgrammaticStreamSerialization;
    attrs[count].val.programmaticStreamSerializationAllowed = 1;
    ++count;
    cudaLaunchConfig_t config = {4, 64};
    config.attrs = attrs;
    config.numAttrs = count;
    cudaLaunchKernelEx(&config, counted, p);
}
KERNEL(conditional)
void launch_conditional(int *p, bool clusters)
{
    cudaLaunchAttribute attrs[1];
    cudaLaunchConfig_t config = {4, 64};
    if (clusters) {
        attrs[0].id = cudaLaunchAttributeClusterDimension;
        attrs[0].val.clusterDim = {2, 1, 1};
        config.numAttrs = 1;
    }
    config.attrs = attrs;
    cudaLaunchKernelEx(&config, conditional, p);
}
KERNEL(within)
void launch_within(int *p, bool clusters)
{
    if (clusters) {
        cudaLaunchAttribute attrs[1];
        attrs->id = cudaLaunchAttributeCooperative;
        attrs->val.cooperative = true;
        cudaLaunchConfig_t config = {4, 64};
        config.attrs = &attrs[0];
        config.numAttrs = 1;
        cudaLaunchKernelEx(&config, within, p);
    }
}
KERNEL(unused)
void launch_unused(int *p)
{
    cudaLaunchAttribute attrs[2] = {};
    attrs[0].id = cudaLaunchAttributePriority;
    attrs[0].val.priority = 3;
    attrs[1].id = cudaLaunchAttributeCooperative;
    attrs[1].val.cooperative = 1;
    cudaLaunchConfig_t config = {4, 64, 0, 0, attrs, 1};
    cudaLaunchKernelEx(&config, unused, p);
}
KERNEL(given)
void launch_given(int *p, cudaLaunchAttribute *attrs, unsigned count)
{
    cudaLaunchConfig_t config = {4, 64, 0, 0, attrs, count};
    cudaLaunchKernelEx(&config, given, p);
}
KERNEL(from_caller)
void launch_from_caller(int *p, const cudaLaunchConfig_t *config) { cudaLaunchKernelEx(config, from_caller, p); }
template <int N> __global__ void generic(int *p) { *p = N; }
template <int N> void launch_generic(int *p)
{
    cudaLaunchConfig_t config = {N, 64};
    cudaLaunchAttribute attrs[1];
    attrs[0].id = cudaLaunchAttributeClusterDimension;
    attrs[0].val.clusterDim.x = N / 2;
    attrs[0].val.clusterDim.y = 1;
    attrs[0].val.clusterDim.z = 1;
    config.attrs = attrs;
    config.numAttrs = 1;
    cudaLaunchKernelEx(&config, generic<N>, p);
}
void launch_both(int *p)
{
    launch_generic<4>(p);
    launch_generic<8>(p);
}
KERNEL(broken)
void launch_broken(int *p)
{
    cudaLaunchAttribute attrs[1] = {{cudaLaunchAttributeClusterDimension, {}, {.clusterDim = {2}}}};
    cudaLaunchConfig_t config = {4, 64, 0, 0, attrs, 1};
    cudaLaunchKernelEx(&config, broken, p);
}
KERNEL(clustered)
#define CLUSTER(WIDTH) \
    do { \
        cudaLaunchAttribute attr = {.id = cudaLaunchAttributeClusterDimension, .val = {.clusterDim = {WIDTH, 1, 1}}}; \
        cudaLaunchConfig_t config = {.gridDim = 8, .blockDim = 64, .attrs = &attr, .numAttrs = 1}; \
        cudaLaunchKernelEx(&config, clustered, p); \
    } while (0)
#define CLUSTERS CLUSTER(2); CLUSTER(4)
void launch_clustered(int *p)
{
    CLUSTERS;
}
