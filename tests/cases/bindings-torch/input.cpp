#include <torch/library.h>
using at::Tensor;
int inner();
Tensor add_cpu(const Tensor &a, const Tensor &b) { inner(); return a; }
Tensor add_cuda(const Tensor &a, const Tensor &b) { inner(); return b; }
Tensor mul(const Tensor &a, long times) { inner(); return a; }
Tensor scale(Tensor t, double by) { inner(); return t; }
Tensor composite(Tensor t) { return mul(t, 1); }
Tensor other_namespace(Tensor t) { return t; }
Tensor meta(Tensor t) { return t; }
TORCH_LIBRARY(extension, m)
{
    m.def("add(Tensor a, Tensor b) -> Tensor");
    m.def("mul(Tensor a, int times) -> Tensor", &mul);
    m.def("composite", &composite);
    m.def(TORCH_SELECTIVE_SCHEMA("extension::scale(Tensor t, float by) -> Tensor"));
    m.def("by_lambda(Tensor t) -> Tensor", [](Tensor t) { return composite(t); });
    m.impl("scale", c10::DispatchKey::CUDA, &scale);
    m.def("dispatched", torch::dispatch(c10::DispatchKey::CPU, &meta));
}
TORCH_LIBRARY_IMPL(extension, CPU, m) { m.impl("add", &add_cpu); }
TORCH_LIBRARY_IMPL(extension, CUDA, m)
{
    m.impl("add", TORCH_FN(add_cuda));
    m.impl("extension::mul", torch::CppFunction::makeFallthrough());
}
TORCH_LIBRARY_FRAGMENT(fragment, m) { m.def("one(Tensor t) -> Tensor", other_namespace); }
TORCH_LIBRARY_FRAGMENT(fragment, m) { m.def("two.out(Tensor t) -> Tensor", TORCH_FN(other_namespace)); }
TORCH_LIBRARY_IMPL(fragment, Meta, m) { m.impl(TORCH_SELECTIVE_NAME("fragment::one"), &meta); }
