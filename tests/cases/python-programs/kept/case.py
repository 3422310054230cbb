import ext_cuda
from helper import size
import triton
def leads():
    return ext_cuda.f(size(), [1].sort(key=lambda x: decides(x)))
def decides(x):
    return x
def leads_too():
    return leads()
def does_not():
    return decides(1)
@triton.jit
def kernel(x):
    pass
def launches(x):
    kernel[(1,)](x)
