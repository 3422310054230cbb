# What is a kernel, and what launches it.
from fallback import triton, HAS_TRITON
import cutlass
import cutlass.cute as cute
from numba import cuda

try:
    from triton import jit
except ImportError:
    def jit(f):
        return f

my_jit = triton.jit


def jit_with_hints(f):
    return triton.jit(f)


@triton.jit
def helper(x): pass

@triton.jit
def k1(x): helper(x)

@triton.jit
def k2(x): pass

@triton.autotune(configs=[], key=[])
@triton.jit
def tuned(x): pass

@triton.jit(do_not_specialize=["n"])
def with_options(x, n): pass

@jit
def imported(x): pass

@my_jit
def aliased(x): pass

@jit_with_hints
def hinted(x): pass

def late(x): pass
late = triton.jit(late)

@cuda.jit
def numba_kernel(x): pass

def conditional(x): pass
if HAS_TRITON:
    conditional = triton.jit(conditional)


class Fused:
    @staticmethod
    @triton.jit
    def kernel(x): pass

    @triton.jit
    def bare(x): pass

    def run(self, x):
        self.kernel[(1,)](x)
        self.bare[(1,)](x)


class Gemm:
    @cute.jit
    def __call__(self, a):
        self.kernel(a).launch(grid=[1, 1, 1], block=[128, 1, 1])

    @cute.kernel
    def kernel(self, a):
        self.load(a)

    @cute.jit
    def load(self, a): pass


def run1(x): k1[(1,)](x)
def run2(x): k2[(1,)](x)
def run_tuned(x): tuned[lambda meta: (1,)](x)
def run_options(x): with_options[(1,)](x, 1)
def run_imported(x): imported[(1,)](x)
def run_aliased(x): aliased[(1,)](x)
def run_hinted(x): hinted[(1,)](x)
def run_late(x): late[(1,)](x)
def run_numba(x): numba_kernel[1, 32](x)
def run_conditional(x): conditional[(1,)](x)
def run_by_method(x): k1.run(x, grid=(1,))
def run_gemm(a): Gemm()(a)
