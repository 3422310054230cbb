def a(): pass
def b(): pass
def c(): pass

table = {"a": a, "b": b}
steps = [a, c]
pair = (b, c)

def by_key(): table["a"]()
def by_name(k): table[k]()
def by_index(): steps[1]()
def every():
    for s in steps:
        s()
def unpacked():
    x, y = pair
    x()
def got(): table.get("b")()
def pairs():
    for k, f in table.items():
        f()
def grown():
    more = []
    more.append(c)
    more[0]()
def kept(): return [a, b]
