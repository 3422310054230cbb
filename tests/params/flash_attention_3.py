#!/usr/bin/env python3
"""FlashAttention-3, as the source package of xformers has it, for sm_90a: each call that a GPU ran
(tests/observed/flash_attention_3.jsonl.gz) evaluated from its Python entry, and the hardware table beside its launches.

Usage: flash_attention_3.py CALLCHAIN [GRAPHS]
GRAPHS: what the units and the Python package were read into already.

The package has another commit than what ran. By comparing the two: the kernels' class is called enable_sm90 there and
enable_sm90_or_later here, the combine kernel has a scheduler there (whose launches are the same for these calls), and
flash_attn_interface registers operators; tile sizes, heuristics, schedulers and the launches' code are the same."""
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile

TESTS = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
sys.path[:0] = [os.path.join(TESTS, "project"), os.path.join(TESTS, "observed")]
import compare_select  # noqa: E402  pylint: disable=wrong-import-position
import registry_package  # noqa: E402  pylint: disable=wrong-import-position
from compare_select import plain  # noqa: E402  pylint: disable=wrong-import-position

PACKAGE = ("xformers", "0.0.34", "716bd9ffe61f46c2cc0536abf8b8c43ec594bea47a49394ea5cfa417e9de6a6f")
OBSERVED = os.path.join(TESTS, "observed", "flash_attention_3.jsonl.gz")
RENAMED = compare_select.RENAMED
RENAMED.append(("enable_sm90_or_later", "enable_sm90"))
DEFINED = [f"FLASHATTENTION_DISABLE_{what}" for what in ("SM8x", "HDIM96", "HDIM192", "HDIMDIFF64", "HDIMDIFF192")] + [
    "CUTE_SM90_EXTENDED_MMA_SHAPES_ENABLED", "CUTLASS_ENABLE_GDC_FOR_SM90", "NDEBUG", "TORCH_EXTENSION_NAME=_C"]
# The specializations that the calls need, a unit for each head dimension and direction.
KINDS = {"fp16": ("", "packgqa_", "split_", "softcap_"),
         "bf16": ("", "packgqa_", "split_", "paged_split_", "softcap_", "split_softcap_"), "e4m3": ("",)}


def units():
    for width in (64, 128, 256):
        forward = [f"flash_fwd_hdim{width}_{kind}_{way}sm90.cu" for kind, ways in KINDS.items() for way in ways]
        if width == 64:
            forward += [f"flash_fwd_hdim64_{kind}_softcap_packgqa_sm90.cu" for kind in ("fp16", "bf16")]
        yield f"forward_{width}.cu", forward
        yield f"backward_{width}.cu", [f"flash_bwd_hdim{width}_{kind}_{way}sm90.cu" for kind in ("fp16", "bf16")
                                       for way in ("", "softcap_")]


def read(callchain, work):
    """Host passes and Python, merged."""
    found = registry_package.places()
    sources = os.path.join(registry_package.unpacked(PACKAGE, {}, wanted=lambda name: re.match(
        r"[^/]*/third_party/flash-attention/(hopper|csrc/cutlass/include)/|[^/]*/PKG-INFO$", name)),
        "third_party", "flash-attention")
    hopper = os.path.join(sources, "hopper")
    files = [os.path.join(hopper, name) for name in ("flash_api.cpp", "flash_fwd_combine.cu", "flash_prepare_scheduler.cu")]
    for name, parts in units():
        files.append(os.path.join(work, name))
        with open(files[-1], "w", encoding="utf-8") as stream:
            stream.writelines(f'#include "instantiations/{part}"\n' for part in parts)
    command = [found["CUDA_DIR"] + "/bin/nvcc", "-I" + hopper, "-I" + sources + "/csrc/cutlass/include"]
    for folder in (found["TORCH_INCLUDE"], found["TORCH_INCLUDE"] + "/torch/csrc/api/include",
                   found["CUDA_DIR"] + "/include", found["PYTHON_INCLUDE"]):
        command += ["-isystem", folder]
    command += ["-O3", "-std=c++17", "--expt-relaxed-constexpr", "--expt-extended-lambda", "--use_fast_math",
                "-gencode", "arch=compute_90a,code=sm_90a", *["-D" + name for name in DEFINED]]
    with open(os.path.join(work, "compile_commands.json"), "w", encoding="utf-8") as stream:
        json.dump([{"directory": work, "file": file, "arguments": [*command, "-c", file]} for file in files], stream)
    graphs = os.path.join(work, "graphs")
    subprocess.run([callchain, "run", "-q", "-p", work, "-o", graphs, "-j", "2", "--root", sources, "--cuda-path",
                    found["CUDA_DIR"], "--host-only"], check=True)
    subprocess.run([callchain, "python", "-q", "-o", os.path.join(graphs, "python.ccg"),
                    os.path.join(hopper, "flash_attn_interface.py")], check=True)
    merged = os.path.join(work, "program.ccg")
    subprocess.run([callchain, "merge", "-q", "-o", merged, graphs], check=True)
    return merged


def observed_launches():
    with gzip.open(OBSERVED, "rt", encoding="utf-8") as stream:
        calls = [json.loads(line) for line in stream][1:]
    return {(plain(one["kernel"]), tuple(one["block"]), one["shared"]) for call in calls
            for one in call["launches"] + call.get("backward_launches", []) if "flash::" in one["kernel"]}


def cluster_of(kernel):
    """The cluster shape that the main loop of the forward kernel has for an argument."""
    shape = re.search(r"CollectiveMainloopFwdSm90<\d+,cute::tuple<cute::C<(\d+)>,cute::C<(\d+)>,cute::C<(\d+)>>", kernel)
    return [int(number) for number in shape.groups()] if shape else [1, 1, 1]


def check_table(callchain, graph):
    told = subprocess.run([callchain, "params", "--hardware", graph, "--json"], capture_output=True, text=True, check=True)
    rows, wrong = {}, []
    for row in json.loads(told.stdout):
        rows.setdefault(plain(row["kernel"]), []).append(row)
        cluster = cluster_of(plain(row["kernel"]))
        if (row["cluster"] or [1, 1, 1]) != cluster:
            wrong.append(f"cluster {row['cluster']} is not {cluster}: {row['kernel'][:200]}")
    launches = observed_launches()
    for kernel, block, shared in sorted(launches):
        fits = [row for row in rows.get(kernel, []) if row["block"] == list(block) and
                isinstance(row["shared_memory_bytes"], int) and row["shared_memory_bytes"] <= shared]
        if not fits:
            wrong.append(f"block {block}, {shared} bytes of {kernel[:200]}: "
                         f"{[(row['block'], row['shared_memory_bytes']) for row in rows.get(kernel, [])][:3]}")
    print(f"{len(launches)} launches beside {sum(map(len, rows.values()))} rows of the table: {len(wrong)} wrong")
    print("\n".join(wrong[:10]))
    return not wrong and len(launches) == 174


def main():
    callchain = sys.argv[1]
    with tempfile.TemporaryDirectory() as work:
        graph = sys.argv[2] if len(sys.argv) > 2 else read(callchain, work)
        good = check_table(callchain, graph)
        done = subprocess.run([sys.executable, os.path.join(TESTS, "observed", "compare_select.py"), callchain, graph,
                               OBSERVED, "--rename", "=".join(RENAMED[0])], capture_output=True, text=True, check=False)
        print(done.stdout, done.stderr)
    return 0 if good and not done.returncode and "107 cases: 107 exact" in done.stdout else 1


if __name__ == "__main__":
    sys.exit(main())
