#!/bin/sh
# One case of tests/cases/python-values: the flows and uses of the case are
# those of `expected` (dump_values' columns, the file's name left out), no
# fewer and no more.
# Usage: run_values.sh CALLCHAIN DUMP_VALUES CASE
set -eu
if [ ! -s "$3/about" ]; then
    echo "$3 has no file 'about', which says in one line what the case is for"
    exit 1
fi
cat "$3/about"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" python -q --binding ext_cuda "$3" -o "$work/graph.ccg"
"$2" "$work/graph.ccg" | awk -F '\t' '
    { sub(/^[^:]*:/, "", $5) }
    $1 == "flow" { print $2, $3, $4, $5, $6 ($7 == "" ? "" : " ") $7 }
    $1 == "use" { print $3, $2, $4, $5, $6, $7 }' | LC_ALL=C sort >"$work/found"
grep -v '^$' "$3/expected" | LC_ALL=C sort >"$work/expected"
diff -u "$work/expected" "$work/found"
