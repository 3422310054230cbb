// What trace_test.py has a trace of.
#include "cuda_stub.h"
#include <pybind11/pybind11.h>
template <int Width, bool Causal> __global__ void forward_kernel(float *p) { *p = Width + Causal; }
__global__ void reduce_kernel(float *p)
{
    __shared__ float sums[32];
    sums[0] = *p;
    *p = sums[0];
}
__global__ void idle_kernel(float *p) { *p = 2; }
template <int Width> void launch(float *p, bool causal, int rows)
{
    if (causal)
        forward_kernel<Width, true><<<dim3(rows, 2), 128, Width * 64>>>(p);
    else
        forward_kernel<Width, false><<<dim3(rows, 2), 128, Width * 64>>>(p);
    reduce_kernel<<<4, 32>>>(p);
}
int forward(int width, int rows)
{
    float *p = nullptr;
    if (width <= 64)
        launch<64>(p, rows > 4, rows);
    else
        launch<128>(p, rows > 4, rows);
    return 0;
}
int backward(int rows)
{
    reduce_kernel<<<4, 32>>>(nullptr);
    return rows;
}
int idle()
{
    idle_kernel<<<1, 1>>>(nullptr);
    return 0;
}
PYBIND11_MODULE(_C, m)
{
    m.def("forward", &forward);
    m.def("backward", &backward);
    m.def("idle", &idle);
}
