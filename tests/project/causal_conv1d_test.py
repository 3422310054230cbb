#!/usr/bin/env python3
"""causal-conv1d as the registry has it: callchain project on its source package, and what was worked out by reading it.

    causal_conv1d_test.py --build FOLDER
"""

from registry_package import Truth, main

PACKAGE = ("causal-conv1d", "1.6.1", "e4a697ec2db3906f012e675125569f8b510b4559bc53e3095143d91369e1221b")
INTERFACE, FUNCTIONS = "causal_conv1d.causal_conv1d_interface", "causal_conv1d.cpp_functions"
MODULE, VARLEN = "causal_conv1d_cuda", "causal_conv1d.causal_conv1d_varlen"


def of(direction, *start):
    """From Python to the kernels of one direction, row by row and channel last."""
    above = [*start, f"{FUNCTIONS}.causal_conv1d_{direction}_function", f"{FUNCTIONS}._causal_conv1d_{direction}_cpp",
             f"{MODULE}.causal_conv1d_{direction}", f"causal_conv1d_{direction}"]
    return [above + [f"causal_conv1d_{way}{direction}_{what}" for what in ("cuda", "launch", "kernel")]
            for way in (("", "channellast_") if direction != "update" else ("",))]


# Ten chains: what the interface calls, through torch's custom operators and pybind11, to the kernel.
CHAINS = [*of("fwd", f"{INTERFACE}.causal_conv1d_fn", f"{INTERFACE}.CausalConv1dFn.forward"),
          *of("fwd", f"{INTERFACE}.CausalConv1dFn.forward"),
          *of("bwd", f"{INTERFACE}.CausalConv1dFn.backward"),
          *of("bwd"),
          *of("update", f"{INTERFACE}.causal_conv1d_update"),
          [f"{VARLEN}.causal_conv1d_varlen_states", f"{VARLEN}._causal_conv1d_varlen_states"]]
# What must not be: references in plain torch, and kernels of another direction.
NO_CHAINS = [(f"{INTERFACE}.causal_conv1d_ref", "*kernel"), (f"{INTERFACE}.causal_conv1d_update_ref", "*kernel"),
             (f"{INTERFACE}.causal_conv1d_update", "causal_conv1d_fwd_kernel"),
             (f"{INTERFACE}.CausalConv1dFn.forward", "causal_conv1d_bwd_kernel")]

# Ten launches: specializations by their constants, and what each is launched with. There are 3 * 3 types and 3 widths,
# 27 of each truth value. A row of 16 bytes a thread is exchanged through shared memory, 128 * 16 = 2048 bytes; in the
# backward pass with silu one more round for each 4 bytes of float that an element stands for.
LAUNCHES = [
    ("causal_conv1d_fwd_kernel", {"kIsVecLoad": True, "kWidth": 2}, 9, {"threads": 128, "shared_memory_bytes": 2048}),
    ("causal_conv1d_fwd_kernel", {"kIsVecLoad": True, "kWidth": 3}, 9, {"threads": 128, "shared_memory_bytes": 2048}),
    ("causal_conv1d_fwd_kernel", {"kIsVecLoad": True, "kWidth": 4}, 9, {"threads": 128, "shared_memory_bytes": 2048}),
    ("causal_conv1d_channellast_fwd_kernel", {"kWidth": 4}, 18, {"threads": 128, "shared_memory_bytes": 0}),
    ("causal_conv1d_channellast_fwd_kernel", {"kWidth": 2}, 18, {"threads": 128, "shared_memory_bytes": 0}),
    ("causal_conv1d_bwd_kernel", {"kIsVecLoad": True, "kSiluAct": False}, 54,
     {"threads": 128, "shared_memory_bytes": 2048}),
    ("causal_conv1d_bwd_kernel", {"kIsVecLoad": True, "kSiluAct": True, "kNBytes": 4}, 18,
     {"threads": 128, "shared_memory_bytes": 4096}),
    ("causal_conv1d_bwd_kernel", {"kIsVecLoad": True, "kSiluAct": True, "kNBytes": 2}, 36,
     {"threads": 128, "shared_memory_bytes": 6144}),
    ("causal_conv1d_channellast_bwd_kernel", {}, 864, {"threads": 128, "shared_memory_bytes": 0}),
    ("causal_conv1d_update_kernel", {}, 54, {"threads": 64, "shared_memory_bytes": 0}),
]

if __name__ == "__main__":
    main(Truth(PACKAGE, {"CAUSAL_CONV1D_SKIP_CUDA_BUILD": "TRUE"}, chains=CHAINS, no_chains=NO_CHAINS, launches=LAUNCHES,
               observed="causal_conv1d.jsonl.gz",
               # pybind11's three; nobody calls the operators of Python's own by those names.
               totals={"units complete": (4, 4), "kernels reached from Python": (6, 6), "bindings joined": (3, 3)}))
