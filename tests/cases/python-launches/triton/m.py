import triton
import triton.language as tl
from sizes import BLOCK, cdiv


@triton.jit
def k(x, n, BLOCK: tl.constexpr, EVEN: tl.constexpr = True):
    pass


def by_tuple(x, n):
    k[(triton.cdiv(n, 64), 2)](x, n, BLOCK=64, num_warps=8, num_stages=3)


def by_default(x):
    M, N = x.shape
    grid = lambda meta: (triton.cdiv(M, meta["BLOCK"]), N, 1)
    k[grid](x, M, 32, EVEN=False)


def by_function(x, n):
    def grid(meta):
        return (cdiv(n, meta["BLOCK"]),)
    k[grid](x, n, BLOCK=BLOCK)


def constant():
    k[(cdiv(1000, BLOCK),)](None, 1000, BLOCK)


def by_run(x, n):
    k.run(x, n, BLOCK=16, grid=(n, 1, 1), warmup=False)


def held(x, n):
    launcher = k[(n,)]
    launcher(x, n, 16, num_warps=2)


def chosen(x, n, big):
    if big:
        warps, size = 8, 128
    else:
        warps, size = 4, 128
    k[(n,)](x, n, size, num_warps=warps)


def spread(x, n, config):
    k[(n,)](x, n, **config)


def built(x, n):
    config = {"BLOCK": 64}
    config["num_warps"] = 2
    config.update(EVEN=n % 64 == 0)
    k[(n,)](x, n, **config)


def given(x, n, grid, **more):
    k[grid](x, n, 16, True, **more)


def extra(x, n):
    k[(n,)](x, n, 16, num_warps=4, num_ctas=2, launch_cooperative_grid=True, launch_pdl=False)


class Op:
    WARPS = 2

    def __init__(self, block):
        self.block = block
        self.rows = 4
        self.seen = 0

    def run(self, x, n):
        k[(self.rows, self.seen)](x, n, self.block, num_warps=self.WARPS)

    def note(self):
        self.seen = 7


def starred(x, n, sizes):
    k[(n,)](x, *sizes)
