import cutlass
import cutlass.cute as cute
from cutlass.cute import arch


class A:
    def __init__(self, m, n, warps=4):
        self.n = n
        self.tile = (m, 64)
        self.threads = cute.arch.WARP_SIZE * len((0, 1, 2)) + 32
        self.warps = warps
        self.cluster = (2, 1)

    @cute.jit
    def __call__(self, x, stream):
        self.prepare()
        self.kernel(x).launch(grid=[1, 1, 1], block=[self.threads, 1, 1], cluster=(*self.cluster, 1), stream=stream)

    def prepare(self):
        self.smem = 1024 * 3

    @cute.jit
    def other(self, x):
        self.prepare()
        self.kernel(x).launch(grid=self.grid(x), block=(self.warps * 32, 1, 1), smem=self.smem)

    @staticmethod
    def grid(x):
        return (x.shape[0], 2, 1)

    @cute.kernel
    def kernel(self, x):
        pass


class B(A):
    @cute.jit
    def __call__(self, x):
        self.kernel(x).launch(grid=(1, 2), block=128, use_pdl=True)


class C:
    WIDTH = 96

    def __init__(self):
        self.size = 1

    @cute.jit
    def __call__(self, x):
        held = self.kernel(x)
        held.launch(grid=(1, 2, cute.ceil_div(100, 64)), block=(self.WIDTH, self.size, 1), cluster=None)

    @cute.kernel
    def kernel(self, x):
        pass


class D(C):
    def __init__(self):
        super().__init__()
        self.size = 2


@cute.kernel
def body(x):
    pass


@cute.jit
def run(x: cute.Tensor, n: cutlass.Constexpr[int]):
    if cutlass.const_expr(n > 1):
        body(x).launch(grid=(n, 1, 1), block=(arch.WARP_SIZE, 1, 1))


class E:
    threads = 256
    more = 32

    @cute.jit
    def __call__(self, x):
        self.kernel(x).launch(grid=(1, 1, 1), block=(self.threads, self.more, 1))

    @cute.kernel
    def kernel(self, x):
        row = 0
        row += self.threads
        half = self.threads // 2
        self.more += 1
