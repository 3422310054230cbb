#!/usr/bin/env python3
"""`callchain cost` on what the real nvcc and ptxas of the registry's wheels make of input.cu: every kernel is joined,
whatever its linkage; registers are those that ptxas prints; and the bytes sum up to the section's size.

Usage: nvcc_cost_test.py CALLCHAIN CLANG PLUGIN
"""
import csv
import io
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "builds"))
import nvcc_test  # noqa: E402 (its wheels)

CALLCHAIN, CLANG, PLUGIN = sys.argv[1:4]


def main():
    toolkit = nvcc_test.toolkit()
    include = os.path.join(os.path.dirname(HERE), "include")
    with tempfile.TemporaryDirectory() as work:
        subprocess.run([CLANG, "-x", "cuda", "-std=c++17", "-nocudainc", "-nocudalib", "--cuda-gpu-arch=sm_80",
                        "-fsyntax-only", "-I", include, "-I", include + "/pybind11_stub", "-fplugin=" + PLUGIN,
                        "-fplugin-arg-callchain-out=" + work + "/graphs", "-fplugin-arg-callchain-root=" + HERE,
                        os.path.join(HERE, "input.cu")], check=True)
        made = subprocess.run([toolkit + "/bin/nvcc", "-gencode", "arch=compute_80,code=sm_80", "-gencode",
                               "arch=compute_90,code=[sm_90,compute_90]", "-Xptxas", "-v", "-c",
                               os.path.join(HERE, "input.cu"), "-o", work + "/input.o"], check=True,
                              capture_output=True, text=True)
        with open(work + "/log", "w", encoding="utf-8") as stream:
            stream.write(made.stderr + made.stdout)
        printed = re.findall(r"Compiling entry function '(\S+)' for '(sm_\d+)'.*?Used (\d+) registers",
                             made.stderr + made.stdout, re.S)

        def ask(*arguments):
            done = subprocess.run([CALLCHAIN, "cost", work + "/graphs", *arguments, "--format", "csv"], check=True,
                                  capture_output=True, text=True)
            return list(csv.DictReader(io.StringIO(done.stdout)))

        rows = ask("--binary", work + "/input.o", "--all")
        assert len(rows) == len(printed) == 18, (len(rows), len(printed))
        assert all(row["function"] for row in rows), [row["symbol"] for row in rows if not row["function"]]
        assert {(row["symbol"], row["architecture"], row["registers"]) for row in rows} == set(printed)
        told = {(row["symbol"], row["architecture"]): row for row in ask("--ptxas", work + "/log")}
        for row in rows:
            other = told[row["symbol"], row["architecture"]]
            for key in ("function", "registers", "stack", "static_shared_memory"):
                assert row[key] == other[key], (key, row, other)
            assert other["spill_stores"] != ""
        (section,) = ask("--binary", work + "/input.o", "--by", "section")
        parts = [int(section[key]) for key in ("functions", "headers", "others", "ptx", "unread")]
        assert int(section["size"]) == sum(parts) and parts[-1] == 0 and min(parts[:4]) > 0, section


if __name__ == "__main__":
    main()
