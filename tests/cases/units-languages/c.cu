#include "cuda_stub.h"
#include "shared.h"
__global__ void kernel(int *p) { *p = 1; }
extern "C" int in_cuda(int x)
{
    kernel<<<1, 1>>>(nullptr);
    return x;
}
