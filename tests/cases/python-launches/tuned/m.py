import itertools

import triton
import triton.language as tl
from triton import Config, autotune

import lists
from lists import wanted

SIZES = [16, 32]


@triton.autotune(configs=[Config({"B": b}, num_warps=w) for b in SIZES for w in (1, 2) if b * w <= 32], key=["n"])
@triton.jit
def comprehension(x, n, B: tl.constexpr):
    pass


@autotune(lists.made(4), key=["n"])
@triton.heuristics({"EVEN": lambda args: args["n"] % args["B"] == 0, "C": lambda args: 2 * args["B"]})
@triton.jit
def both(x, n, B: tl.constexpr, C: tl.constexpr, EVEN: tl.constexpr):
    pass


@triton.autotune(configs=wanted, key=[])
@triton.jit
def by_variable(x, B: tl.constexpr):
    pass


@triton.autotune(configs=lists.read("file"), key=[])
@triton.jit
def not_known(x, B: tl.constexpr):
    pass


@triton.heuristics({"num_warps": lambda args: 8 if args["n"] > 1024 else 4})
@triton.jit
def warps(x, n):
    pass


@triton.jit
def plain(x, B: tl.constexpr):
    pass


later = triton.autotune(configs=[triton.Config({"B": 8})], key=[])(plain)


def run(x, n):
    grid = lambda meta: (triton.cdiv(n, meta["B"]),)
    comprehension[grid](x, n)
    both[grid](x, n)
    by_variable[grid](x)
    not_known[grid](x)
    warps[(1,)](x, n)
    later[grid](x)
    plain[grid](x, 4)


@triton.autotune(configs=lists.perhaps([Config({"B": 2}), Config({"B": 4}, num_warps=8)]), key=[])
@triton.jit
def partly(x, B: tl.constexpr):
    pass


def run_partly(x):
    partly[(1,)](x)
