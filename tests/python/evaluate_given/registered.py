# What registers an operator gives its function back, and runs nothing; types of elements that are complex.
import torch
from torch.library import Library, register_kernel

import ext_cuda

library = Library("registered", "FRAGMENT")
library.define("other(Tensor x) -> Tensor")
torch.library.define("registered::third", "(Tensor x) -> Tensor")


@register_kernel("registered::third", "cuda")
def third(x):
    ext_cuda.third(x.shape[0])
    return x


@torch.library.impl(library, "other", "CUDA")
def other(x):
    ext_cuda.other(x.shape[1])
    return x


@torch.library.triton_op("registered::fourth", mutates_args={})
def fourth(x: torch.Tensor) -> torch.Tensor:
    ext_cuda.fourth(x.element_size())
    return x


def entry(x, y):
    third(x)
    other(x)
    fourth(x)
    torch.ops.registered.third(x)
    ext_cuda.kinds(x.is_complex(), x.is_floating_point(), y.is_complex(), y.is_floating_point())
    if torch.are_deterministic_algorithms_enabled():
        ext_cuda.deterministic(y.element_size())


#given x=complex64[2,3]
#given y=fp8_e8m0[4]
#given at::Context::deterministicAlgorithms=True
#: third(2)
#: other(3)
#: fourth(8)
#: third(2)
#: kinds(true, false, false, true)
#: deterministic(1)
