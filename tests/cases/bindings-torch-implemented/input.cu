#include "cuda_stub.h"
#include <torch/extension.h>
float *data(const at::Tensor &);
__global__ void kernel(float *x, int n) { x[n] = 0; }
at::Tensor one(at::Tensor x, int n) {
    kernel<<<n, 128>>>(data(x), n);
    return x;
}
at::Tensor two(at::Tensor x, int n) {
    kernel<<<n, 64>>>(data(x), 1);
    return x;
}
PYBIND11_MODULE(TORCH_EXTENSION_NAME, m) {
    m.def("one", &one);
    m.def("two", &two);
    m.def("spare", &two);
}
