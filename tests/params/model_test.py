#!/usr/bin/env python3
"""The model-parameter table of large programs: its rows, and that it costs what it says.

Usage: model_test.py CALLCHAIN
- a function of many parameters, many functions, a chain of many calls, from one entry and from each: in seconds, on a
  small stack
- what is known of a callee's parameters is what is found when it is searched
- JSON: a row for each kind of end, which names all values that end so; every row tells the use
- --steps: each end by itself, its way a list through a table in which each step tells the one before it
- where there are many places at which a parameter stops, text says how many it leaves out"""
import json
import os
import resource
import subprocess
import sys
import tempfile

CALLCHAIN = os.path.abspath(sys.argv[1])
MANY = 20000
SECONDS = 60  # of a slow machine under load; what is quadratic takes more


def call(*command):
    return subprocess.run([CALLCHAIN, *command], check=True, stdout=subprocess.PIPE, timeout=SECONDS,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_STACK, (1 << 19, 1 << 19))).stdout.decode()


def program(work, name, source):
    os.mkdir(os.path.join(work, name))
    with open(os.path.join(work, name, "__init__.py"), "w", encoding="utf-8") as file:
        file.write("import compiled_C\n" + source)
    graph = os.path.join(work, name + ".ccg")
    subprocess.run([CALLCHAIN, "python", "-q", "--binding", "compiled_C", os.path.join(work, name), "-o", graph],
                   check=True)
    return graph


def model(graph, *options):
    return json.loads(call("params", graph, "--model", "--json", *options))


def check_wide(work):
    names = ", ".join("a%d" % i for i in range(MANY))
    found = model(program(work, "wide", "def f(%s):\n    return compiled_C.run(%s)\n" % (names, names)))
    assert len(found) == MANY
    assert all(row["ends"][0]["values"] == ["argument %d" % row["index"]] for row in found)


def check_many(work):
    found = model(program(work, "many", "".join("def f%d(x):\n    return compiled_C.run(x)\n" % i for i in range(MANY))))
    assert len(found) == MANY and all(row["ends"] for row in found)


def check_chain(work):
    graph = program(work, "chain", "def f0(x):\n    return compiled_C.run(x)\n" +
                    "".join("def f%d(x):\n    return f%d(x)\n" % (i + 1, i) for i in range(MANY)))
    (found,) = model(graph, "--entry", "chain.f%d" % MANY, "--steps")
    assert len(found["steps"]) == MANY + 2, len(found["steps"])
    assert found["steps"][found["ends"][0]["step"]]["name"] == "argument 1"
    rows = model(graph)  # of each function of the chain: what is known of one is not found again for its callers
    assert len(rows) == MANY + 1 and all(row["ends"] == rows[0]["ends"] for row in rows)


def check_known(work):
    """What a caller's parameters end in is what it is when the caller alone is asked about: two ways to a callee, a
    part of a value, a decision on the way, a circle, an attribute that other functions read."""
    graph = program(work, "known", """
def low(x, y):
    if y:
        compiled_C.run(x)
    return x.shape
def both(x):
    low(x, x)
    return low(x + 1, 2)
def parts(x):
    return both(x.shape[0])
def decided(x):
    z = 1 if x else 2
    return parts(z)
def even(x):
    return odd(x) if x else low(x, 1)
def odd(x):
    return even(x - 1)
class Holder:
    def __init__(self, x):
        self.kept = x
    def put(self, x):
        self.kept = x
        return low(1, x)
    def get(self):
        return even(self.kept)
def holds(x):
    return Holder(x).get()
def top(a, b):
    holds(a)
    decided(b)
    return odd(a)
""")
    rows = model(graph)
    names = sorted({row["entry"]["id"] for row in rows})
    assert len(names) >= 9, names
    for name in names:
        alone = model(graph, "--entry", name[3:], "--steps")  # which searches everything
        for row in alone:
            (known,) = [r for r in rows if (r["entry"], r["parameter"]) == (row["entry"], row["parameter"])]
            assert known["class"] == row["class"], (known, row)
            kinds = {(end["class"], end["use"], end["certain"], str(end["target"])) for end in row["ends"]}
            assert kinds == {(end["class"], end["use"], end["certain"], str(end["target"])) for end in known["ends"]}
            values = {(end["class"], end["value"]) for end in row["ends"]}
            assert values == {(end["class"], value) for end in known["ends"] for value in end["values"]}, (known, row)


def check_steps(work):
    """x goes on to eleven places, by g and without it."""
    graph = program(work, "steps", "def g(y):\n    return y\ndef f(x):\n    z = g(x)\n" +
                    "".join("    compiled_C.run%d(z, x)\n" % i for i in range(11)))
    (rows,) = [row for row in model(graph, "--entry", "steps.f")]
    assert [sorted(row["values"]) for row in rows["ends"]] == [["argument 1", "argument 2"]], rows
    assert sum(row["places"] for row in rows["ends"]) == 22
    (steps,) = model(graph, "--entry", "steps.f", "--steps")
    assert len(steps["ends"]) == 22
    ways = set()
    for end in steps["ends"]:
        way, at = [], end["step"]
        while at is not None:
            assert steps["steps"][at]["before"] is None or steps["steps"][at]["before"] < at
            way.insert(0, steps["steps"][at]["name"])
            at = steps["steps"][at]["before"]
        assert way[-1] == end["value"] and end["use"]
        ways.add(tuple(way))
    assert ways == {("x", "argument 2"), ("x", "y", "result", "z", "argument 1")}, ways
    # the beginning of all ways stands once, and so do y, what g returns, and z
    assert len(steps["steps"]) == 1 + 11 + 3 + 11, len(steps["steps"])
    text = call("params", graph, "--model", "--entry", "steps.f")
    assert "and at 14 more places (--steps shows them)" in text, text


with tempfile.TemporaryDirectory(prefix="callchain-model-") as folder:
    check_steps(folder)
    check_wide(folder)
    check_many(folder)
    check_chain(folder)
    check_known(folder)
