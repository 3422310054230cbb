# Operators of torch.library with a backward that was registered; autograd functions with several results.
import ext_cuda
import torch


@torch.library.custom_op("mine::scale", mutates_args=())
def scale(x: torch.Tensor, by: int) -> torch.Tensor:
    ext_cuda.show("forward", x, by)
    return torch.empty(x.shape[0], by, dtype=x.dtype)


def setup(ctx, inputs, output):
    x, by = inputs
    ctx.save_for_backward(x)
    ctx.by = by
    ctx.rows = output.shape[0]


def backward(ctx, grad):
    (x,) = ctx.saved_tensors
    ext_cuda.show("backward", x, grad, ctx.by, ctx.rows)
    return grad, None


scale.register_autograd(backward, setup_context=setup)
torch.library.register_autograd("ext::op", lambda ctx, grad: ext_cuda.show("of compiled code"))


class Two(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y):
        return torch.empty(2, 3), torch.empty(4, dtype=torch.int32)

    @staticmethod
    def backward(ctx, first, second):
        ext_cuda.show("two", first, second, ctx.needs_input_grad[0], ctx.needs_input_grad[1])
        return first, None


def entry(x, y):
    a = scale(x, 7)
    ext_cuda.show("result", a, a.requires_grad)
    with torch.no_grad():
        torch.ops.mine.scale(x, 2)
    first, second = Two.apply(x, y)
    ext_cuda.show(first.requires_grad, second.requires_grad)


#given x=bf16[4,6]:requires_grad
#given y=bf16[4,6]
#backward
#: show("forward", bf16[4,6], 7)
#: show("result", bf16[4,7], true)
#: show("forward", bf16[4,6], 2)
#: show(true, false)
#: show("two", fp32[2,3], int32[4], true, false)
#: show("backward", bf16[4,6], bf16[4,7], 7, 4)
