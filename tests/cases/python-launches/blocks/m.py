from cupyx import jit
from numba import cuda


@cuda.jit
def numba_kernel(x):
    pass


@jit.rawkernel()
def cupy_kernel(x):
    pass


def run(x, n, stream):
    numba_kernel[(n + 255) // 256, 256](x)
    numba_kernel[(n, 2), (16, 16), stream, 4 * 64](x)
    threads = 64
    cupy_kernel[(1,), (threads,)](x)
