import cupy as cp
import cupy
from cupy import RawKernel

add_kernel = cp.RawKernel(r'''
extern "C" __global__
void my_add(const float* x1, const float* x2, float* y) {
    int tid = blockDim.x * blockIdx.x + threadIdx.x;
    y[tid] = x1[tid] + x2[tid];
}
''', 'my_add')

SOURCE = r'''
template<typename T> __global__ void tmpl(const T* a, T* b, int n) { }
extern "C" {
__global__ void one(float* x) { }
__global__ void two(float* x) { }
}
'''
module = cp.RawModule(code=SOURCE, options=('-std=c++11',), name_expressions=['tmpl<float>', 'tmpl<double>'])
one = module.get_function('one')

squared = cp.ElementwiseKernel('float32 x, float32 y', 'float32 z', 'z = (x - y) * (x - y)', 'squared_diff')
l2 = cp.ReductionKernel('T x', 'T y', 'x * x', 'a + b', 'y = sqrt(a)', '0', 'l2norm')

@cp.fuse()
def fused(x, y):
    return x * y + y

def run_add(x):
    add_kernel((5,), (5,), (x, x, x))

def run_add_kw(x):
    add_kernel(grid=(5,), block=(128, 2), args=(x, x, x), shared_mem=64)

def run_one(x):
    one((1,), (32,), (x,))

def run_two(x):
    module.get_function('two')((4,), (64,), (x,))

def run_tmpl(x):
    k = module.get_function('tmpl<float>')
    k((8,), (256,), (x, x, 5))

def run_squared(x):
    return squared(x, x)

def run_l2(x):
    return l2(x, axis=1)

def make(name):
    return RawKernel(SOURCE, name)

def run_made(x):
    make("two")((1,), (1,), (x,))

@cp.memoize(for_each_device=True)
def get_kernel():
    return cp.RawKernel(SOURCE, 'one')

def run_memo(x):
    get_kernel()((2,), (3,), (x,))

class Kernels:
    source = SOURCE
    def __init__(self):
        self.k = cp.RawKernel(self.source, "two")
    def go(self, x):
        self.k((1,), (7,), (x,))

def run_class(x):
    Kernels().go(x)

def run_unknown(x, name):
    module.get_function(name)((1,), (1,), (x,))

def run_either(x, flag):
    module.get_function("one" if flag else "two")((1,), (1,), (x,))


from numba import cuda
from numba.cuda import jit as cjit

@cuda.jit
def add(x, y, out):
    out[0] = dev(x[0], y[0])

@cuda.jit(device=True)
def dev(a, b):
    return a + b

@cjit(fastmath=True)
def fast(x): pass

def for_all(x):
    add.forall(x.size)(x, x, x)

def for_all_later(x):
    launch = fast.forall(len(x), tpb=128, stream=0)
    launch(x)

def configured(x):
    add.configure(8, 64)(x, x, x)

def specialized(x):
    add.specialize(x, x, x)[1, 32](x, x, x)
