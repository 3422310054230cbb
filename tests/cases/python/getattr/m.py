# Which hook runs when an attribute is read.
import torch
import lazy
from lazy import on_demand, present
from dataclasses import dataclass


class Wrapper:
    shared = 1

    def __init__(self, inner):
        self.inner = inner

    def later(self):
        self.late = 1

    def method(self): pass

    def __getattr__(self, name):
        return getattr(self.inner, name)


class Below(Wrapper):
    def __init__(self):
        self.own = 1


class Every:
    def __init__(self):
        self.value = 1

    def __getattribute__(self, name):
        return 1


class Slotted:
    def __init__(self, **values):
        for name, value in values.items():
            setattr(self, name, value)

    def __getattr__(self, name):
        return 1


@dataclass
class Record:
    field: int

    def __getattr__(self, name):
        return 1


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(1, 1)

    def __getattr__(self, name):
        return 1

    def forward(self): pass


def has_field(x): Wrapper(x).inner
def has_shared(x): Wrapper(x).shared
def has_method(x): Wrapper(x).method()
def has_of_object(x): Wrapper(x).__class__
def has_late(x): Wrapper(x).late
def has_none(x): Wrapper(x).none
def has_inherited(): Below().method()
def has_own(): Below().own
def has_not(): Below().none
def every(): Every().value
def every_other(): Every().none
def slotted(): Slotted(a=1).a
def record(): Record(1).field
def record_other(): Record(1).other
def net_layer(): Net().layer
def net_method(): Net().forward()
def by_name(x): getattr(Wrapper(x), "none", None)
def from_outside(x):
    w = Wrapper(x)
    w.put = 1
    w.put
def module_has(): lazy.present()
def module_sub(): lazy.real
def module_lacks(): lazy.absent()
def module_import(): on_demand()
