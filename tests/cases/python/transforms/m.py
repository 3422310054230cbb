import torch
import triton
import triton.language as tl
from torch._library.triton import triton_op, wrap_triton


def low(x): pass
def other(x): pass


def mapped(x): torch.vmap(low)(x)
def gradient(x):
    f = torch.func.grad(other)
    f(x)
def never_called(x): return torch.func.jacrev(low)
def at_once(x, v): torch.func.vjp(low, x)
def either(x): torch.cond(x.sum() > 0, low, other, (x,))
def again(x): torch.while_loop(low, other, (x,))


@torch.library.custom_op("ns::op", mutates_args=())
def op(x: torch.Tensor) -> torch.Tensor: low(x)

@torch.library.register_vmap("ns::op")
def op_vmap(info, in_dims, x): other(x)

def use_op(x): torch.ops.ns.op(x)


def before(nargs): low(nargs)
def after(nargs, exception): low(nargs)
def prune(configs, named_args, **kwargs): low(configs)
def is_even(args): return low(args)

@triton.autotune(configs=[triton.Config({"B": 32}, pre_hook=before)], key=["n"], post_hook=after,
                 prune_configs_by={"early_config_prune": prune})
@triton.heuristics({"EVEN": is_even})
@triton.jit
def kernel(x, n, B: tl.constexpr, EVEN: tl.constexpr): pass

@triton_op("ns::tri", mutates_args=())
def tri(x: torch.Tensor) -> torch.Tensor:
    wrap_triton(kernel)[(1,)](x, 1)

def use_tri(x): torch.ops.ns.tri(x)
