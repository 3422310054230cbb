# Objects: enumerations, dataclasses, descriptors, operators' methods, what is evaluated once.
import dataclasses
import enum
import functools

import ext_cuda

count = 0
def tick():
    global count
    count += 1
    return count
def default(a=tick(), b=[]):
    b.append(a)
    return len(b)
class Cls:
    shared = []
    n = 0
    t = tick()
    def add(self, v):
        self.shared.append(v)
        self.n += 1
        return self
    def __eq__(self, o): return True
    def __hash__(self): return 1
    def __contains__(self, k): return k == 3
    def __iter__(self): return iter([1, 2, 3])
    def __lt__(self, o): return False
    def __radd__(self, o): return "radd"
    def __neg__(self): return "neg"
    def __getattr__(self, n): return "ga_" + n
    def __setitem__(self, k, v): self.last = (k, v)
class D2:
    def __setattr__(self, k, v): object.__setattr__(self, k, v * 2)
class Slots:
    __slots__ = ("a",)
    def __init__(self): self.a = 1
class Color(enum.Enum):
    RED = 1
    BLUE = 2
class IC(enum.IntEnum):
    A = 1
    B = 5
@dataclasses.dataclass
class DC:
    a: int
    b: list = dataclasses.field(default_factory=list)
    c: int = dataclasses.field(default=3)
    d: int = dataclasses.field(init=False, default=8)
    def __post_init__(self): self.e = self.a + self.c
@dataclasses.dataclass
class DF(DC):
    pass
@dataclasses.dataclass
class DE(DC):
    f: int = 4
class New:
    def __new__(cls, v):
        o = super().__new__(cls)
        o.v = v + 1
        return o
class Sub:
    registry = []

    def __init_subclass__(cls, **k):
        Sub.registry.append(cls.__name__)
        ext_cuda.show("subclass", cls.__name__)


class SubA(Sub):
    pass


class Desc:
    def __get__(self, o, t): return "desc"
class HasDesc:
    d = Desc()
def deco(cls):
    cls.extra = "x"
    return cls
@deco
class Decorated: pass
G = 1
def shadow():
    G = 2
    def inner():
        nonlocal G
        G += 1
        return G
    inner()
    return G
def walrus(x):
    if (n := x * 2) > 3:
        return n
    return [y := 1, y ** 2], n
def walrus2():
    total = 0
    r = [total := total + i for i in range(4)]
    return total, r
def forelse(n):
    for i in range(n):
        if i == 2: break
    else:
        return "else"
    return i
def conds(): return [a * b for a in range(4) if a % 2 for b in range(a) if b]
def fin():
    r = []
    for i in range(3):
        try:
            if i == 1: continue
            r.append(i)
        finally:
            r.append("f")
    return r
def finret():
    try:
        return 1
    finally:
        return 2
def mutate_default(d={}):
    d["n"] = d.get("n", 0) + 1
    return d["n"]
class CP:
    @property
    def bad(self): raise AttributeError("x")
    @property
    def other(self): raise KeyError("x")
n = 0
@functools.lru_cache(maxsize=None)
def once(a):
    global n
    n += 1
    return a + n

class Written:
    def __init__(self):
        self._v = 1

    v = property(lambda self: self._v, lambda self, n: setattr(self, "_v", n * 2))


class Lazy:
    n = 0

    @functools.cached_property
    def v(self):
        self.n += 1
        return self.n


def entry(x):
    S = ext_cuda.show
    S(str(default()), str(default()), str(default(5)), str(count))
    c, d = Cls(), Cls()
    c.add(1).add(2)
    d.add(3)
    S(str(Cls.shared), str(c.n), str(Cls.n), str(c == 3), str(c != 3), str(3 in c), str(4 in c), str(list(c)), str(c < d))
    S(str(1 + c), str(-c), c.foo)
    c[1] = 2
    S(str(c.last))
    o = D2()
    o.v = 4
    S(str(o.v), str(Slots().a))
    S(Color.RED.name, str(Color.RED.value), str(Color(2) is Color.BLUE), str(IC.B + 1), str(IC.A == 1))
    S(str(Color["RED"] is Color.RED), str(Color.RED == Color.BLUE), str(Color.RED == 1), str(isinstance(Color.RED, Color)))
    S(str(DC(1).c), str(DC(1).b), str(DC(1).e), str(DC(1, c=5).e), str(DC(1).d), str(DE(1, f=7).f), str(DE(1, [], 2).e))
    a = DC(1)
    a.b.append(1)
    S(str(a.b), str(DC(1).b), str(New(3).v), str(Sub.registry), HasDesc().d, Decorated.extra)
    p = Lazy()
    S(str(p.v), str(p.v), str(p.n))
    S(str(hasattr(CP(), "bad")), str(getattr(CP(), "bad", 3)))
    S(str(once(1)), str(once(1)), str(once(2)), str(once(1)))
    S(str(shadow()), str(G), str(walrus(x)), str(walrus(1)), str(walrus2()), str(forelse(2)), str(forelse(5)))
    S(str(conds()), str(fin()), str(finret()), str(mutate_default()), str(mutate_default()))
    w = Written()
    w.v = 4
    S(str(w.v), str(len({1, 2, 2, x})), str(len(set([x, 2]))), str(len({1, 1.0, True, "1"})))
