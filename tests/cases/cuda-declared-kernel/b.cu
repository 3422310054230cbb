#include "kernels.h"
__device__ int helper(int x) { return x; }
__global__ void separately(int *p) { *p = helper(1) + device_elsewhere(2); }
template <class T> __global__ void instantiated_elsewhere(T *p) { *p = helper(2); }
template __global__ void instantiated_elsewhere<int>(int *);
__device__ int device_elsewhere(int x) { return helper(x); }
