import ext_cuda
def constants():
    ext_cuda.f()
    return 1, 5000000, -3, 0.5, 1e300, "a\"b", True, None, ..., b"x", 3j, 99999999999999999999999
def operators(a, b):
    ext_cuda.f(a // b, a ** b, a @ b, a << b, ~a, +a, not a)
def comparisons(a, b, c):
    return a < b, a is not b, a not in b, a < b() <= c != 3
def lazily(a, b, c):
    return a and b or c, a if b else c
def access(a):
    return a.b.c, a[0], a[1:], a[..., ::2], a[0, -1]
def calls(f, a, d):
    return f(1, *a, x=2, **d)
def displays(a, d):
    return [1, *a], (a,), {1, a}, {"k": a, **d}
def comprehensions(a, b):
    return [x for x in a if x], {x: y for x in a for y in x}, {x for x in b}, any(a == x for x in b)
def formatted(a, b):
    return f"x={a!r:>{b}} {b}"
def named(a):
    return (n := a) + n
def suspended(a):
    yield a
ext_cuda.g(constants, operators(1, 2), comparisons(1, 2, 3), lazily(1, 2, 3), access(1), calls(1, 2, 3))
ext_cuda.g(displays(1, 2), comprehensions(1, 2), formatted(1, 2), named(1), suspended(1))
