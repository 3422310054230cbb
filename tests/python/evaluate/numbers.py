import math

import ext_cuda


def entry(x):
    ext_cuda.show(str(7 // x), str(-7 // x), str(-7 % 3), str(7 % -3), str(-7.5 // 2), str(-7.5 % 2))
    ext_cuda.show(str(x**10), str(x**-1), str(x**0.5), str(1 / 3), str(1e20), str(1e-7), str(100.0), str(1e15))
    ext_cuda.show(str(5 & 3), str(5 | x), str(5 ^ 1), str(~x), str(1 << 70), str(-9 >> 1), str(True + True))
    ext_cuda.show(str(int(3.9)), str(int(-3.9)), str(int("12")), str(float("1.5")), str(bool(0.0)), str(round(2.5)))
    ext_cuda.show(str(abs(-3)), str(abs(-2.5)), str(min(3, 1.5)), str(max([1, 7, 3])), str(sum(range(5))), str(pow(x, 3)))
    ext_cuda.show(str(math.sqrt(16)), str(math.ceil(2.1)), str(math.floor(-2.1)), str(math.log2(8)), str(math.gcd(12, 18)))
    ext_cuda.show(str(1 < x < 3), str(1 < x < 2), str(x == 2.0), str(x is None), str(1 if x else 0), str(not x))
    ext_cuda.show(str(0 or "a"), str(x and 0), str(None or 0), str(1 and x and 3), str(+x), str(-x))
    ext_cuda.show(str(2.0), str(True), str(None), str(1_000_000_000), str(0x10), str(-0.5), str(x / 1))
    n = x
    n += 1
    n *= 4
    n //= 5
    n **= 3
    n -= 1
    ext_cuda.show(str(n), str((m := n + 1)), str(m))
