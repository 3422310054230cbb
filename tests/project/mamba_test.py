#!/usr/bin/env python3
"""mamba-ssm as the registry has it: pybind11 and Triton, and what was worked out by reading it.

    mamba_test.py --build FOLDER

Two of its ten units are read: the bindings, and the forward kernels for half precision.
"""

from registry_package import Truth, main

PACKAGE = ("mamba-ssm", "2.3.2.post1", "104cc47e9101e5401a675fa2b784f2952b9b037f3b1dd83b5ac544394e95d028")
SCAN, TRITON = "mamba_ssm.ops.selective_scan_interface", "mamba_ssm.ops.triton"
COMBINED = f"{TRITON}.ssd_combined"
FORWARD = ["selective_scan_cuda.fwd", "selective_scan_fwd", "selective_scan_fwd_cuda", "selective_scan_fwd_launch",
           "selective_scan_fwd_kernel"]


def combined(way, *below):
    return [f"{COMBINED}.mamba_chunk_scan_combined", f"{COMBINED}.MambaChunkScanCombinedFn.{way}",
            f"{COMBINED}._mamba_chunk_scan_combined_{'fwd' if way == 'forward' else 'bwd'}",
            *[f"{TRITON}.{name}" for name in below]]


# From modules and functions, through autograd and pybind11 or Triton's brackets, to the kernel.
CHAINS = [
    ["mamba_ssm.modules.mamba_simple.Mamba.forward", f"{SCAN}.mamba_inner_fn", f"{SCAN}.MambaInnerFn.forward", *FORWARD],
    ["mamba_ssm.modules.mamba_simple.Mamba.forward", f"{SCAN}.selective_scan_fn", f"{SCAN}.SelectiveScanFn.forward",
     *FORWARD],
    [f"{SCAN}.SelectiveScanFn.backward", "selective_scan_cuda.bwd", "selective_scan_bwd"],
    [f"{TRITON}.selective_state_update.selective_state_update",
     f"{TRITON}.selective_state_update._selective_scan_update_kernel"],
    [f"{TRITON}.layer_norm.rms_norm_fn", f"{TRITON}.layer_norm.LayerNormFn.forward", f"{TRITON}.layer_norm._layer_norm_fwd",
     f"{TRITON}.layer_norm._layer_norm_fwd_1pass_kernel"],
    combined("forward", "ssd_chunk_state._chunk_cumsum_fwd", "ssd_chunk_state._chunk_cumsum_fwd_kernel"),
    combined("forward", "ssd_state_passing._state_passing_fwd", "ssd_state_passing._state_passing_fwd_kernel"),
    combined("forward", "ssd_bmm._bmm_chunk_fwd", "ssd_bmm._bmm_chunk_fwd_kernel"),
    combined("forward", "ssd_chunk_scan._chunk_scan_fwd", "ssd_chunk_scan._chunk_scan_fwd_kernel"),
    combined("backward", "ssd_chunk_scan._chunk_scan_bwd_dstates", "ssd_chunk_scan._chunk_scan_bwd_dstates_kernel"),
    combined("backward", "ssd_combined._chunk_scan_chunk_state_bwd_dx",
             "ssd_combined._chunk_scan_chunk_state_bwd_dx_kernel"),
]
NO_CHAINS = [(f"{SCAN}.selective_scan_ref", "*kernel*"), (f"{SCAN}.SelectiveScanFn.backward", "selective_scan_fwd_kernel"),
             (f"{TRITON}.layer_norm.LayerNormFn.forward", f"{TRITON}.layer_norm._layer_norm_bwd_kernel"),
             (f"{TRITON}.selective_state_update.selective_state_update_ref", "*kernel*")]


def launch(threads, items, variable, complex_weights, memory):
    """Lengths that are even or not, with z or without: four specializations."""
    constants = {"kNThreads": threads, "kNItems": items, "kIsVariableB": variable > 0, "kIsVariableC": variable > 1,
                 "kIsComplex": complex_weights}
    return "selective_scan_fwd_kernel", constants, 4, {"threads": threads, "shared_memory_bytes": memory}


# What is exchanged is the largest of: one or two weights (2 bytes an element, twice as many elements if complex; more than
# 4 a thread are padded by one in 32), and a store, that is an input and an int, in multiples of 16. Then the scan's: 8 or 16
# bytes a warp, a byte a warp, and a prefix, in multiples of 32; and 256 states of 8 or 16 bytes.
LAUNCHES = [
    launch(32, 4, 2, False, 2 * 256 + 32 + 2048),
    launch(32, 4, 0, False, (256 + 16) + 32 + 2048),
    launch(32, 4, 2, True, 2 * 528 + 64 + 4096),
    launch(32, 8, 2, False, 2 * 528 + 32 + 2048),
    launch(32, 16, 2, False, 2 * 1056 + 32 + 2048),
    launch(64, 16, 2, False, 2 * 2112 + 32 + 2048),
    launch(64, 16, 0, True, (2112 + 16) + 64 + 4096),
    launch(128, 16, 2, False, 2 * 4224 + 64 + 2048),
    launch(128, 16, 1, False, (4224 + 16) + 64 + 2048),
    launch(128, 16, 2, True, 2 * 8448 + 96 + 4096),
    # 5 sizes, 4 truth values, 2 kinds of weights
    ("selective_scan_fwd_kernel", {}, 160, {"grid": "params.batch, params.dim / 1, 1"}),
]

if __name__ == "__main__":
    main(Truth(PACKAGE, {"MAMBA_SKIP_CUDA_BUILD": "TRUE"}, chains=CHAINS, no_chains=NO_CHAINS, launches=LAUNCHES,
               observed="mamba.jsonl.gz",
               only=("selective_scan.cpp", "selective_scan_fwd_fp16.cu"),
               totals={"units complete": (2, 2), "bindings joined": (2, 2)},
               bindings=[("selective_scan_cuda.fwd", "joined", "selective_scan_fwd", ""),
                         ("selective_scan_cuda.bwd", "joined", "selective_scan_bwd", "")]))
