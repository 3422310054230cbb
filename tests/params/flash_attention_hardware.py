#!/usr/bin/env python3
"""The hardware table of FlashAttention's forward, split and backward units for head dimension 64 and fp16: against
numbers worked out by hand from kernel_traits.h and the launch templates, and against a program made of the real
headers (inputs/flash_constants.cu).

Bytes of dynamic shared memory, an element being 2 bytes, D = 64:
  forward         Q: M*D*2, K and V: N*D*2 each
    128 x 128     128*64*2 + 2*128*64*2 = 16384 + 32768 = 49152
    128 x 64      128*64*2 + 2*64*64*2  = 16384 + 16384 = 32768   (with dropout)
    64 x 256      64*64*2 + 2*256*64*2  = 8192 + 65536  = 73728   (split)
  backward, one column of blocks   Q and dO, Q twice: 3*M*D*2; K and V: 2*N*D*2; dS and P: M*N*2 each
    128 x 128     49152 + 32768 + 32768 + 32768 = 147456
    64 x 128      V in registers: 24576 + max(32768, 16384 + 16384 + 16384) = 24576 + 49152 = 73728
  dQ's conversion M*D*2: 16384 and 8192; the dot product of O and dO and the combination of splits use none.
Threads: 4 warps * 32 = 128 forward and split, 8 * 32 = 256 backward.
"""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPTS = os.path.join(os.path.dirname(os.path.dirname(HERE)), "scripts")
CALLCHAIN, CLANG = sys.argv[1:3]
UNITS = ["flash_api.cpp", "flash_fwd_hdim64_fp16_sm80.cu", "flash_fwd_split_hdim64_fp16_sm80.cu",
         "flash_bwd_hdim64_fp16_sm80.cu"]

# Kernel, some of its arguments → threads a block, dynamic shared memory, how many specializations.
KERNELS = [
    ("flash_fwd_kernel", {"kBlockM_": 128, "kBlockN_": 128}, 128, 49152, 14),
    ("flash_fwd_kernel", {"kBlockM_": 128, "kBlockN_": 64}, 128, 32768, 18),
    ("flash_fwd_kernel", {"Is_dropout": True}, 128, 32768, 11),
    ("flash_fwd_splitkv_kernel", {"kBlockM_": 64, "kBlockN_": 256}, 128, 73728, None),
    ("flash_fwd_splitkv_combine_kernel", {"kBlockM": 8, "Log_max_splits": 1}, 128, 0, 2),
    ("flash_fwd_splitkv_combine_kernel", {"kBlockM": 8, "Log_max_splits": 7}, 128, 0, 2),
    ("flash_bwd_dot_do_o_kernel", {"Clear_dQaccum": True, "kBlockM_": 128}, 256, 0, 1),
    ("flash_bwd_dot_do_o_kernel", {"Clear_dQaccum": False, "kBlockM_": 64}, 256, 0, 1),
    ("flash_bwd_dq_dk_dv_loop_seqk_parallel_kernel", {"kBlockM_": 128}, 256, 147456, None),
    ("flash_bwd_dq_dk_dv_loop_seqk_parallel_kernel", {"kBlockM_": 64}, 256, 73728, None),
    ("flash_bwd_convert_dq_kernel", {"kBlockM_": 128}, 256, 16384, 1),
    ("flash_bwd_convert_dq_kernel", {"kBlockM_": 64}, 256, 8192, 1),
]


def arguments(row):
    """Its own arguments and those of its classes, the kernel's own first."""
    found, waiting = {}, [row["template_arguments"]]
    while waiting:
        for name, value in waiting.pop(0).items():
            found.setdefault(name, value)
            if isinstance(value, dict):
                waiting.append(value["arguments"])
    return found


def constants(row):
    return {one["name"]: one["value"] for one in row["traits"]}


def main():
    places = subprocess.run([os.path.join(SCRIPTS, "fetch-flash-attention")], stdout=subprocess.PIPE, check=True)
    with tempfile.TemporaryDirectory() as work:
        environment = dict(os.environ, **dict(
            line.replace("'", "").split("=", 1) for line in places.stdout.decode().splitlines() if "=" in line))
        sources, cuda = environment["FLASH_ATTENTION_DIR"], environment["CUDA_DIR"]
        subprocess.run([os.path.join(SCRIPTS, "flash-attention-commands"), work + "/compile_commands.json"],
                       env=environment, check=True)
        subprocess.run([CALLCHAIN, "run", "-q", "-p", work, "-o", work + "/graphs", "--root", sources, "--host-only",
                        *UNITS], check=True)
        rows = json.loads(subprocess.run([CALLCHAIN, "params", "--hardware", work + "/graphs", "--format", "json"],
                                         stdout=subprocess.PIPE, check=True).stdout)
        program = work + "/constants"
        subprocess.run([CLANG, "-std=c++17", "-x", "cuda", "--cuda-host-only", "--cuda-gpu-arch=sm_80", "-w",
                        "--cuda-path=" + cuda, "-I", sources + "/csrc/flash_attn/src", "-I",
                        sources + "/csrc/cutlass/include", "-c", HERE + "/inputs/flash_constants.cu", "-o",
                        program + ".o"], check=True)
        subprocess.run([CLANG, program + ".o", "-o", program], check=True)
        printed = [list(map(int, line.split())) for line in
                   subprocess.run([program], stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()]

    for name, wanted, threads, memory, count in KERNELS:
        found = [row for row in rows if row["name"].endswith("::" + name)
                 and all(arguments(row)[key] == value for key, value in wanted.items())]
        assert found and count in (None, len(found)), (name, wanted, len(found))
        for row in found:
            assert row["block"] == [threads, 1, 1], (name, wanted, row["block"])
            assert row["shared_memory_bytes"] == memory, (name, wanted, row["shared_memory_bytes"])

    for backward, line in zip((False, False, False, True, True), printed):
        names = ["kHeadDim", "kBlockM", "kBlockN", "kNThreads"] + (
            ["kSmemQdOSize", "kSmemdQSize", "kSmemSize1colblock"] if backward else
            ["kSmemQSize", "kSmemKVSize", "kSmemSize"])
        found = [row for row in rows if [constants(row).get(name) for name in names] == line]
        assert found, (names, line)

    # On an H100 (major 9) and an A100 alike the device's own limit decides between the two backward block sizes.
    row = next(row for row in rows if row["name"].endswith("::flash_bwd_convert_dq_kernel")
               and arguments(row)["kBlockM_"] == 128)
    assert [one["outcome"] for one in row["conditions"] if one["text"] == "max_smem_per_block >= 144 * 1024"] == ["true"]
    assert [one["name"] for one in row["queries"]] == ["cudaDevAttrMaxSharedMemoryPerBlockOptin"], row["queries"]


main()
