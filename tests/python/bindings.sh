#!/bin/sh
# What counts as compiled code: modules that setup.py names, that have a shared
# library or only a stub, or that are named as extensions are; no Python
# package, whatever its name and wherever it lies.
# Usage: bindings.sh CALLCHAIN …
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/pkg/inner_ops" "$work/pkg/open" "$work/vendored/_lib/sub" "$work/third_party/kit_kernels"
cd "$work"
: >pkg/__init__.py
: >pkg/inner_ops/__init__.py
: >pkg/open/__init__.py
: >pkg/native.cpython-312-x86_64-linux-gnu.so
: >pkg/stubbed.pyi
: >pkg/sourced.pyi
: >pkg/sourced.py
: >pkg/plain.abi3.so.txt
: >vendored/__init__.py
: >vendored/_lib/__init__.py
: >vendored/_lib/sub/__init__.py
: >third_party/kit_kernels/__init__.py
echo 'setup(ext_modules=[Extension("named.fast", []), CUDAExtension(name="alone", sources=[])])' >setup.py
cat >pkg/main.py <<'PY'
import alone
import custom_ext
import helper_ops
import kit_kernels
import named.fast
import other_cuda
import vendored._lib.sub
from vendored._lib import tool
from other._C import op
from pkg import _C, native, stubbed, sourced, plain, open
from pkg import Queue
from . import own_kernels
import torch

def run(x):
    alone.f(x)
    custom_ext.f(x)
    helper_ops.f(x)
    kit_kernels.f(x)
    named.fast.f(x)
    named.slow.f(x)
    other_cuda.f(x)
    vendored._lib.sub.f(x)
    tool(x)
    op(x)
    _C.f(x)
    native.f(x)
    stubbed.f(x)
    sourced.f(x)
    plain.f(x)
    open.missing.f(x)
    Queue.put(x)
    own_kernels.f(x)
    torch.ops.ns.f(x)
    torch.ops.aten.f(x)
    torch.f_cuda(x)
PY
cat >expected <<'END'
alone.f
named.fast.f
other._C.op
other_cuda.f
pkg._C.f
pkg.native.f
pkg.own_kernels.f
pkg.stubbed.f
torch.ops.ns.f
END
"$1" python -q pkg -o graph.ccg
"$1" functions graph.ccg | awk -F '\t' '$3 ~ /binding/ { print $1 }' | LC_ALL=C sort >found
diff -u expected found
# what the caller says is said
"$1" python -q pkg --binding helper_ops -o told.ccg
"$1" functions told.ccg | awk -F '\t' '$3 ~ /binding/ { print $1 }' | grep -qx helper_ops.f

# A name that is worked out is told, with what it may be.
"$1" python -q "$2/names" -o "$work/names.ccg"
"$1" info "$work/names.ccg" >"$work/info"
for words in 'm.py:24: getattr(kernels_C, …) could be any of 2: fwd_[ab], fwd_[ab]$' \
    'm.py:58: getattr(kernels_C, …) could be first, or another$' \
    'm.py:50: getattr(kernels_C, …) could be any: the name is worked out$' \
    'm.py:51: getattr(torch.ops.ns, …) could be any: the name is worked out$'; do
    grep -q "$words" "$work/info" || { echo "info doesn't tell '$words':"; cat "$work/info"; exit 1; }
done
if grep -q 'm.py:\(5\|30\|33\):' "$work/info"; then
    echo "a name that every call gives is said to be unknown"
    exit 1
fi
