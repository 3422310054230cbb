#!/bin/sh
# What the evaluator says of Python is what Python does: each file of
# tests/python/evaluate calls ext_cuda.show(…) with texts, and both the
# interpreter and `select --explain` tell with which.
# Usage: evaluate.sh CALLCHAIN FILE…
set -eu
callchain=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/stub"
cat >"$work/stub/ext_cuda.py" <<'END'
def show(*texts):
    print("show(" + ", ".join('"%s"' % t for t in texts) + ")")
END
for file; do
    name=$(basename "$file" .py)
    echo "$name"
    rm -rf "$work/case" && mkdir "$work/case"
    cp "$file" "$work/case/$name.py"
    (cd "$work/case" && PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$work/stub" python3 -c "import $name; $name.entry(2)") \
        >"$work/expected"
    "$callchain" python -q --binding ext_cuda "$work/case" -o "$work/case.ccg"
    "$callchain" select "$work/case.ccg" --entry "$name.entry" --given x=2 --explain >"$work/told"
    sed -n 's/.*: calls ext_cuda\.//p' "$work/told" >"$work/found"
    diff -u "$work/expected" "$work/found"
done
