import functools

import ext_cuda

LEVEL = 3


def plain(a, b=2, *args, c, d=4, **kwargs):
    return f"{a} {b} {args} {c} {d} {sorted(kwargs)}"


def only(a, /, b, *, c=1):
    return a * 100 + b * 10 + c


def counter(start):
    total = start

    def add(n=LEVEL):
        nonlocal total
        total += n
        return total

    return add


def decorated(times):
    def wrapper(f):
        @functools.wraps(f)
        def inner(*args, **kwargs):
            return f(*args, **kwargs) * times

        return inner

    return wrapper


@decorated(3)
def five():
    return 5


@functools.lru_cache(maxsize=None)
def cached(n):
    return n if n < 2 else cached(n - 1) + cached(n - 2)


def change():
    global LEVEL
    LEVEL = 10


def __getattr__(name):
    return name + "!"


def entry(x):
    import functions as me
    from functions import five as other

    ext_cuda.show(me.anything, str(me.LEVEL), str(other()))
    ext_cuda.show(plain(1, c=3), plain(1, 5, 6, 7, c=8, z=9), plain(*[1, 2, 3], **{"c": 4, "y": 5}))
    ext_cuda.show(str(only(1, b=2)), str(only(1, 2, c=3)))
    add = counter(x)
    ext_cuda.show(str(add()), str(add(1)), str(counter(0)(5)), str(five()), str(cached(10)))
    part = functools.partial(plain, 1, c=3)
    ext_cuda.show(part(), part(9), part(d=0), str((lambda v, w=x: v + w)(1)))
    fs = [lambda n=i: n for i in range(3)]
    late = [lambda: i for i in range(3)]
    ext_cuda.show(str([f() for f in fs]), str([f() for f in late]), str(LEVEL))
    change()
    ext_cuda.show(str(LEVEL), str(counter(0)()), str(callable(add)), str(callable(3)))
