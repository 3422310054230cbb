#!/bin/sh
# FlashAttention 2.8.3's Python package: where each parameter of its interface
# and of the MHA module goes, up to the arguments of the bindings, is what
# flash_attention.journeys gives (made by reading the source): all of it is
# found, and nothing else. The Triton back end for AMD, which an environment
# variable chooses in place of the binding, is left out.
# Usage: flash_attention_values.sh CALLCHAIN DUMP_VALUES
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/flash_attention_sources.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" python -q "$source/flash_attn" -o "$work/g.ccg"
"$1" edges "$work/g.ccg" >"$work/edges"
"$2" "$work/g.ccg" >"$work/values"

# A parameter's lines each with the parameter in front, so that their order doesn't matter.
flatten() {
    awk '/^[^ ]/ { of = $0; print; next } { sub(/^ +/, ""); print of " " $0 }' | LC_ALL=C sort
}
interface=flash_attn.flash_attn_interface
python3 "$here/journeys.py" "$work/values" "$work/edges" --outside flash_attn_2_cuda. \
    --without flash_attn.flash_attn_triton_amd \
    $interface.flash_attn_func $interface.flash_attn_varlen_func $interface.flash_attn_with_kvcache \
    $interface.flash_attn_qkvpacked_func flash_attn.modules.mha.MHA |
    flatten >"$work/found"
python3 - "$here/flash_attention.journeys" <<'PYTHON' | flatten >"$work/expected"
import sys

GROUPS = {
    "tensor": {"bwd": "2 3 4 7 8 9 12", "fwd": "1 2 3 7", "fwd_kvcache": "1 2 3 4 5 6 7 8 14",
               "varlen_bwd": "2 3 4 7 8 9 16", "varlen_fwd": "1 2 3 14"},
    "slopes": {"bwd": "10", "fwd": "5", "fwd_kvcache": "12", "varlen_bwd": "12", "varlen_fwd": "10"},
}
module, derived = "", {}


def flush():
    for binding, places in derived.items():
        print(f"    flash_attn_2_cuda.{binding} derived {' '.join(map(str, sorted(places)))}")
    derived.clear()


with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        words = line.split()
        if line.startswith("#") or not words:
            continue
        if not line.startswith(" "):
            flush()
        if words[0] == "=":
            module = words[1] + "."
        elif not line.startswith(" "):
            print(module + words[0])
        elif words[0] in GROUPS:
            for binding, places in GROUPS[words[0]].items():
                derived.setdefault(binding, set()).update(map(int, places.split()))
        elif words[0] in ("condition", "shape", "return-form"):
            if not words[1].startswith("flash_attn."):
                words[1] = module + words[1]
            print("    " + " ".join(words))
        else:
            print("    flash_attn_2_cuda." + " ".join(words))
flush()
PYTHON
[ -s "$work/found" ] && diff -u "$work/expected" "$work/found"
