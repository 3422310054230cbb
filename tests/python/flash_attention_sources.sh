# For tests of FlashAttention's package to source: sets `source` to where it is
# (FLASH_ATTENTION_DIR, or where scripts/fetch-flash-attention puts it), or ends
# the test as skipped.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/callchain
source=${FLASH_ATTENTION_DIR:-}
if [ -z "$source" ]; then
    for candidate in "$cache"/flash-attention-2.8.3*; do
        [ -d "$candidate/flash_attn" ] && source=$candidate
    done
fi
[ -n "$source" ] && [ -d "$source/flash_attn" ] || { echo "no sources of FlashAttention"; exit 77; }
