import sys

def a(): pass
def b(): pass
def c(): pass

f = a if sys.argv else b

try:
    from fast import g
except ImportError:
    g = c

if sys.version_info >= (3, 9):
    h = a
else:
    h = c

def use():
    f()
    h()
    g()
    k = l = b
    k()
    x, y = a, c
    y()
    z = a
    z = b
    z()
