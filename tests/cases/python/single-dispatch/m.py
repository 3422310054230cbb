import functools
from functools import singledispatch, singledispatchmethod

import unknown_library


def plain(f):
    """A decorator that gives back what it gets."""
    return f


def wrapping(f):
    @functools.wraps(f)
    def wrapper(*args):
        return f(*args)
    return wrapper


class Shape: pass
class Round(Shape): pass


@singledispatch
def show(x, how=None): fallback()


def fallback(): pass


@show.register
def by_annotation(x: Shape, how=None): how()


@show.register(Round)
def by_argument(x, how=None): pass


@show.register
@plain
def above_plain(x: int, how=None): pass


@show.register(str)
@wrapping
def above_wrapping(x, how=None): pass


@show.register(list)
@unknown_library.traced
def above_unknown(x, how=None): pass


@plain
@show.register
def below_plain(x: float, how=None): pass


def by_call(x, how=None): return result
show.register(bytes, by_call)
show.register(tuple)(by_call)


@show.register(dict)
@show.register(set)
def twice(x, how=None): pass


def not_registered(x): pass
def hook(): pass
def result(): pass


def use(x): show(x, hook)()


class Printer:
    @singledispatchmethod
    def print(self, x): pass

    @print.register
    @plain
    def print_int(self, x: int): self.done()

    @print.register(str)
    def print_str(self, x): pass

    def done(self): pass


def use_printer(x): Printer().print(x)
