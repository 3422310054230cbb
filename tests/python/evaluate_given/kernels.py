# Triton's kernels, operators of Python, and what is asked of the device.
import ext_cuda
import torch
import triton
import triton.language as tl


@triton.jit
def scale(x, n, BLOCK: tl.constexpr):
    pass


@torch.library.custom_op("mine::scaled", mutates_args=())
def scaled(x: torch.Tensor, by: float) -> torch.Tensor:
    ext_cuda.show("operator", x, by)
    return torch.empty_like(x)


@scaled.register_fake
def _(x, by):
    ext_cuda.show("fake")


def entry(x):
    n = x.numel()
    scale[(triton.cdiv(n, 128), 2)](x, n, BLOCK=128, num_warps=8)
    grid = lambda meta: (triton.cdiv(n, meta["BLOCK"]),)
    scale[grid](x, n, BLOCK=256)
    ext_cuda.show(torch.ops.mine.scaled(x, 2.0), scaled(x, by=3.0), torch.ops.mine.scaled.default(x, 4.0))
    major, minor = torch.cuda.get_device_capability()
    if major >= 9:
        ext_cuda.show("hopper", minor, torch.cuda.get_device_properties(0).multi_processor_count)
    else:
        ext_cuda.show("older")


#given x=fp32[1000]
#device H100
#: launches kernels.scale
#: launches kernels.scale
#: show("operator", fp32[1000], 2.0)
#: show("operator", fp32[1000], 3.0)
#: show("operator", fp32[1000], 4.0)
#: show(fp32[1000], fp32[1000], fp32[1000])
#: show("hopper", 0, 132)
