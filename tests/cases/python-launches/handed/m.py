import cutlass.cute as cute
import triton
import triton.language as tl


@triton.jit
def one(x, B: tl.constexpr):
    pass


@triton.autotune(configs=[triton.Config({"B": 8}, num_warps=1), triton.Config({"B": 16}, num_warps=2)], key=[])
@triton.jit
def two(x, B: tl.constexpr):
    pass


@triton.jit
def three(x, B: tl.constexpr):
    pass


def launch(kernel, grid, x, **options):
    kernel[grid](x, **options)


def first(x, n):
    launch(one, (n, 4), x, B=64, num_warps=8)


def second(x, n):
    launch(two, lambda meta: (triton.cdiv(n, meta["B"]),), x)


def choice(x, key):
    launch({"three": three}[key], (1,), x, B=1)


def start(kernel, args, grid, block, cluster=None, pdl=True, **options):
    dim = lambda d: d if isinstance(d, tuple) else (d, 1, 1)
    if cluster is not None:
        options["cluster"] = dim(cluster)
    kernel(args[:-1]).launch(grid=dim(grid), block=dim(block), stream=args[-1], use_pdl=pdl, **options)


class A:
    @cute.jit
    def __call__(self, x, stream):
        start(self.kernel, (x, stream), (2, 3, 1), 128, cluster=2, smem=64)

    @cute.jit
    def other(self, x, stream):
        start(self.kernel, (x, stream), 4, (32, 2, 1), pdl=False)

    @cute.kernel
    def kernel(self, x):
        pass
