#!/bin/sh
# Two processes make the rows of a package of many files; the graph has the same bytes as when one does.
# Usage: parallel.sh CALLCHAIN CASES
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/package"
cp -r "$2" "$work/package/cases"
i=0
while [ $i -lt 110 ]; do
    cat >"$work/package/m$i.py" <<END
from package import m$(((i + 1) % 110))
class C$i:
    def __init__(self, a, b=None): self.a, self.b = a, b
    def run(self, x): return m$(((i + 1) % 110)).f(self.a, x) if x else self.b
def f(a, x):
    if a: return C$i(a, x).run(x)
END
    i=$((i + 1))
done
touch "$work/package/__init__.py"
"$1" python -q -j 1 "$work/package" -o "$work/one.ccg"
"$1" python -q -j 2 "$work/package" -o "$work/two.ccg"
cmp "$work/one.ccg" "$work/two.ccg"
