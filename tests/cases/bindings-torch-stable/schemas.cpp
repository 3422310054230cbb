// What the operators look like: another unit implements them.
#include "operators.h"
#define LIBRARY(NAME, MODULE) STABLE_TORCH_LIBRARY(NAME, MODULE)
LIBRARY(TORCH_EXTENSION_NAME, m)
{
    m.def("silu(Tensor input, *, float scale=1.0) -> Tensor");
    m.def("attend(Tensor q, Tensor k) -> Tensor").def("attend.causal(Tensor q, Tensor k) -> Tensor");
    m.def("by_hand(Tensor(a!) x, str mode=\"a, b)\", int[2] size=[1, 2]) -> Tensor(a!)");
}
STABLE_TORCH_LIBRARY_FRAGMENT(_ext, m)
{
    m.def("never_implemented(Tensor t) -> Tensor");
}
