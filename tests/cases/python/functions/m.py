def outer(n):
    def inner():
        return leaf()
    def never():
        pass
    return inner

def leaf(): pass

def call(f, /, *args, key=None, **more):
    f(*args)
    key()

def given(v): v()
def named(): pass

def use():
    outer(1)()
    call(given, leaf, key=named)
    (lambda q: q())(named)
    [named() for _ in range(3) if leaf()]

def identity(v): return v
def one(): identity(leaf)()
def two(): identity(named)()

def factory(kind):
    if kind:
        return leaf
    return named
def made(): factory(1)()

def passes_only(): keep(leaf)
def keep(v): return None

counter = None
def setter():
    global counter
    counter = leaf
def reader(): counter()

def closure():
    target = leaf
    def change():
        nonlocal target
        target = named
    change()
    def run(): target()
    run()
