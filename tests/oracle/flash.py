#!/usr/bin/env python3
"""The oracle on units of flash-attention: forward, split and backward for one
head dimension, host and device passes, and flash_api.cpp.

    flash.py OPTIONS forward|split|backward|api|unmended host|device|both

The backward kernel's header lacks a `typename` that clang insists on. The
comparison needs a unit that compiles, so it mends a copy of that header and
lays it over the original (-ivfsoverlay). `unmended` leaves the header alone
and checks what the plugin makes of it: the device pass's graph is marked
incomplete, the host pass's is whole.
"""

import json
import os
import shlex
import subprocess
import sys
import tempfile

from facts import Graph
from passes import PROJECT, compare, parser

UNITS = {
    "forward": "flash_fwd_hdim64_fp16_sm80.cu",
    "split": "flash_fwd_split_hdim64_fp16_sm80.cu",
    "backward": "flash_bwd_hdim64_fp16_sm80.cu",
    "unmended": "flash_bwd_hdim64_fp16_sm80.cu",
}
NAMES = ("FLASH_ATTENTION_DIR", "CUDA_DIR", "TORCH_INCLUDE", "PYTHON_INCLUDE")
MENDED_HEADER = "csrc/flash_attn/src/flash_bwd_kernel.h"
MENDED_BEFORE = "convert_layout_acc_Aregs<Kernel_traits::TiledMmaSdP>"
MENDED_AFTER = "convert_layout_acc_Aregs<typename Kernel_traits::TiledMmaSdP>"


def places():
    """Where the sources and headers are: from the environment, or fetched."""
    if all(os.environ.get(name) for name in NAMES):
        return {name: os.environ[name] for name in NAMES}
    script = os.path.join(PROJECT, "scripts", "fetch-flash-attention")
    printed = subprocess.run([script, "--print"], capture_output=True, text=True)
    if printed.returncode:
        subprocess.run([script], check=True, stdout=sys.stderr)
        printed = subprocess.run([script, "--print"], capture_output=True, text=True, check=True)
    found = dict(word.split("=", 1) for word in shlex.split(printed.stdout) if "=" in word)
    return {name: os.environ.get(name) or found[name] for name in NAMES}


def flags(at):
    source, torch = at["FLASH_ATTENTION_DIR"], at["TORCH_INCLUDE"]
    return ["-std=c++17", f"-I{source}/csrc/flash_attn", f"-I{source}/csrc/flash_attn/src",
            f"-I{source}/csrc/cutlass/include", "-isystem", torch, "-isystem", f"{torch}/torch/csrc/api/include",
            "-isystem", at["PYTHON_INCLUDE"], "-DTORCH_EXTENSION_NAME=flash_attn_2_cuda",
            "-D_GLIBCXX_USE_CXX11_ABI=1"]


def command(options, at, unit, which):
    source = at["FLASH_ATTENTION_DIR"]
    driver = [options.clang, "--driver-mode=g++"]
    if unit == "api":
        return driver + flags(at) + ["-isystem", f"{at['CUDA_DIR']}/include", f"{source}/csrc/flash_attn/flash_api.cpp"]
    cuda = ["-x", "cuda", "--cuda-gpu-arch=sm_80", f"--cuda-path={at['CUDA_DIR']}"]
    passes = {"host": ["--cuda-host-only"], "device": ["--cuda-device-only"], "both": []}[which]
    return driver + flags(at) + cuda + passes + [f"{source}/csrc/flash_attn/src/{UNITS[unit]}"]


def overlay(at, folder):
    """A mended copy of the backward kernel's header, and the options that lay it over the original."""
    header = os.path.join(at["FLASH_ATTENTION_DIR"], MENDED_HEADER)
    with open(header, encoding="utf-8") as stream:
        text = stream.read()
    if MENDED_BEFORE not in text:
        raise RuntimeError(f"{header}: the construct to mend is not there")
    mended, yaml = os.path.join(folder, "mended.h"), os.path.join(folder, "overlay.yaml")
    with open(mended, "w", encoding="utf-8") as stream:
        stream.write(text.replace(MENDED_BEFORE, MENDED_AFTER))
    with open(yaml, "w", encoding="utf-8") as stream:
        json.dump({"version": 0, "use-external-names": False,
                   "roots": [{"name": header, "type": "file", "external-contents": mended}]}, stream)
    return ["-ivfsoverlay", yaml]


def check_unmended(options, line, folder):
    """The unit as it is: what the driver runs, with the plugin."""
    out = os.path.join(folder, "graphs")
    status = {}
    for which in ("--cuda-device-only", "--cuda-host-only"):
        run = subprocess.run(line + [which, "-w", "-fsyntax-only", "-fplugin=" + options.plugin],
                             env=dict(os.environ, CALLCHAIN_OUT=out), capture_output=True, text=True)
        status[which] = run.returncode
    if status["--cuda-device-only"] == 0 or status["--cuda-host-only"] != 0:
        raise RuntimeError(f"the passes' exit codes are not 'failed' and 'done': {status}")
    graphs = [Graph(options.graph_facts, os.path.join(out, name)) for name in sorted(os.listdir(out))]
    kinds = {graph.passes[0]["kind"]: graph for graph in graphs}
    print({kind: graph.passes[0] for kind, graph in kinds.items()})
    device, host = kinds["sm_80"], kinds["host"]
    problems = []
    if not int(device.passes[0]["flags"]) & 1 or int(device.passes[0]["errors"]) < 1:
        problems.append("the device pass's graph is not marked incomplete")
    if "flash_bwd_kernel.h" not in device.passes[0]["first_error"]:
        problems.append(f"its first error is '{device.passes[0]['first_error']}'")
    if int(host.passes[0]["flags"]) & 1 or host.passes[0]["errors"] != "0":
        problems.append("the host pass's graph is marked incomplete")
    if not any(edge.kind == "launch" for edge in host.edges):
        problems.append("the host pass's graph has no launch")
    if not device.edges:
        problems.append("the device pass's graph is empty")
    for problem in problems:
        print(problem)
    return 2 if problems else 0


def main():
    arguments = parser(__doc__.splitlines()[0])
    arguments.add_argument("unit", choices=[*UNITS, "api"])
    arguments.add_argument("which", choices=["host", "device", "both"])
    options = arguments.parse_args()
    at = places()
    line = command(options, at, options.unit, options.which)
    with tempfile.TemporaryDirectory(prefix="callchain-oracle-") as folder:
        if options.unit == "unmended":
            return check_unmended(options, line, folder)
        name = f"{os.path.basename(line[-1])} {options.which}"
        if options.unit == "backward":
            line += overlay(at, folder)
        return compare(options, name, line, root=at["FLASH_ATTENTION_DIR"])


if __name__ == "__main__":
    sys.exit(main())
