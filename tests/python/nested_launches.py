#!/usr/bin/env python3
"""Writes a module whose launches are given values that grow without end: functions that call each other more than one
can follow, lists of themselves, expressions and branches as deep as a file has them.

Usage: nested_launches.py FILE"""
import sys

DEEP = "-" * 800 + "n"
lines = ["import triton", "@triton.jit", "def k(x, y=0): pass", "def f0(x, n): return " + DEEP]
for i in range(1, 30):
    more = ", ".join(["n"] * 300)
    lines += ["def f%d(x, n): return [f%d(x, n), f%d(x, [n]), %s]" % (i, i - 1, i - 1, more)]
lines += ["def grows(x, n):", "    y = [1]", "    for i in range(512):", "        for j in range(512): y = [y, y]",
          "    z = [1]", "    for i in range(300): z = [z, z]", "    if n: y = z",
          "    k[(f29(x, n),)](x, y)", "    k[(%s,)](x)" % DEEP, "def deep(x, n):"]
lines += ["    " + " " * i + "if n:" for i in range(90)] + [" " * 95 + "k[(n,)](x)"]
lines += ["def again(x, n): return again(x, n + 1)", "def ends(x, n): k[(again(x, n),)](x)",
          "def both(k1, x, n): both(k1, x, n); k1[(n,)](x)", "def first(x): both(k, x, 1)"]
with open(sys.argv[1], "w", encoding="utf-8") as stream:
    stream.write("\n".join(lines) + "\n")
