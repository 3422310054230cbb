#!/bin/sh
# One case of tests/cases/python-programs: what the graph says each function
# of `expected` does. A paragraph there is a function's name (behind the
# module's), its references and constants where it has any, and its text.
# Usage: run_programs.sh CALLCHAIN DUMP_PROGRAMS CASE
set -eu
if [ ! -s "$3/about" ]; then
    echo "$3 has no file 'about', which says in one line what the case is for"
    exit 1
fi
cat "$3/about"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" python -q --binding ext_cuda "$3" -o "$work/graph.ccg"
"$2" "$work/graph.ccg" | sed -e 's/py:case\.//g' -e '/^  [a-z]*:$/d' -e 's/^  //' >"$work/found"
diff -u "$3/expected" "$work/found"
