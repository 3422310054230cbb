#!/usr/bin/env python3
"""causal-conv1d as the registry has it: callchain project on its source package, and what was worked out by reading it.

    causal_conv1d_test.py --build FOLDER

The headers are those that scripts/fetch-flash-attention keeps; without them the test is skipped.
"""

import argparse
import csv
import io
import json
import os
import shlex
import subprocess
import sys
import tarfile
import tempfile

TESTS = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
sys.path.insert(0, os.path.join(TESTS, "builds"))
import fetch  # noqa: E402  pylint: disable=wrong-import-position

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


def package():
    """Its folder. pip asks setup.py for the metadata, for which the scripts have a torch."""
    def make(folder):
        stand_in = os.path.join(os.path.dirname(TESTS), "scripts", "torch-stand-in")
        os.environ.update(PYTHONPATH=stand_in, CAUSAL_CONV1D_SKIP_CUDA_BUILD="TRUE")
        private = os.path.join(os.path.dirname(fetch.STORE), "pip", "bin", "python")
        if os.path.exists(private):
            fetch.pip = lambda: [private, "-m", "pip"]
        with tempfile.TemporaryDirectory(dir=fetch.STORE) as work:
            path = fetch.download(*PACKAGE, work, "--no-build-isolation", "--no-binary", ":all:")
            with tarfile.open(path) as archive:
                archive.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
        for name in ("PYTHONPATH", "CAUSAL_CONV1D_SKIP_CUDA_BUILD"):
            del os.environ[name]
    return os.path.join(fetch.unpacked(PACKAGE[2][:16], make), f"causal_conv1d-{PACKAGE[1]}")


def places():
    done = subprocess.run([os.path.join(os.path.dirname(TESTS), "scripts", "fetch-flash-attention"), "--print"],
                          capture_output=True, text=True, check=False)
    found = dict(word.split("=", 1) for word in shlex.split(done.stdout) if "=" in word)
    if done.returncode or not found.get("CUDA_DIR") or not found.get("TORCH_INCLUDE"):
        fetch.skip("no headers of torch and CUDA: scripts/fetch-flash-attention brings them")
    return found


class Checks:
    def __init__(self):
        self.wrong = 0

    def equal(self, what, found, wanted):
        if found != wanted:
            self.wrong += 1
            print(f"{what}: {found}, not {wanted}")


def rows_of(callchain, graph, kernel, columns):
    told = subprocess.run([callchain, "params", "--hardware", graph, kernel, "--format", "csv", "--columns",
                           ",".join(columns)], capture_output=True, text=True, check=True).stdout
    return list(csv.DictReader(io.StringIO(told)))


def lines_of(callchain, graph, start, end):
    return subprocess.run([callchain, "chains", graph, "--from", start, "--to", end, "--format", "lines"],
                          capture_output=True, text=True, check=False).stdout.splitlines()


def check_graph(callchain, graph, checks):
    for chain in CHAINS:
        told = lines_of(callchain, graph, chain[0], chain[-1])
        shown = [[name for name in line.split(" -> ") if "(lambda)" not in name] for line in told]
        checks.equal(f"chain from {chain[0]} to {chain[-1]}, among {told[:3]}", chain in shown, True)
    for start, end in NO_CHAINS:
        checks.equal(f"chains from {start} to {end}", lines_of(callchain, graph, start, end), [])
    for kernel, constants, count, wanted in LAUNCHES:
        rows = rows_of(callchain, graph, kernel, ["name", *constants, *wanted])
        chosen = [row for row in rows if all(row[name] == str(item).lower() for name, item in constants.items())]
        checks.equal(f"{kernel} {constants}: specializations", len(chosen), count)
        for name, item in wanted.items():
            checks.equal(f"{kernel} {constants}: {name}", sorted({row[name] for row in chosen}), [str(item)])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    options = parser.parse_args()
    callchain = os.path.join(options.build, "bin", "callchain")
    found, folder, checks = places(), package(), Checks()
    out = os.path.join(options.build, "tests-project", "causal-conv1d")

    done = subprocess.run([callchain, "project", folder, "-o", out, "--json", "--cuda-path", found["CUDA_DIR"], "--torch",
                           os.path.dirname(found["TORCH_INCLUDE"])], capture_output=True, text=True, check=False)
    checks.equal("exit code", done.returncode, 0)
    print(done.stderr[-1500:])
    totals = {row["name"]: (row["count"], row["of"]) for row in json.loads(done.stdout) if row["section"] == "total"}
    checks.equal("units complete", totals["units complete"], (4, 4))
    checks.equal("kernels", totals["kernels reached from Python"], (6, 6))
    # pybind11's three; nobody calls the operators of Python's own by those names.
    checks.equal("bindings joined", totals["bindings joined"], (3, 3))

    check_graph(callchain, os.path.join(out, "program.ccg"), checks)
    print("all as worked out" if not checks.wrong else f"{checks.wrong} wrong")
    sys.exit(1 if checks.wrong else 0)


if __name__ == "__main__":
    main()
