import functools
import torch
try:
    from . import _ext
except ImportError:
    _ext = None
SCALE = 3


def call(q, heads, scale=1.0):
    return _ext.fwd(q, scale, 0, False, 32, None, heads, False, False)


def partial(q, heads):
    f = functools.partial(call, heads=heads)
    return f(q)


def closure(q, heads):
    def inner(x):
        return call(x, heads)
    return inner(q)


def lam(q, heads):
    return (lambda x, h: call(x, h))(q, heads)


def cond(q, heads, flag=True):
    return call(q, heads if flag else 1)


def default(q, heads=None):
    heads = 8 if heads is None else heads
    return call(q, heads)


def or_default(q, heads=None):
    return call(q, heads or 8)


def walrus(q, heads):
    if (h := heads) > 1:
        return call(q, h)


def aug(q, heads):
    heads *= 2
    heads += 1
    return call(q, heads)


def comp(q, heads):
    return [call(x, heads) for x in q]


def loop(q, heads):
    for h in (heads, 2):
        call(q, h)


def minimum(q, heads):
    return call(q, min(heads, 16))


def integer(q, heads):
    return call(q, int(heads))


def kwargs(q, **kw):
    return call(q, kw["heads"])


def kwargs_pop(q, **kw):
    heads = kw.pop("heads", 8)
    return call(q, heads)


def posonly(q, heads, /):
    return call(q, heads)


def tensor_shape(q, heads):
    q = q.view(-1, heads, 64)
    return call(q, 8)


def ret_only(q, heads):
    out = call(q, 8)
    return out, heads


def fmt(q, heads):
    print(f"{heads}")
    return call(q, 8)


def assertion(q, heads):
    assert heads > 0, "no"
    return call(q, 8)


def raises(q, heads):
    if heads < 0:
        raise ValueError(heads)
    return call(q, 8)


def indexed(q, heads):
    t = (1, heads)
    return call(q, t[1])


def neg_index(q, heads):
    t = [1, heads]
    return call(q, t[-1])


def nested(q, heads):
    cfg = {"a": {"heads": heads}}
    return call(q, cfg["a"]["heads"])


def swap(q, heads):
    a, b = heads, 1
    b, a = a, b
    return call(q, b)


class Base:
    def __init__(self, heads):
        self._heads = heads
    @property
    def heads(self):
        return self._heads
    def go(self, q):
        return call(q, self.heads)


class Derived(Base):
    def __init__(self, heads, extra=1):
        super().__init__(heads)
        self.extra = extra


class WithSet:
    def __init__(self, heads):
        setattr(self, "heads", heads)
        self.__dict__.update(extra=1)
    def go(self, q):
        return call(q, getattr(self, "heads"))


class Slots:
    def __init__(self, cfg):
        self.cfg = cfg
    def go(self, q):
        return call(q, self.cfg.heads)


class F(torch.autograd.Function):
    @staticmethod
    def forward(ctx, q, heads, alpha):
        ctx.save_for_backward(q, alpha)
        ctx.heads = heads
        return call(q, 8)
    @staticmethod
    def backward(ctx, g):
        q, alpha = ctx.saved_tensors
        return call(g, ctx.heads), None, None


def apply(q, heads, alpha):
    return F.apply(q, heads, alpha)


@torch.library.custom_op("mylib::op", mutates_args=())
def op(q: torch.Tensor, heads: int) -> torch.Tensor:
    return call(q, heads)


def via_op(q, heads):
    return torch.ops.mylib.op(q, heads)


def match(q, heads):
    match heads:
        case 1:
            return call(q, 1)
        case n:
            return call(q, n)


def cached(q, heads):
    return _cached(q, heads)


@functools.lru_cache(maxsize=None)
def _cached(q, heads):
    return call(q, heads)


def table(q, heads):
    return {"a": call}["a"](q, heads)


def tree(q, heads):
    args = (q, heads)
    return call(*args)


def enum(q, heads):
    for i, h in enumerate([heads]):
        call(q, h)


def appended(q, heads):
    l = []
    l.append(heads)
    return call(q, l[0])


def updated(q, heads):
    d = dict()
    d["heads"] = heads
    return call(q, **d)


def unused_local(q, heads):
    x = heads + 1
    return call(q, 8)
