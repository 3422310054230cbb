import cppyy
import tvm_ffi
from torch.utils.cpp_extension import load

from pkg import fast


def build():
    return load(name="built", sources=["extension.cpp"])


def use_extension(x):
    return build().forward(x)


def use_library(path, x):
    return tvm_ffi.load_module(path).scale(x)


def use_run(path, x):
    return tvm_ffi.load_module(path).run(x)


def use_global(x):
    return tvm_ffi.get_global_func("my.second")(x)


def use_cppyy(x):
    return cppyy.gbl.somewhere(x)


def use_cython():
    return fast.f()
