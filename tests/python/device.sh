#!/bin/sh
# Of an operator's implementations, --device leaves those that run there.
# Usage: device.sh CALLCHAIN CASES
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" python -q "$2/operators" -o "$work/graph.ccg"
edges() {
    "$1" edges "$work/graph.ccg" --device "$2" | cut -f 1-4 | tr '\t' ' ' | grep ' dispatch ' | LC_ALL=C sort
}
edges "$1" cuda >"$work/cuda"
edges "$1" cpu >"$work/cpu"
edges "$1" xpu >"$work/xpu"
diff -u - "$work/cuda" <<'END'
m.use_one m.one dispatch certain
m.use_scale m.scale_backward dispatch possible
m.use_scale m.scale_cuda dispatch possible
torch.ops.ns.add m.add_again dispatch possible
torch.ops.ns.add m.cuda_add dispatch possible
torch.ops.ns.one m.one dispatch certain
torch.ops.ns.scale m.scale_backward dispatch possible
torch.ops.ns.scale m.scale_cuda dispatch certain
torch.ops.ns.told m.told_cuda dispatch certain
END
diff -u - "$work/cpu" <<'END'
m.use_one m.one dispatch certain
m.use_scale m.scale dispatch possible
m.use_scale m.scale_backward dispatch possible
torch.ops.ns.add m.cpu_add dispatch certain
torch.ops.ns.one m.one dispatch certain
torch.ops.ns.scale m.scale dispatch certain
torch.ops.ns.scale m.scale_backward dispatch possible
END
# no function of its own: what is for every device
diff -u - "$work/xpu" <<'END'
m.use_one m.one dispatch certain
m.use_scale m.scale_backward dispatch possible
torch.ops.ns.one m.one dispatch certain
torch.ops.ns.scale m.scale_backward dispatch possible
END
"$1" chains "$work/graph.ccg" --from m.use_scale_op --to m.scale --device cuda >"$work/none" 2>&1 || :
! grep -q 'm.scale$' "$work/none"
