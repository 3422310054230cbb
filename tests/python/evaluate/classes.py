import dataclasses

import ext_cuda


class Base:
    kind = "base"
    count = 0

    def __init__(self, value):
        self.value = value
        Base.count += 1

    @property
    def double(self):
        return self.value * 2

    @double.setter
    def double(self, to):
        self.value = to // 2

    @staticmethod
    def static(a):
        return a + 1

    @classmethod
    def make(cls, value):
        return cls(value)

    def who(self):
        return self.kind

    def __call__(self, a, b=1):
        return self.value + a * b

    def __len__(self):
        return 0

    def __getitem__(self, key):
        return f"item {key}"

    def __add__(self, other):
        return self.value + other


class Derived(Base):
    kind = "derived"

    def __init__(self, value, extra=7):
        super().__init__(value + 1)
        self.extra = extra

    def who(self):
        return super().who() + "!"


class Left(Base):
    def who(self):
        return "left " + super().who()


class Right(Base):
    def who(self):
        return "right " + super().who()


class Both(Left, Right):
    pass


@dataclasses.dataclass
class Point:
    x: int
    y: int = 5

    def total(self):
        return self.x + self.y


class Context:
    def __enter__(self):
        self.state = "in"
        return self

    def __exit__(self, *exception):
        self.state = "out"


def entry(x):
    o = Derived(x)
    ext_cuda.show(str(o.value), str(o.double), str(o.extra), o.who(), str(o(2, b=3)), str(o.static(1)), str(Base.static(2)))
    o.double = 20
    ext_cuda.show(str(o.value), str(Derived.make(5).value), str(Base.count), str(o.count), o[3], str(o + 1), str(bool(o)))
    ext_cuda.show(str(isinstance(o, Base)), str(isinstance(o, Left)), str(issubclass(Both, Base)), str(type(o) is Derived))
    ext_cuda.show(Both(1).who(), str(hasattr(o, "extra")), str(hasattr(o, "none")), str(getattr(o, "none", 8)))
    setattr(o, "later", 6)
    f = o.who
    ext_cuda.show(str(o.later), f(), Derived.kind, o.__class__.__name__, Derived.__name__)
    p = Point(1)
    ext_cuda.show(str(p.total()), str(Point(1, y=2).total()), str(Point(x=3, y=4).y))
    with Context() as c:
        inside = c.state
    ext_cuda.show(inside, c.state)
