"""What a mixin's methods do with `self` is done to an object of any class that inherits the mixin."""
import torch.nn as nn


def decode(x, model):
    """Handed a mixin's self: any class below, and by its parameter anything else."""
    model(x)
    model.forward(x)
    model.prepare(x)
    return again(model)


def again(model): model.finish()


class Generates:
    def generate(self, x):
        decode(x, self)
        self(x)
        self.forward(x)
        self.prepare(x)
        self.layer.run()
        self.in_both()
        self.own()
        self.of_torch_or_project()

    def own(self): pass


class Layer:
    def run(self): pass


class Base(nn.Module):
    def __init__(self): self.layer = Layer()
    def prepare(self, x): pass
    def finish(self): pass


class First(Base, Generates):
    def forward(self, x): pass
    def in_both(self): pass


class FirstBelow(First):
    """Inherits `forward` by way of First: nothing of its own."""


class Second(Generates, nn.Module):
    def forward(self, x): pass
    def prepare(self, x): pass
    def finish(self): pass
    def in_both(self): pass
    def of_torch_or_project(self): pass


class Other(Base):
    """No Generates: what it overrides is not reached from there."""
    def forward(self, x): pass
    def prepare(self, x): pass


class Shows:
    """A mixin without torch: every class below agrees on one function."""
    def show(self):
        self.text()
        self()
        self[0]


class Text:
    def text(self): pass
    def __call__(self): pass
    def __getitem__(self, key): pass


class A(Text, Shows): pass
class B(Shows, Text): pass


class Mixed:
    """Called, it is one by __call__ and the other by forward."""
    def go(self): self()


class ByCall(Mixed):
    def __call__(self): pass


class ByForward(Mixed, nn.Module):
    def forward(self): pass


class Sets:
    """A field that a mixin stores is seen by what stands beside it, and the other way round."""
    def set(self): self.step = Layer()
    def use(self): self.other.run()


class Uses:
    def set_other(self): self.other = Layer()
    def use_step(self): self.step.run()


class Both(Sets, Uses): pass


class Alone:
    def use_step(self): self.step.run()


class C3:
    def hook(self): pass
class C3Left(C3):
    def hook(self): super().hook()
class C3Right(C3):
    def hook(self): pass
class C3Both(C3Left, C3Right): pass
