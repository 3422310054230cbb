"""Operators registered under names and devices that are handed on."""
import torch
lib = torch.library.Library("one", "IMPL")

def implementation(x): return x
def other(x): return x
def looped(x): return x
def made(x): return x
def default(x): return x

def reg(name, f, key): lib.impl(name, f, key)
reg("a", implementation, "CUDA")
reg("b", other, "CPU")

for device in ["cuda", "cpu"]:
    torch.library.register_kernel("one::c", device, looped)

def operator(name, devices=None):
    return torch.library.custom_op(f"two::{name}", mutates_args=(), device_types=devices)

@operator("d")
def made_d(x): return made(x)
@operator("e", "cuda")
def made_e(x): return made(x)

def library(ns): return torch.library.Library(ns, "DEF")
three = library("three")
three.impl("f", default, "CompositeExplicitAutograd")
def use(x): return torch.ops.one.a(x)
