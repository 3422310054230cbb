BLOCK = 1 << 7


def cdiv(a, b):
    return -(a // -b)
