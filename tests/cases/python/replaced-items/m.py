"""Items that a later store surely replaces, and those that it may not."""


def a(): pass
def b(): pass
def c(): pass
def run(f): f()


table = {"x": a, "y": a}
table["x"] = b
listed = [a, b]
listed[0] = c


def of_module(): table["x"]()
def of_module_kept(): table["y"]()
def of_module_list(): listed[0]()


def read_between():
    t = {"x": a}
    t["x"]()
    t["x"] = b
    t["x"]()


def added_key():
    t = {}
    t["x"] = a
    t["x"]()


def twice():
    t = {"x": a}
    t["x"] = b
    t["x"] = c
    return t
def use_twice(): twice()["x"]()


# these may not -----------------------------------------------------------------------
def in_branch(flag):
    t = {"x": a}
    if flag:
        t["x"] = b
    t["x"]()


def in_loop(items):
    t = {"x": a}
    for i in items:
        t["x"]()
        t["x"] = b


def handed_on():
    t = {"x": a}
    run_item(t)
    t["x"] = b
def run_item(t): t["x"]()


def captured():
    t = {"x": a}
    def inner(): t["x"]()
    inner()
    t["x"] = b


def in_try():
    t = {"x": a}
    try:
        t["x"] = run(b)
    except ValueError:
        t["x"]()


def by_another_name():
    t = {"x": a}
    u = t
    t["x"] = b
    u["x"]()


def changed_elsewhere():
    t = {"x": a}
    change(t)
    t["x"]()
def change(t): t["x"] = c


def any_key(k):
    t = {"x": a}
    t[k] = b
    t["x"]()


between = {"x": a}
run(lambda: between["x"]())
between["x"] = b
