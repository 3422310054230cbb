"""Libraries that are loaded, and their functions."""
import ctypes
import ctypes as ct
import cffi
import tvm_ffi
from ctypes import cdll, CDLL
import os

here = os.path.dirname(__file__)
lib = ct.cdll.LoadLibrary("build/libkernels.so")
lib.cadam_fp32.argtypes = [ct.c_void_p]
TABLE = {"adam": (lib.cadam_fp32, lib.cadam_fp16), "sgd": (lib.csgd_fp32, lib.csgd_fp16)}
def update(name, x):
    fn = TABLE[name][0]
    fn(x)
def adam(x): TABLE["adam"][1](x)
def elementwise(name, x):
    fn = getattr(lib, f"c{name}_fp32", None)
    fn(x)
def arange(x): elementwise("arange", x)
def fill(x): elementwise("fill", x)
unknown = CDLL(os.path.join(here, "x.so"))
def of_unknown(x): unknown.cother(x)
def by_item(x): lib["citem"](x)

ffi = cffi.FFI()
opened = ffi.dlopen("libopened.so")
def by_dlopen(x): opened.copened(x)
builder = cffi.FFI()
builder.set_source("pkg._built", "#include <x.h>")
from pkg import _built
from pkg._built import lib as built
def by_built(x): built.cbuilt(x)
def by_built2(x): _built.lib.cbuilt2(x)

class Native:
    def __init__(self, lib): self._lib = lib
    def __getattr__(self, name):
        fn = getattr(self._lib, name, None)
        if fn is not None:
            return fn
        def throw(*a): raise RuntimeError()
        return throw
native = Native(lib)
def by_wrapper(x): native.cwrapped(x)

class Spec:
    def __init__(self, name): self.name = name
    def load(self): return tvm_ffi.load_module(str(self.name))
    def build_and_load(self): return self.load()
def gen_norm_module(): return Spec("norm")
def norm(x): gen_norm_module().build_and_load().rmsnorm(x)
