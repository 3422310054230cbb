from .. import _C, shadow


def above(a, b):
    return _C.fwd(a, b)


def of_a_python_module():
    return shadow.f()
