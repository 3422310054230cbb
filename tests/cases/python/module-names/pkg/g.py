import os, sys
def op_a(x): pass
def op_b(x): pass
def pick(name): return globals()[name]
def run(x):
    pick("op_a")(x)
def any_(name, x):
    globals()[name](x)
def fmt(n, x):
    globals()[f"op_{n}"](x)
def env(): return os.environ["A"].split(",")
def env2(): op_a(os.environ["A"].split(","))
def get(x): globals().get("op_b")(x)
def modname(name, x): sys.modules[name].run(x)
