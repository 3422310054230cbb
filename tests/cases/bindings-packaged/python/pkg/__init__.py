import torch
from . import _C
from pkg import _C as again
from pkg._C import fwd as renamed, Model
import pkg._C


def relative(a, b):
    return _C.fwd(a, b)


def absolute(a, b):
    return again.fwd(a, b)


def by_name(a, b):
    return renamed(a, b)


def dotted(a, b):
    return pkg._C.fwd(a, b)


def nested():
    return _C.inner.nested()


def of_another_package(a, b):
    return torch._C.fwd(a, b)


def made(n, x):
    model = Model(n)
    return model.run(x)


class Layer:
    def __init__(self, n):
        self.model = _C.Model(n)

    def forward(self, x):
        return self.model.run(x)
