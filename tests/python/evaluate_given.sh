#!/bin/sh
# What the evaluator says of Python where values are given that no interpreter
# has: unknown ones, tensors, devices. Each file of tests/python/evaluate_given
# has lines `#given NAME=VALUE`, `#device NAME` or `#backward`, and `#: ` with
# what select tells, in its order, of calls of ext_cuda and of launches; these
# are worked out by hand.
# Usage: evaluate_given.sh CALLCHAIN FILE
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
name=$(basename "$2" .py)
mkdir "$work/case"
cp "$2" "$work/case/$name.py"
"$1" python -q --binding ext_cuda --binding "$name.compiled" "$work/case" -o "$work/case.ccg"
set -- "$1" "$2" select "$work/case.ccg" --entry "$name.entry" --explain
while read -r what value; do
    case $what in
    '#given') set -- "$@" --given "$value" ;;
    '#device') set -- "$@" --device "$value" ;;
    '#backward') set -- "$@" --backward ;;
    esac
done <"$2"
callchain=$1
file=$2
shift 2
"$callchain" "$@" >"$work/told"
sed -n -e 's/.*: calls ext_cuda\.//p' -e 's/.*: launches /launches /p' "$work/told" >"$work/found"
sed -n 's/^#: //p' "$file" >"$work/expected"
diff -u "$work/expected" "$work/found"
