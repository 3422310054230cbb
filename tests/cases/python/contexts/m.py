import functools
import torch
import elsewhere


# a factory of functions by name: each maker knows its operator
def make(name):
    def op(*args):
        return getattr(torch.ops.ns, name)(*args)
    return op

first = make("first")
second = make("second")
third = make("third")

def a(x): first(x)
def b(x): second(x)
def c(x): third(x)


# one of two: not known which, nothing else
def either(flag, x):
    f = first if flag else second
    f(x)


# a factory of factories
def outer(name):
    def middle(suffix):
        def inner(x):
            return getattr(torch.ops.deep, f"{name}{suffix}")(x)
        return inner
    return middle

def d(x): outer("l")("eft")(x)
def e(x): outer("r")("ight")(x)


# decorators: what is wrapped is what runs
def wrap(f):
    @functools.wraps(f)
    def wrapped(*args):
        return f(*args)
    return wrapped

def left(): pass
def right(): pass

@wrap
def on_left(): left()
@wrap
def on_right(): right()

def use_left(): on_left()
def use_right(): on_right()


# twice
@wrap
@wrap
def deep_left(): left()
@wrap
@wrap
def deep_right(): right()

def use_deep_left(): deep_left()
def use_deep_right(): deep_right()


# the context is not known: a function that a library hands back could be any
@elsewhere.register
def by_library(f):
    return wrap(f)

def unknown(f): wrap(f)()


# made within a circle: only the first call is told apart from those below it
def circle(n, f):
    def step():
        return f()
    if n:
        return circle(n - 1, step)
    return step

round_left = circle(2, left)
round_right = circle(2, right)

def use_round(): round_left()


# imports and what is the same for all are each one's
def importing(name):
    def op(x):
        from helper import prepare
        prepare(x)
        return getattr(torch.ops.late, name)(x)
    return op

late_a = importing("a")
late_b = importing("b")

def use_late(x): late_a(x)


# what a context does not tell is what the function may do in any
class Kind:
    def do_it(self): left()

def method_of(x):
    def run():
        return x.do_it()
    return run

of_kind = method_of(Kind())
of_other = method_of(elsewhere.some)
def open_kind(thing): return method_of(thing)

def use_kind(): of_kind()
def use_open(thing): open_kind(thing)()


# what is registered by an attribute of what is given is each call's
class First:
    base = "first_op"
    @staticmethod
    def backward(ctx, g): left()

class Second:
    base = "second_op"
    @staticmethod
    def backward(ctx, g): right()

def register(of):
    torch.library.register_autograd(f"ns::{of.base}", of.backward)

register(First)
register(Second)
