#!/bin/sh
# Files that cannot be used are reported, the rest is complete, exit code 3.
set -eu
callchain=$1
work=$(mktemp -d)
trap 'chmod -R u+rwx "$work"; rm -rf "$work"' EXIT
fail() { echo "$*" >&2; exit 1; }

mkdir -p "$work/p/sub"
printf 'def f(): g()\ndef g(): pass\n' >"$work/p/good.py"
printf 'def broken(:\n' >"$work/p/bad.py"
printf '# -*- coding: latin-1 -*-\ns = "\351"\ndef h(): pass\nh()\n' >"$work/p/latin.py"
printf '# -*- coding: no-such -*-\n' >"$work/p/unknown.py"
printf 's = "\351"\n' >"$work/p/notutf8.py"
printf 'a = 1\0\n' >"$work/p/zero.py"
printf '\357\273\277def bom(): pass\nbom()\n' >"$work/p/bom.py"
: >"$work/p/empty.py"
ln -s nowhere.py "$work/p/dangling.py"
ln -s .. "$work/p/sub/loop"
mkfifo "$work/p/pipe.py"
mkdir "$work/p/folder.py"
awk 'BEGIN { for (i = 0; i < 200; i++) printf "("; printf "1"; for (i = 0; i < 200; i++) printf ")"; print "" }' >"$work/p/deep1.py"
awk 'BEGIN { printf "x = f()"; for (i = 0; i < 100000; i++) printf " + 1"; print "" }' >"$work/p/deep2.py"
awk 'BEGIN { printf "x = a"; for (i = 0; i < 5000; i++) printf ".b()"; print "" }' >"$work/p/deep3.py"
awk 'BEGIN { for (i = 0; i < 5000; i++) printf "-"; print "1" }' >"$work/p/deep4.py"
awk 'BEGIN { for (i = 0; i < 90; i++) { for (k = 0; k < i; k++) printf " "; print "if 1:" } for (k = 0; k < 90; k++) printf " "; print "f()" }' >"$work/p/deep5.py"
printf 'class A:\n    def __call__(self): pass\nclass B: pass\nB.__call__ = B()\nB()()\nfrom functools import partial\np = partial(len)\nfor i in range(3):\n    p = partial(p, p)\np()\nx = A\nwhile x:\n    x = x.y\n' >"$work/p/loops.py"
python3 "$(dirname "$0")/nested_values.py" "$work/p/nested.py"
python3 "$(dirname "$0")/nested_launches.py" "$work/p/launches.py"
status=0
"$callchain" python -v "$work/p" -o "$work/g.ccg" 2>"$work/err" || status=$?
[ "$status" = 3 ] || { cat "$work/err"; fail "exit code $status, not 3"; }
for name in bad.py:1 unknown.py notutf8.py zero.py dangling.py pipe.py sub/loop; do
    grep -q "$name" "$work/err" || { cat "$work/err"; fail "$name is not reported"; }
done
"$callchain" edges "$work/g.ccg" >"$work/edges"
grep -q '^good.f	good.g	' "$work/edges" || fail "good.py is not complete"
[ "$("$callchain" launches "$work/g.ccg" | grep -c '^launches\.k	')" = 6 ] || fail "a launch of launches.py is not a row"
grep -q '^latin.<module>	latin.h	' "$work/edges" || fail "latin.py is not read"
grep -q '^bom.<module>	bom.bom	' "$work/edges" || fail "bom.py is not read"
"$callchain" python -q -j 3 "$work/p" -o "$work/g3.ccg" 2>/dev/null || true
cmp "$work/g.ccg" "$work/g3.ccg" || fail "three processes give another graph than the default"
status=0
"$callchain" python "$work/none" -o "$work/n.ccg" 2>"$work/err" || status=$?
[ "$status" = 1 ] && grep -q "cannot read" "$work/err" || fail "a folder that is not there: exit code $status"
[ "$(id -u)" = 0 ] && exit 0
chmod 0 "$work/p/good.py"
status=0
"$callchain" python "$work/p" -v -o "$work/g.ccg" 2>"$work/err" || status=$?
[ "$status" = 3 ] && grep -q good.py "$work/err" || fail "an unreadable file is not reported"
