import triton
import triton.language as tl
from other import fill

FIXED = 2
CHANGED = 2
GROWN = [1, 2]


@triton.jit
def k(x, B: tl.constexpr):
    pass


def set_global():
    global CHANGED
    CHANGED = 3


def grow():
    GROWN.append(3)


def globals_of(x):
    k[(FIXED, CHANGED, len(GROWN))](x, 1)


def in_loop(x, n):
    i = 0
    size = 8
    while i < n:
        k[(i,)](x, size)
        i += 1


def after_loop(x, n):
    size = 8
    for i in range(n):
        size = size * 2
    k[(1,)](x, size)


def unrolled(x):
    size = 1
    for i in range(4):
        size *= 2
    k[(1,)](x, size)


def reassigned(x, n):
    m = n + 1
    n = 5
    k[(m, n)](x, 1)


def tried(x):
    size = 1
    try:
        size = int(x)
    except ValueError:
        size = 2
    k[(1,)](x, size)


def handed_over(x):
    config = {"B": 1}
    fill(config)
    k[(1,)](x, **config)


def alias(x):
    config = {"B": 1}
    other = config
    other["B"] = 2
    k[(1,)](x, **config)


def returned_early(x, n):
    if n == 0:
        return
    b = 4
    if n > 7:
        b = 16
    k[(1,)](x, b)


def captured(x, n):
    b = 4
    c = 1
    c = n

    def inner():
        k[(c,)](x, b)
    return inner


def deleted(x, a):
    b = 4
    with a as b:
        k[(1,)](x, b)


def perhaps_handed_over(x, n):
    config = {"B": 1}
    maybe(config, n)
    k[(1,)](x, **config)


def maybe(config, n):
    if n:
        config["B"] = 3


class Held:
    def __init__(self):
        self.list = []
        self.dict = {"B": 1}

    def add(self, one):
        self.list.append(one)

    def run(self, x):
        k[(len(self.list),)](x, **self.dict)
