# Generators, contexts made of them, coroutines: in which order what runs.
import asyncio
import contextlib

import ext_cuda

log = []
class C:
    def __init__(self, s=False): self.s = s
    def __enter__(self): log.append("in"); return self
    def __exit__(self, *a): log.append("out"); return self.s
@contextlib.contextmanager
def cm(n):
    log.append("a" + n)
    try:
        yield n
    except KeyError:
        log.append("ke")
    finally:
        log.append("f" + n)
def f(k):
    for i in range(4):
        with C():
            if i == k: continue
            if i == 2: break
    return i
def g(k):
    for i in range(3):
        with cm("x") as v:
            if k == 1: return v
            if k == 2: raise KeyError
            if k == 3: break
            if k == 4: continue
        log.append("after")
    return "end"
def h():
    with C(True), cm("q"):
        raise ValueError
    return "sup"
def inner():
    try:
        for i in range(5):
            yield i
            if i == 3: return "r"
    finally:
        log.append("gen closed")
def outer():
    r = yield from inner()
    log.append(r)
    yield 50
def brk():
    for v in outer():
        if v == 1: break
    return v
def full(): return [v for v in outer()]
class It:
    def __iter__(self):
        yield 1
        yield 2
class Counted:
    def __init__(self): self.i = 0
    def __iter__(self): return self
    def __next__(self):
        self.i += 1
        if self.i > 3: raise StopIteration
        return self.i
def show_log():
    s = ",".join(log); log.clear(); return s
@contextlib.contextmanager
def nest():
    with cm("n1"):
        with cm("n2") as z:
            yield z
class K:
    @contextlib.contextmanager
    def m(self, v):
        self.v = v
        yield self
        self.v = 0
async def co(x):
    log.append("co")
    return x + 1
async def co2(x):
    return await co(x) * 2
# generators
def gen(n):
    for i in range(n):
        yield i
    return 9
def gen2(n):
    yield from gen(n)
    yield 100
state = []
def effect():
    state.append("begun")
    yield 1
    state.append("end")


def entry(x):
    ext_cuda.show(str(f(0)), show_log())
    ext_cuda.show(str(f(9)), show_log())
    for k in range(5):
        ext_cuda.show(g(k), show_log())
    ext_cuda.show(h(), show_log())
    ext_cuda.show(str(brk()), show_log())
    ext_cuda.show(str(list(It())))
    with nest() as z:
        log.append(z)
    ext_cuda.show(show_log())
    k = K()
    with k.m(3) as q:
        ext_cuda.show(str(q.v))
    ext_cuda.show(str(k.v))
    ext_cuda.show(str(asyncio.run(co2(3))), show_log())
    ext_cuda.show(str(next(v for v in outer() if v > 1)), show_log())
    ext_cuda.show(str(any(v > 1 for v in [1, 2, 3] if log.append("e") is None)), show_log())
    try:
        with cm("z"):
            raise OSError("bad")
    except IOError as e:
        ext_cuda.show(type(e).__name__, str(e.args), show_log())
    m = map(lambda v: log.append("m") or v, [1, 2])
    ext_cuda.show(show_log())
    ext_cuda.show(str(list(m)), show_log())
    ext_cuda.show(str(list(gen(3))), str(list(gen2(2))), str(sum(gen(4))), str([i for i in gen(2)]))
    once = effect()
    ext_cuda.show(str(state))
    next(once)
    ext_cuda.show(str(state))
