#include "kernels.h"
static __device__ int helper(int x) { return x; }
static __global__ void same_name(int *p) { *p = helper(1); }
namespace {
__global__ void same_hidden(int *p) { *p = helper(2); }
}
void run_float(float *p) { run(p); }
void from_b(int *p)
{
    same_name<<<1, 1>>>(p);
    same_hidden<<<1, 1>>>(p);
    run(p);
}
