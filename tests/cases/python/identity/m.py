# What gives back its argument gives each caller its own.
import functools


def ident(f):
    return f


def ident_by_name(f):
    g = f
    return g


def ident_of_rest(*args, **kwargs):
    return args[0]


def ident_or_decorator(f=None, *, flag=None):
    if f is None:
        return lambda g: g
    return f


def forwards(f):
    return ident_of_rest(f)


def through_star(*args):
    return ident(*args)


try:
    from fastlib import jit
except ImportError:
    def jit(f):
        return f


def a(): pass
def b(): pass
def c(): pass


@ident
def g1(): a()
@ident
def g2(): b()

@ident_by_name
def n1(): pass
@ident_by_name
def n2(): pass

@ident_of_rest
def r1(): pass
@ident_of_rest
def r2(): pass

@ident_or_decorator
def o1(): pass
@ident_or_decorator(flag=1)
def o2(): pass
@ident_or_decorator()
def o3(): pass

@forwards
def f1(): pass
@forwards
def f2(): pass

# by way of a call, and no decorator: joined
s1 = through_star(a)
s2 = through_star(b)

@jit
def j1(): pass
@jit
def j2(): pass


class Registry:
    def keep(self, f):
        return f

    def named(self, name):
        def put(f):
            return f
        return put


registry = Registry()

@registry.keep
def k1(): pass
@registry.keep
def k2(): pass
@registry.named("x")
def k3(): pass
@registry.named("y")
def k4(): pass


def mark(cls):
    return cls

def tagged(tag):
    def put(cls):
        cls.tag = tag
        return cls
    return put

@mark
class C1:
    def go(self): pass
@mark
class C2:
    def go(self): pass
@tagged(1)
class C3:
    def go(self): pass
@tagged(2)
class C4:
    def go(self): pass


def use_plain():
    g1()
    g2()

def use_name(): n1()
def use_rest(): r1()
def use_rest2(): r2()
def use_optional1(): o1()
def use_optional2(): o2()
def use_optional3(): o3()
def use_forwards(): f1()
def use_forwards2(): f2()
def use_star(): s1()
def use_jit(): j1()
def use_jit2(): j2()
def use_keep(): k1()
def use_named(): k3()
def use_named2(): k4()
def use_class1(): C1().go()
def use_class3(): C3().go()
def use_class4(): C4().go()


# called with and without arguments: each call takes one way --------------------------
def optional_by_else(f=None, *, flag=None):
    def decorator(g):
        def inner(*a): return g(*a)
        return inner
    if f is not None:
        return decorator(f)
    else:
        return decorator

def optional_by_truth(f=None, flag=None):
    def decorator(g): return g
    return decorator(f) if f else decorator

def optional_by_callable(f=None, flag=None):
    if callable(f):
        return f
    def decorator(g): return g
    return decorator

@optional_by_else
def p1(): pass
@optional_by_else(flag=1)
def p2(): pass
@optional_by_truth
def p3(): pass
@optional_by_truth(flag=1)
def p4(): pass
@optional_by_callable
def p5(): pass
@optional_by_callable(flag=1)
def p6(): pass

def use_p1(): p1()
def use_p2(): p2()
def use_p3(): p3()
def use_p4(): p4()
def use_p5(): p5()
def use_p6(): p6()
