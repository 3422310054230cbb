#include "cuda_stub.h"
__global__ void separately(int *p);
template <class T> __global__ void instantiated_elsewhere(T *p);
__device__ int device_elsewhere(int);
void launcher(int *p);
