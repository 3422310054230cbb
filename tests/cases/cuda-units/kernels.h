#ifndef KERNELS_H
#define KERNELS_H
#include "cuda_stub.h"
__device__ inline int shared_device(int x) { return x; }
template <class T> __global__ void templated(T *p) { *p = shared_device(1); }
template <class T> void run(T *p) { templated<T><<<1, 64>>>(p); }
void run_float(float *);
#endif
