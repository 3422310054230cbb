#include "parts.h"
TORCH_LIBRARY(parts, m)
{
    m.def("scale(Tensor t, float by) -> Tensor");
    m.def("turn(Tensor t) -> Tensor");
}
TORCH_LIBRARY_IMPL(parts, CUDA, m) { bind_cuda(m); }
TORCH_LIBRARY_IMPL(parts, CPU, m) { bind_all(m); }
TORCH_LIBRARY_FRAGMENT(more, m) { bind_all(m); }
PYBIND11_MODULE(unit, m)
{
    auto sub = m.def_submodule("sub");
    bind_part(m, 1);
    bind_part(sub, 2);
}
