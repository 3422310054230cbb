def a(): pass
def b(): pass
def c(): pass
def d(): pass
def e(): pass

def branches(x):
    if x: a()
    elif x > 1: b()
    else: c()
def loops(xs):
    for x in xs: a()
    else: b()
    while xs: c()
    else: d()
def tries():
    try: a()
    except ValueError: b()
    else: c()
    finally: d()
def late():
    f = a
    try:
        f = b
        c()
    except Exception:
        f()
def matched(v):
    match v:
        case 1: a()
        case [x, y] if c(): b()
        case {"k": z}: d()
        case _: e()
def looped():
    f = a
    for _ in range(2):
        f()
        f = b


def either(f):
    (f or a)()
    (a or b)()
    (f and c)()
