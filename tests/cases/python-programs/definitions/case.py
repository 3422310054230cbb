import ext_cuda
def parameters(a, /, b, c=1, *args, d, e=2, **kwargs):
    ext_cuda.f()
def around(x):
    n = 1
    def inner(y=x):
        nonlocal n
        n = 2
        def innermost():
            return x + n + [z for z in y]
        return innermost
    return inner, lambda v, w=n: x + v
def keep(f):
    return f
class Base:
    pass
class Derived(Base, metaclass=keep(Base)):
    size: int = 3
    __hidden = size + keep
    name: str
    @keep
    @staticmethod
    def method(self):
        ext_cuda.f(super().method, super(Base, self), __class__, self.__hidden)
def local_class(x):
    class Within:
        value = x
        x = 2
        both = [value for i in x], x
    return Within
ext_cuda.g(parameters(1, 2, d=3), around(1), Derived.method(1), local_class(1), keep(1))
