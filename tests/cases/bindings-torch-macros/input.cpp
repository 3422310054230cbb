// The macros by which large extensions register their operators under the name of the build.
#include <torch/library.h>
#define TORCH_LIBRARY_EXPAND(NAME, MODULE) TORCH_LIBRARY(NAME, MODULE)
#define TORCH_LIBRARY_IMPL_EXPAND(NAME, DEVICE, MODULE) TORCH_LIBRARY_IMPL(NAME, DEVICE, MODULE)
#define _CONCAT(A, B) A##B
#define CONCAT(A, B) _CONCAT(A, B)
using at::Tensor;
void silu(Tensor &out, const Tensor &in) {}
void swap(Tensor a, Tensor b) {}
Tensor combo(const Tensor &a) { return a; }
Tensor templated_inner(const Tensor &a) { return a; }
template <int N> Tensor templated(const Tensor &a) { return templated_inner(a); }
namespace ns {
struct Ops {
    static Tensor apply(const Tensor &a) { return combo(a); }
};
}
TORCH_LIBRARY_EXPAND(TORCH_EXTENSION_NAME, ops)
{
    ops.def("silu(Tensor! out, Tensor input) -> ()");
    ops.impl("silu", c10::DispatchKey::CUDA, &silu);
    ops.def("templated(Tensor a) -> Tensor").def("apply(Tensor a) -> Tensor", &ns::Ops::apply);
    ops.impl("templated", &templated<3>);
}
TORCH_LIBRARY_EXPAND(CONCAT(TORCH_EXTENSION_NAME, _cache), cache)
{
    cache.def("swap(Tensor a, Tensor b) -> ()");
    cache.impl("swap", torch::dispatch(c10::DispatchKey::CUDA, &swap));
}
TORCH_LIBRARY_IMPL_EXPAND(TORCH_EXTENSION_NAME, CPU, m) { m.impl("silu", TORCH_FN(silu)); }
static void register_more(torch::Library &m) { m.def("more", &combo); }
TORCH_LIBRARY_FRAGMENT(_C, m) { register_more(m); }
