#include "cuda_stub.h"
typedef struct CUmod_st *CUmodule;
typedef struct CUfunc_st *CUfunction;
typedef struct CUkern_st *CUkernel;
typedef int CUresult;
typedef struct CUlaunchAttribute_st {
    int id;
    char pad[4];
    union {
        struct {
            unsigned x, y, z;
        } clusterDim;
        int cooperative;
    } value;
} CUlaunchAttribute;
typedef struct CUlaunchConfig_st {
    unsigned gridDimX, gridDimY, gridDimZ, blockDimX, blockDimY, blockDimZ, sharedMemBytes;
    cudaStream_t hStream;
    CUlaunchAttribute *attrs;
    unsigned numAttrs;
} CUlaunchConfig;
extern "C" {
CUresult cuModuleGetFunction(CUfunction *, CUmodule, const char *);
CUresult cuLaunchKernel(CUfunction, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, cudaStream_t, void **, void **);
CUresult cuLaunchKernelEx(const CUlaunchConfig *, CUfunction, void **, void **);
cudaError_t cudaGetFuncBySymbol(CUfunction *, const void *);
}
extern "C" __global__ void by_name(int *p) { *p = 1; }
template <int N> __global__ void k(int *p) { *p = N; }

void launch_by_name(CUmodule module, void **args, int n)
{
    CUfunction function;
    cuModuleGetFunction(&function, module, "by_name");
    if (n > 3)
        cuLaunchKernel(function, n, 2, 1, 128, 1, 1, 256, 0, args, 0);
}
void launch_elsewhere(CUmodule module, void **args)
{
    CUfunction function;
    cuModuleGetFunction(&function, module, "in_a_module");
    CUlaunchConfig config = {};
    config.gridDimX = 4;
    config.gridDimY = 5;
    config.gridDimZ = 6;
    config.blockDimX = 64;
    config.blockDimY = config.blockDimZ = 1;
    config.sharedMemBytes = 1024;
    CUlaunchAttribute attribute[1];
    attribute[0].id = 4;
    attribute[0].value.clusterDim.x = 2;
    attribute[0].value.clusterDim.y = 1;
    attribute[0].value.clusterDim.z = 1;
    config.attrs = attribute;
    config.numAttrs = 1;
    cuLaunchKernelEx(&config, function, args, 0);
}
void launch_symbol(void **args)
{
    CUfunction function;
    cudaGetFuncBySymbol(&function, (const void *)k<1>);
    cuLaunchKernel(function, 7, 1, 1, 32, 8, 1, 0, 0, args, 0);
}
// Handed on.
static void wrapper(CUfunction function, unsigned blocks, unsigned threads, void **args)
{
    cuLaunchKernel(function, blocks, 1, 1, threads, 1, 1, 0, 0, args, 0);
}
void launch_unknown(CUfunction function, void **args) { wrapper(function, 9, 96, args); }
