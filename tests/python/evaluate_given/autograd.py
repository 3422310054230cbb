# forward runs with a context and without gradients, backward with gradients like the outputs.
import ext_cuda
import torch


class Scale(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, by, is_grad):
        ext_cuda.show("forward", x, by, is_grad, torch.is_grad_enabled(), ctx.needs_input_grad[0], ctx.needs_input_grad[1])
        out = torch.empty(x.shape[0], 5, dtype=x.dtype)
        ctx.save_for_backward(x, out)
        ctx.by = by
        return out, 3

    @staticmethod
    def backward(ctx, grad, *rest):
        x, out = ctx.saved_tensors
        ext_cuda.show("backward", x, out, grad, ctx.by, len(rest), rest[0])
        return grad, None, None


class Module(torch.nn.Module):
    def __init__(self, by):
        super().__init__()
        self.by = by

    def forward(self, x):
        out, n = Scale.apply(x, self.by, torch.is_grad_enabled())
        return out


@torch.no_grad()
def without(x):
    return Scale.apply(x, 9, torch.is_grad_enabled())


def entry(x):
    y = Module(7)(x)
    ext_cuda.show("result", y, y.requires_grad)
    without(x)


#given x=bf16[4,6]:requires_grad
#backward
#: show("forward", bf16[4,6], 7, true, false, true, false)
#: show("result", bf16[4,5], true)
#: show("forward", bf16[4,6], 9, false, false, true, false)
#: show("backward", bf16[4,6], bf16[4,5], bf16[4,5], 7, 1, none)
