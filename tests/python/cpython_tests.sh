#!/bin/sh
# Every file of CPython's own test folder goes through: bad syntax and bad
# encodings are reported, nothing crashes, the rest is complete.
set -eu
folder=$(python3 -c 'import sysconfig, os; print(os.path.join(sysconfig.get_path("stdlib"), "test"))' 2>/dev/null) || exit 77
[ -f "$folder/test_grammar.py" ] || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
"$1" python -v "$folder" -o "$work/g.ccg" 2>"$work/err" || status=$?
tail -1 "$work/err"
[ "$status" = 0 ] || [ "$status" = 3 ] || { tail -5 "$work/err"; exit 1; }
! grep -E 'parser died|too deep' "$work/err"
"$1" edges "$work/g.ccg" >/dev/null
