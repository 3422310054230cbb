// Where something in a unit uses dynamic shared memory, nvcc rounds the static part of each kernel up to a multiple of
// 16 and of its alignment, whether that kernel uses it or not.
#include "cuda_stub.h"

extern __shared__ __attribute__((aligned(128))) char dynamic[];
__global__ void uses(int *p) { *p = dynamic[1]; }
__global__ void both(int *p)
{
    __shared__ int values[5];
    *p = dynamic[1] + values[0];
}
__global__ void stat(int *p)
{
    __shared__ int values[33];
    *p = values[0];
}
void launch(int *p)
{
    uses<<<1, 1, 4>>>(p);
    both<<<1, 1, 4>>>(p);
    stat<<<1, 1>>>(p);
}
