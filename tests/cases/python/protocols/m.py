class N:
    def __add__(self, o): return self
    def __radd__(self, o): return self
    def __getitem__(self, i): return self
    def __setitem__(self, i, v): pass
    def __delitem__(self, i): pass
    def __call__(self): pass
    def __len__(self): return 1
    def __contains__(self, x): return True
    def __neg__(self): return self
    def __eq__(self, o): return True
    def __enter__(self): return self
    def __exit__(self, *a): pass
    def __iter__(self): return I()
    def __str__(self): return ""
    def __await__(self): return iter([])
class I:
    def __next__(self): return 1
    def __iter__(self): return self

def add(): N() + 1
def radd(): 1 + N()
def item():
    n = N()
    n[0]
def store():
    n = N()
    n[0] = 1
    del n[0]
def called(): N()()
def length(): len(N())
def inside(): 1 in N()
def neg(): -N()
def eq(): N() == 2
def entered():
    with N() as n:
        n()
def loop():
    for x in N():
        pass
def text(): f"{N()}"
async def waits(): await N()
def generator():
    yield add
def uses_generator():
    for g in generator():
        g()
