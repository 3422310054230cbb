#!/bin/sh
# One case of tests/cases/python-launches: how kernels are launched. A line of
# `expected` is a launch: the kernel (behind its module), grid and block as
# they come out, the block as written, attributes, the line. The lines are
# sorted; their order doesn't matter.
# Usage: run_launches.sh CALLCHAIN CASE
set -eu
if [ ! -s "$2/about" ]; then
    echo "$2 has no file 'about', which says in one line what the case is for"
    exit 1
fi
cat "$2/about"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" python -q "$2" -o "$work/graph.ccg"
"$1" launches "$work/graph.ccg" | tail -n +2 | awk -F'\t' '
    { sub(/^[a-z]*\./, "", $1); sub(/^.*:/, "", $13); print $1 " | " $6 " | " $7 " | " $3 " | " $10 " | " $13 }' |
    LC_ALL=C sort >"$work/found"
LC_ALL=C sort "$2/expected" | diff -u - "$work/found"
