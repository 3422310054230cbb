#!/usr/bin/env python3
"""Writes a Python file whose values are nested and many enough that looking
at any of them twice a level would never end."""
import sys

DEPTH = 60
with open(sys.argv[1], "w", encoding="utf-8") as out:
    out.write("x = 1\nn = 2\ndef f(): pass\n")
    out.write("a = " + "x[:, " * DEPTH + "n" + "]" * DEPTH + "\n")
    out.write("b = " + "f[" * DEPTH + "n" + "]" * DEPTH + "\n")
    out.write("c = " + "f.get('a', " * DEPTH + "n" + ")" * DEPTH + "\n")
    out.write("e = " + "[p for p, (q, r) in " * DEPTH + "x" + "]" * DEPTH + "\n")
    out.write("g = h = " + "lambda: (" * DEPTH + "n" + ")" * DEPTH + "\n")
    out.write("k = " + "(x if n else " * DEPTH + "n" + ")" * DEPTH + "\n")
    out.write("def m(*args, **kw):\n    return m(*args, **kw), m(*args, *args, **kw, **kw)\n")
    out.write("m(" + ", ".join(str(i) for i in range(1000)) + ")\n")
    out.write("m(" + ", ".join(f"k{i}=x" for i in range(500)) + ")\n")
    out.write("if " + " and ".join(f"v{i}" for i in range(200)) + ":\n")
    out.write("".join(f"    w{i} = 1\n" for i in range(500)))
    out.write("def q(v):\n" + "".join(f"    if v == {i}: return {i}\n" for i in range(1000)) + "    return v\n")
