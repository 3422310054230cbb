import functools
from dataclasses import dataclass
import elsewhere


def k1(): pass
def k2(): pass
def k3(): pass
def k4(): pass


# a cache of compiled functions, made by a factory, an attribute of the function that uses it
class Cache:
    def __init__(self):
        self.kept = {}
    def __setitem__(self, key, fn):
        self.kept[key] = fn
    def __getitem__(self, key):
        return self.kept[key]

class Loud(Cache):
    def __setitem__(self, key, fn):
        Cache.__setitem__(self, key, fn)
    def __getitem__(self, key):
        return super().__getitem__(key)

def get_cache(name=None):
    return Cache()

def first(key):
    if key not in first.cache:
        first.cache[key] = k1
    first.cache[key]()
first.cache = get_cache("first")

def second(key):
    second.cache[key] = k2
    second.cache[key]()
second.cache = get_cache("second")

def third(key):
    loud[key] = k3
    loud[key]()
loud = Loud()


# what is given to the constructor
class Op:
    def __init__(self, fn):
        self.fn = fn
    def run(self):
        self.fn()
    @classmethod
    def of(cls, fn):
        return cls(fn)

class Twice(Op):
    def __init__(self, fn, other):
        super().__init__(fn)
        self.other = other
    def both(self):
        self.run()
        self.other()

op1 = Op(k1)
op2 = Op(k2)
op3 = Op.of(k3)
op4 = Op.of(k4)
twice = Twice(k1, k2)
def use1(): op1.run()
def use2(): op2.run()
def use3(): op3.run()
def use4(): op4.run()
def use_both(): twice.both()
def run(op): op.run()
def through(): run(Op(k4))


# a function that remembers gives the same object again
@functools.lru_cache
def remembered():
    return Cache()
def fill(): remembered()["x"] = k1
def read(): remembered()["x"]()

plain = functools.cache(get_cache)
def fill_plain(): plain("n")["x"] = k2
def read_plain(): plain("n")["x"]()

@elsewhere.keep
def decorated(): return Cache()
def fill_decorated(): decorated()["x"] = k3
def read_decorated(): decorated()["x"]()


# as does one that keeps it by hand
single = None
def get_single():
    global single
    if single is None:
        single = Cache()
    return single
def fill_single(): get_single()["x"] = k4
def read_single(): get_single()["x"]()


# set from outside of the class
class Holder:
    def __init__(self, fn=None): self.fn = fn
h1 = Holder()
h1.fn = k1
h2 = Holder(k2)
def use_h1(): h1.fn()
def use_h2(): h2.fn()


# by what is only said to be one
class Slot:
    def __init__(self, fn): self.fn = fn
    def set(self, fn): self.fn = fn
    def call(self): self.fn()
slot = Slot(k1)
elsewhere.register(slot)
def replace(s: Slot): s.set(k2)
def use_slot(): slot.call()


# dataclasses
@dataclass
class Entry:
    name: str
    fn: object
e1 = Entry("a", k1)
e2 = Entry(name="b", fn=k2)
def use_e1(): e1.fn()
def use_e2(): e2.fn()


# in a loop they are one
ops = [Op(f) for f in (k1, k2)]
def use_all():
    for op in ops:
        op.run()


# where too many meet, they are one
table = {"a": Op(k1), "b": Op(k2), "c": Op(k3), "d": Op(k4), "e": Op(k1), "f": Op(k2)}
def use_table(name): table[name].run()
def use_entry(): table["c"].run()


# callers that nobody sees may put something in by public methods
class Open:
    def __init__(self): self.kept = {}
    def put(self, key, fn): self.kept[key] = fn
    def get(self, key): return self.kept[key]
box = Open()
box.put("a", k1)
def use_box(): box.get("a")()
