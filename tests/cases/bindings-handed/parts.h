#include <pybind11/pybind11.h>
#include <torch/library.h>
void bind_cuda(torch::Library &library);
void bind_all(torch::Library &library);
void bind_nobody_calls(torch::Library &library);
void bind_part(pybind11::module_ &module, int unused);
