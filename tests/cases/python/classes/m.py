import types
import dataclasses
def helper(): pass

class Base:
    shared = helper
    def __init__(self, inner=None):
        self.inner = inner
        self.setup()
    def setup(self): pass
    def run(self): return self.step()
    def step(self): pass
    @classmethod
    def make(cls): return cls()
    @staticmethod
    def plain(): helper()
    @property
    def value(self): return helper()
    @value.setter
    def value(self, v): pass

class Left(Base):
    def step(self): super().step()

class Right(Base):
    def step(self): super().step()

class Both(Left, Right):
    def step(self): super().step()

class Holder:
    def __init__(self): self.part = Left()
    def go(self): self.part.setup()

class Bare: pass

def use():
    Both().run()
    Base.make().step()
    Base.plain()
    b = Base()
    b.value
    b.value = 3
    Holder().go()
    Bare()
    print(Right)


class Shape:
    def copy(self):
        return type(self)()

    def again(self):
        return self.__class__()


class Round(Shape):
    def __init__(self):
        helper()

    def own(self):
        return type(self)()


def copies():
    Round().copy()
    Round().again()


@dataclasses.dataclass
class Fields:
    first: object = helper
    second: object = dataclasses.field(default=copies)

    def go(self):
        self.first()
        self.second()


def fields():
    Fields().go()


class Registry:
    def __call__(self, name):
        def put(of):
            self.last = of
            return of
        return put


registry = Registry()


@registry("first")
class Registered:
    def __init__(self):
        helper()

    def step(self):
        pass


class Below(Registered):
    def __init__(self):
        super().__init__()
        self.step()


@dataclasses.dataclass
class Record:
    def step(self):
        helper()


class Longer(Record):
    def go(self):
        super().step()


def spaces(**more):
    one = types.SimpleNamespace(call=helper, n=1)
    one.call()
    one.other = copies
    one.other()
    open_one = types.SimpleNamespace(call=fields, **more)
    open_one.call()
