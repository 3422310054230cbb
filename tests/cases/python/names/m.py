"""Names that travel as strings."""
import torch
import kernels_C

def lazy(name):
    def call(*a): return getattr(kernels_C, name)(*a)
    return call
def use(x): return lazy("adam")(x)
sgd = lazy("sgd")
def use2(x): return sgd(x)

def get_operator(library, name):
    return getattr(getattr(torch.ops, library), name)

class X:
    OPERATOR = get_operator("ns", "op")
class Y(X):
    OPERATOR = get_operator("ns", "other")
def run(x): return X.OPERATOR(x)
def run2(x): return Y.OPERATOR(x)

def choose(kind, x):
    name = f"fwd_{kind}"
    return getattr(kernels_C, name)(x)
def a(x): choose("a", x)
def b(x): choose("b", x)

def direct(x):
    n = "direct"
    return getattr(kernels_C, n)(x)
def plus(x):
    n = "pl"
    return getattr(kernels_C, n + "us")(x)
for suffix in ["x", "y"]:
    getattr(kernels_C, "loop_" + suffix)(1)
TABLE = {"L": kernels_C.layernorm_fwd, "R": kernels_C.rms_fwd}
def pick(n):
    return TABLE[n]
def p1(x): return pick("L")(x)
def p2(n, x): return pick(n)(x)
def pick2(n):
    return {"L": kernels_C.layernorm_fwd, "R": kernels_C.rms_fwd}[n]
def p3(x): return pick2("R")(x)
def make(d):
    fwd, bwd = {1: (kernels_C.f1, kernels_C.b1), 2: (kernels_C.f2, kernels_C.b2)}[d]
    def op(x): return fwd(x)
    return op
op1 = make(1)
def user(x): return op1(x)
def unknown(name, x): return getattr(kernels_C, name)(x)
def unknown_op(name, x): return getattr(torch.ops.ns, name)(x)

# what is not the only thing is not certain ----------------------------------------
NAME = "first"
def rename(n):
    global NAME
    NAME = n + "?"
def by_global(x): return getattr(kernels_C, NAME)(x)
def given(flag):
    n = "sure"
    if flag:
        n = flag.name
    return n
def maybe(flag, x): return getattr(kernels_C, given(flag))(x)
def default(x, name="usual"): return getattr(kernels_C, name)(x)
def calls_default(x): default(x)
class Holder:
    def __init__(self): self.name = "held"
    def run(self, x): return getattr(kernels_C, self.name)(x)
pairs = {"one": kernels_C.p1, 2: kernels_C.p2}
def by_constant(x):
    key = "one"
    return pairs[key](x)
def by_number(x):
    key = 2
    return pairs[key](x)
def by_any(x, key): return pairs[key](x)
