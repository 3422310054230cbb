import importlib, sys
import pkg
from pkg import heavy, direct
def a(x): pkg.heavy(x)
def b(x): heavy(x)
def c(x): direct(x)
def d(): pkg.Thing().go()
def e(kind, x):
    m = importlib.import_module(f"pkg.back.{kind}")
    m.run(x)
def f(x):
    e("cuda", x)
def g(x):
    m = importlib.import_module(".back.cpu", package="pkg")
    m.run(x)
def h(x):
    m = __import__("pkg.back.cpu", fromlist=["run"])
    m.run(x)
def i(x):
    sys.modules["pkg.back.cuda"].run(x)
def j(x):
    sys.modules[__name__].a(x)
def k(x):
    globals()["a"](x)
def l(x):
    getattr(sys.modules[__name__], "b")(x)
