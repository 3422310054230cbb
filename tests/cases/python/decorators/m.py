import functools
from contextlib import contextmanager

def deco(fn):
    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        return fn(*args, **kwargs)
    return wrapper

@deco
def wrapped(): pass

@functools.lru_cache(maxsize=None)
def cached(): pass

@functools.cache
def cached_too(): pass

@contextmanager
def managed(): yield target

def target(): pass
def two(x, y): y()

def use():
    wrapped()
    cached()
    cached_too()
    with managed() as t:
        t()
    functools.partial(two, 1)(target)
