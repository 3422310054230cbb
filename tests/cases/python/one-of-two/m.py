import torch


def left(): pass
def right(): pass
def third(): pass

def make(name):
    def op(*args):
        return getattr(torch.ops.ns, name)(*args)
    return op

def wrap(f):
    def wrapped():
        return f()
    return wrapped

first, second, last = make("first"), make("second"), make("last")


def either(flag, x):
    f = first if flag else second
    f(x)

def of_three(flag, x):
    f = first if flag == 1 else second if flag == 2 else last
    f(x)

# twice over
def nested(flag, x):
    f = wrap(lambda: first(x)) if flag else wrap(lambda: second(x))
    f()

# both do the same
def same(flag):
    f = wrap(left) if flag else wrap(left)
    f()

# one of two that each surely run one of two
def deep(flag):
    a = wrap(left) if flag else wrap(right)
    f = wrap(a)
    f()

def other(): wrap(third)()
def any_of(f): wrap(f)()
