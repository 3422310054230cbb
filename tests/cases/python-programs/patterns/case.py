import ext_cuda
def matches(a, b):
    ext_cuda.f()
    match a.b:
        case 1 | "x":
            return 1
        case b.c if b:
            return 2
        case [first, *rest]:
            return rest
        case None:
            return 3
        case {"k": v, **others}:
            return v
        case other:
            return other
    match a:
        case _:
            pass
matches(1, 2)
