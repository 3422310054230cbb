#include "cuda_stub.h"
__global__ void child(int *p) { *p = 1; }
template <int N> __global__ void sized(int *p) { *p = N; }
__global__ void parent(int *p, int n)
{
    child<<<2, 32>>>(p);
    sized<4><<<dim3(n, 3), 64, 128>>>(p);
}
void start(int *p) { parent<<<1, 1>>>(p, 5); }
