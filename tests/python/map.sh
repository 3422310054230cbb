#!/bin/sh
# The two forms of the mapping, and its three questions.
set -eu
callchain=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "$*" >&2; exit 1; }
mkdir src
cat >src/m.py <<'EOF'
import thing_cuda as gpu
def low(x): return gpu.fwd(x)
def high(x): return low(x)
def other(): plain()
def plain(): pass
EOF
printf '/m.high -> m.high/m.low -> m.low/thing_cuda.fwd\n' >expected
"$callchain" map -q src --cuda-only -o out
diff -u expected out
printf '/m.other -> m.other/m.plain\n\n/m.high -> m.high/m.low -> m.low/thing_cuda.fwd\n' >expected
"$callchain" map -q src -o out
diff -u expected out
cat >expected <<'EOF'
{
  "m.high": [
    "m.low"
  ],
  "m.low": [
    "thing_cuda.fwd"
  ]
}
EOF
"$callchain" map -q src --mode json --cuda-only -o out
diff -u expected out
printf 'src\njson\nY\n' | "$callchain" map >/dev/null
diff -u expected callgraphjson_whole
printf 'src\nchain\nn\n' | "$callchain" map >/dev/null 2>&1
[ -s callgraphchain_whole ] || fail "no callgraphchain_whole"
status=0
printf 'src\nxml\nY\n' | "$callchain" map >/dev/null 2>&1 || status=$?
[ "$status" = 64 ] || fail "a bad answer: exit code $status, not 64"
status=0
"$callchain" map </dev/null >/dev/null 2>&1 || status=$?
[ "$status" = 64 ] || fail "no answer: exit code $status, not 64"
