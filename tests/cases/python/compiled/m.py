import functools

import cutlass.cute as cute


class Op:
    def __init__(self, n):
        self.n = n

    @cute.jit
    def __call__(self, x):
        self.kernel(x).launch(grid=[1, 1, 1], block=[32, 1, 1])

    @cute.kernel
    def kernel(self, x):
        pass


class Other:
    @cute.jit
    def __call__(self, x):
        pass


@cute.jit
def function(x):
    pass


def at_once(x):
    cute.compile(Op(1), x)(x)


def in_attribute(x, key):
    if key not in in_attribute.cache:
        in_attribute.cache[key] = cute.compile(Op(2), x, options="-O3")
    in_attribute.cache[key](x)
in_attribute.cache = {}


def spread(x):
    args = [function, x]
    args.append(x)
    compiled = cute.compile(*args)
    compiled(x)


@functools.cache
def made(n):
    return cute.compile(Op(n))


def cached(x):
    made(4)(x)


class Keeper:
    compiled = {}

    def run(self, x, key, other):
        if key not in Keeper.compiled:
            op = Other() if other else Op(3)
            Keeper.compiled[key] = cute.compile(op, x)
        Keeper.compiled[key](x)
