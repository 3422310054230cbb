from functools import partial
import ext_cuda


def leaf(x, y=0):
    return x


def pair(a, b):
    return a, b


def passes(p, q):
    first = leaf(p, y=q)
    second = leaf(leaf(q))
    one, two = pair(p, 1)
    return leaf(p + q)


def whole(p):
    return pair(p, None)


def takes(*args, **kwargs):
    return leaf(*args, **kwargs)


def gives(u, v):
    takes(u, y=v)


def spread(p):
    known = {"y": p}
    leaf(1, **known)


def mapped(q, k):
    q, k = [leaf(x) for x in (q, k)]
    return q


def bound(scale, value):
    fixed = partial(leaf, y=scale)
    return fixed(value)


def native(q, flag, rest):
    out, lse = ext_cuda.fwd(q, None, flag and 1, mode=rest)
    return lse


def unknown(thing, how):
    out = thing.solve(how, deep=True)
    thing.append(how)
    print(how)
    return out


def chooses(a, which):
    f = leaf if which else pair
    return f(a, 2)
