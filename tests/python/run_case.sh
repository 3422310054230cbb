#!/bin/sh
# One case of tests/cases/python: the edges between the case's functions are
# those of `expected` (caller callee kind certainty), no fewer and no more. Of
# edges to names outside, those that `expected` gives must be there, and those
# behind a ! (! caller callee, of a caller with edges) must not.
# `chains`, where there is one: after "? FROM TO" the chains from FROM to TO, a line each, "~" in front of those that
# are not made of certain edges.
# Usage: run_case.sh CALLCHAIN CASE
set -eu
if [ ! -s "$2/about" ]; then
    echo "$2 has no file 'about', which says in one line what the case is for"
    exit 1
fi
cat "$2/about"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" python -q "$2" -o "$work/graph.ccg"
"$1" edges "$work/graph.ccg" | tail -n +2 | cut -f 1-4 | tr '\t' ' ' | LC_ALL=C sort -u >"$work/all"
grep -v '^!' "$2/expected" | LC_ALL=C sort -u >"$work/expected"
grep '^!' "$2/expected" | while read -r _ caller callee; do
    grep -q "^$caller " "$work/all" || { echo "! $caller $callee: $caller has no edges"; exit 1; }
    ! grep -q "^$caller $callee " "$work/all" || { echo "$caller $callee is there"; exit 1; }
done
(cd "$2" && find . -name '*.py') | sed -e 's|^\./||' -e 's|[/.].*||' | sort -u >"$work/tops"
awk 'NR == FNR { top[$1]; next } { split($2, part, "."); if (part[1] in top) print }' \
    "$work/tops" "$work/all" >"$work/inner"
awk 'NR == FNR { expected[$0]; next } $0 in expected' "$work/expected" "$work/all" >>"$work/inner"
LC_ALL=C sort -u "$work/inner" >"$work/found"
diff -u "$work/expected" "$work/found"
if [ -e "$2/chains" ]; then
    grep '^?' "$2/chains" | while read -r mark from to; do
        echo "$mark $from $to"
        for certain in "" --certain; do
            "$1" chains -q --format lines --limit 0 $certain "$work/graph.ccg" --from "::$from" --to "$to" |
                LC_ALL=C sort >"$work/chains$certain"
        done
        awk 'FILENAME == ARGV[1] { certain[$0]; next } { print ($0 in certain) ? $0 : "~ " $0 }' "$work/chains--certain" "$work/chains"
    done | diff -u "$2/chains" -
fi
