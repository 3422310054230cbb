import torch
import torch.nn as nn
from functools import partial
from torch.utils.checkpoint import checkpoint
import kernels_cuda as gpu

class F(torch.autograd.Function):
    @staticmethod
    def forward(ctx, q): return gpu.fwd(q)
    @staticmethod
    def backward(ctx, g): return gpu.bwd(g)

f = F.apply

class Inner(nn.Module):
    def forward(self, x): return f(x)

class Other(nn.Module):
    def forward(self, x): return x

class Outer(nn.Module):
    def __init__(self, make=partial(Inner)):
        super().__init__()
        self.inner = make()
        self.layers = nn.ModuleList([Other() for _ in range(3)])
    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return checkpoint(self.inner, x)

@torch.library.custom_op("ns::op", mutates_args=())
def op(x: torch.Tensor) -> torch.Tensor: return gpu.op(x)

@torch.library.register_fake("ns::op")
def op_fake(x): return x

def by_name(x): return torch.ops.ns.op(x)
def directly(x): return op(x)
def names_only(): return Outer


class Chosen(torch.nn.Module):
    def __init__(self, flag):
        super().__init__()
        self.forward = self.one if flag else self.other

    def one(self, x):
        gpu.fwd(x)

    def other(self, x):
        gpu.bwd(x)


def chosen(x):
    return Chosen(True)(x)
