import torch
import torch.nn as nn
import ext_cuda


@torch.library.custom_op("ns::fast", mutates_args=())
def fast(q, scale):
    out, lse = ext_cuda.fwd(q, scale)
    return out, lse


@torch.library.register_fake("ns::fast")
def fast_fake(q, scale):
    return torch.empty_like(q), q


class Fn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, q, scale, window):
        out, lse = torch.ops.ns.fast(q, scale=scale)
        ctx.save_for_backward(q, lse)
        ctx.scale = scale
        return out

    @staticmethod
    def backward(ctx, dout):
        q, lse = ctx.saved_tensors
        ext_cuda.bwd(dout, q, ctx.scale)
        return q, None, None


def attend(q, scale, window=(-1, -1)):
    return Fn.apply(q, scale, window)


class Block(nn.Module):
    def __init__(self, scale, slopes):
        super().__init__()
        self.scale = scale
        self.drop = nn.Dropout(scale)
        self.register_buffer("slopes", slopes)

    def forward(self, x):
        y = self.drop(x)
        return attend(y, self.scale)


def use(x, slopes):
    block = Block(2, slopes)
    return block(x)
