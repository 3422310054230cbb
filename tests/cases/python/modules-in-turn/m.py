from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

import torch
from torch import nn


class A(nn.Module):
    def forward(self, x):
        return x


class B(nn.Module):
    def forward(self, x):
        return x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.both = nn.Sequential(A(), nn.ReLU(), B())
        self.one = nn.Sequential(A())
        self.many = nn.Sequential(*[B() for _ in range(3)])
        self.named = torch.nn.Sequential(OrderedDict([("b", B())]))
        self.listed = nn.ModuleList([A()])

    def run_both(self, x):
        return self.both(x)

    def run_one(self, x):
        return self.one(x)

    def run_many(self, x):
        return self.many(x)

    def run_named(self, x):
        return self.named(x)

    def run_list(self, x):
        return self.listed(x)  # a list of modules cannot be called


@torch.library.custom_op("ns::op", mutates_args=())
def op(x: torch.Tensor) -> torch.Tensor:
    return x


def backward(ctx, grad):
    return grad


op.register_autograd(backward)


def use_op(x):
    return op(x)


def work(x):
    return x


def in_threads(xs):
    with ThreadPoolExecutor() as pool:
        pool.submit(work, xs)


def each_in_threads(xs):
    with ThreadPoolExecutor() as pool:
        return list(pool.map(work, xs))
