import cupy as cp
from numba import cuda
from pycuda.compiler import SourceModule

SOURCE = 'extern "C" __global__ void scale(float* x, float by) {}'
scale = cp.RawKernel(SOURCE, "scale")
squares = cp.ElementwiseKernel("T x", "T y", "y = x * x", "squares")
module = SourceModule("__global__ void twice(float* x) {}")


@cuda.jit
def add(x): pass


def run(x, n):
    scale(((n + 127) // 128,), (128,), (x, 2.0))
    scale(grid=(2, 3), block=(32, 4), args=(x, 2.0), shared_mem=1024)
    squares(x)
    module.get_function("twice")(x, block=(64, 1, 1), grid=(n, 1))
    add.forall(n, tpb=256)(x)
    add.forall(n)(x)
    add.configure((n, 2), 96)(x)
