#!/bin/sh
# FlashAttention 2.8.3's Python package: every direct call of a CUDA binding
# with its enclosing function, line and binding, as flash_attention.bindings
# gives it (made by reading the source), and none besides; and public
# functions reach the bindings through the right functions.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/flash_attention_sources.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" python -q "$source/flash_attn" -o "$work/g.ccg"

# Every call, not only the first of an edge: the list has a line a pair of
# function and binding, with the least line and how many there are.
"$1" edges "$work/g.ccg" | awk -F '\t' '
    $2 ~ /^(flash_attn_2_cuda|flash_attn_cuda|flash_attn_3_cuda|fused_dense_lib|dropout_layer_norm|rotary_emb|xentropy_cuda_lib)\./ {
        print $6, $7, $1, $2 }' | LC_ALL=C sort >"$work/found"
grep -v '^#' "$here/flash_attention.bindings" | LC_ALL=C sort >"$work/expected"
diff -u "$work/expected" "$work/found"

"$1" chains "$work/g.ccg" -q --limit 0 --format lines --lambdas --from 'flash_attn.flash_attn_interface.flash_attn*func' \
    --from 'flash_attn.flash_attn_interface.flash_attn_with_kvcache' --to 'flash_attn_2_cuda.*' |
    sed -e 's/flash_attn\.flash_attn_interface\.//g' -e 's/torch\.ops\.flash_attn\.[a-z_]* -> //' |
    LC_ALL=C sort -u >"$work/chains"
grep -v '^#' "$here/flash_attention.chains" | LC_ALL=C sort >"$work/expected"
diff -u "$work/expected" "$work/chains"
