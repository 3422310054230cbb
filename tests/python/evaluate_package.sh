#!/bin/sh
# A package that takes a compiled module from itself, and modules that import from each other: names are looked for
# once, not by way of themselves, and what no file gives is compiled.
# Usage: evaluate_package.sh CALLCHAIN
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/pkg"
cat >"$work/pkg/__init__.py" <<'END'
from . import _C
from .a import *
from .b import shared


def run(x):
    return _C.go(x)


def circle(x):
    return shared(x)


def nobody(x):
    return missing(x)
END
cat >"$work/pkg/a.py" <<'END'
from .b import *
from .b import shared
END
cat >"$work/pkg/b.py" <<'END'
from .a import *
from .a import shared
END
"$1" python -q "$work/pkg" -o "$work/graph.ccg"
for entry in run circle nobody; do
    "$1" select "$work/graph.ccg" --entry "pkg.$entry" --given 'x=fp32[3]' >"$work/$entry" 2>&1 || {
        echo "pkg.$entry: exit code $?"
        exit 1
    }
done
grep -q 'pkg._C.go is compiled code that the graph does not have' "$work/run"
