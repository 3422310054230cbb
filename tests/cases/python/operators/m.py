# Torch operators with several implementations: which runs is the device's choice.
import torch
from torch.library import Library, custom_op, impl, register_fake, register_kernel


def cpu_add(x): pass
def cuda_add(x): pass


@custom_op("ns::scale", mutates_args=(), device_types="cpu")
def scale(x): pass

@scale.register_kernel("cuda")
def scale_cuda(x): pass

@scale.register_fake
def scale_fake(x): pass

def scale_backward(ctx, g): pass
scale.register_autograd(scale_backward)


@custom_op("ns::one", mutates_args=())
def one(x): pass

@register_fake("ns::one")
def one_fake(x): pass


@register_kernel("ns::told", "cuda")
def told_cuda(x): pass


lib = Library("ns", "FRAGMENT")
lib.define("add(Tensor x) -> Tensor")
lib.impl("add", cpu_add, "CPU")
lib.impl("add", cuda_add, dispatch_key="CUDA")


@impl(lib, "add", "Meta")
def add_meta(x): pass


on_cuda = Library("ns", "IMPL", "CUDA")

@impl(on_cuda, "add")
def add_again(x): pass


def use_scale(x): scale(x)
def use_one(x): one(x)
def use_scale_op(x): torch.ops.ns.scale(x)
def use_add(x): torch.ops.ns.add(x)


# What an operator has of its own is no overload.
def names(x): return torch.ops.ns.add(x), torch.ops.ns.add.name(), torch.ops.ns.add.default.namespace, torch.ops.ns.add.overloads()
