#!/usr/bin/env python3
"""callchain-nvcc with the real nvcc of the registry's wheels (CUDA 13), whose
headers clang reads, too: outputs, messages and exit codes are those of nvcc
alone, and the graphs are there; in a parallel build as well.

    nvcc_test.py --build FOLDER --clang CLANG --major N [unittest arguments]
"""

import argparse
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import fetch

OPTIONS = None
WHEELS = [
    ("nvidia-cuda-nvcc", "13.5.37", "f5c4f7ead5d964fb4af42bbf1e6d3ec3c1e6e9d83b53749f691d387e7fcaa3a7",
     lambda path: "/bin/" in path or "/include/" in path),
    ("nvidia-nvvm", "13.5.37", "c41bfa362e407405163f103c2229f0765f8cc2ed7d148b754dc77f228bf7e070",
     lambda path: "/nvvm/bin/" in path or "/libdevice/" in path),
    ("nvidia-cuda-crt", "13.5.37", "e898b7f73d3035fa89915a3f7bf3b54a73e90249746111aed295822c4729bb29",
     lambda path: "/include/" in path),
    ("nvidia-cuda-runtime", "13.5.37", "df2b79a8852f10d1fef8c848489c49eebb5754051bf870202a862831412b179d",
     lambda path: "/include/" in path),
    # What clang's own CUDA header includes beside these.
    ("nvidia-cuda-cccl", "13.3.5.0.6", "d5230098fa2df5021e1a00c0c4eee41797671a91119d31e892463e5ccf3ee326",
     lambda path: "/include/" in path),
    ("nvidia-curand", "10.4.5.25", "22bb226a857e5888fe6b54ae465fc4371296bcff13a35f79e19691bcf454f529",
     lambda path: "/include/" in path),
]
GOOD = """#include <cstdio>
template <int N> __global__ void scale(float *data) { data[threadIdx.x] *= N; }
void run(float *data) { scale<4><<<2, 64>>>(data); }
"""
MODERN = """#include <cooperative_groups.h>
__device__ int specific(int *p) { return __nv_atomic_fetch_add(p, 1, __NV_ATOMIC_RELAXED, __NV_THREAD_SCOPE_DEVICE); }
#if __CUDACC_VER_MAJOR__ >= 13 && defined(__NVCC__)
__global__ void modern(int *p) {
#if defined(__CUDA_ARCH_SPECIFIC__)
    cooperative_groups::this_cluster().sync();
    *p = specific(p);
#endif
}
void run(int *p) { modern<<<1, __CUDACC_VER_BUILD__>>>(p); }
#endif
"""
BAD = """__global__ void broken(float *data) { data[threadIdx.x] = nothing; }
"""


def toolkit():
    folder = fetch.wheels("nvcc-13.5.37", WHEELS)
    return os.path.join(folder, "nvidia", "cu13")


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CALLCHAIN", "CUDA"))}
    return dict(kept, **more)


class Nvcc(unittest.TestCase):
    def setUp(self):
        self.base = tempfile.mkdtemp(prefix="callchain-nvcc-")
        self.addCleanup(shutil.rmtree, self.base, ignore_errors=True)
        self.folder = os.path.join(self.base, "a folder")
        os.mkdir(self.folder)
        self.out = os.path.join(self.folder, "graphs")
        for name, text in (("good.cu", GOOD), ("bad.cu", BAD)):
            with open(os.path.join(self.folder, name), "w", encoding="utf-8") as stream:
                stream.write(text)

    def run_one(self, program, *arguments, **more):
        result = subprocess.run([program, *arguments], cwd=self.folder, capture_output=True, timeout=300, check=False,
                                env=environment(CALLCHAIN_OUT=self.out, CALLCHAIN_NVCC=NVCC,
                                                CALLCHAIN_CLANG=OPTIONS.clang, CALLCHAIN_ROOT=self.folder, **more))
        return result.returncode, result.stdout, result.stderr

    def same(self, *arguments, output=None):
        """Runs nvcc with and without the wrapper and compares everything. Returns the exit code."""
        results = []
        for program in (NVCC, WRAPPER):
            path = os.path.join(self.folder, output) if output else None
            if path and os.path.exists(path):
                os.remove(path)
            result = self.run_one(program, *arguments)
            made = None
            if path and os.path.exists(path):
                with open(path, "rb") as stream:
                    made = stream.read()
            # nvcc names its temporary files by its process.
            results.append([re.sub(rb"tmpxft_[0-9a-f]{8}", b"tmpxft", part) if isinstance(part, bytes) else part
                            for part in (*result, made)])
        self.assertEqual(results[0], results[1])
        return results[0][0]

    def graphs(self):
        return sorted(os.path.basename(path).rsplit("-", 1)[0]
                      for path in glob.glob(os.path.join(glob.escape(self.out), "*.ccg")))

    def test_good_input(self):
        self.assertEqual(0, self.same("-arch=sm_80", "-c", "good.cu", "-o", "good.o", output="good.o"))
        self.assertEqual(self.graphs(), ["good.cu-host", "good.cu-sm_80"])
        self.assertEqual(0, self.same("-arch=sm_80", "-ptx", "good.cu", "-o", "good.ptx", output="good.ptx"))
        text = subprocess.run([CALLCHAIN, "launches", self.out], capture_output=True, text=True, check=True).stdout
        self.assertRegex(text, r"scale\t2\t64\t")
        passes = subprocess.run([CALLCHAIN, "info", self.out], capture_output=True, text=True, check=True).stdout
        self.assertNotIn("incomplete", passes.lower().replace("0 incomplete", ""))

    def test_macros(self):
        """Each pass of clang's has what nvcc defines in it; code behind that, and what it uses, is read."""
        options = ["-gencode", "arch=compute_80,code=sm_80", "-gencode", "arch=compute_90a,code=sm_90a", "-rdc=true",
                   "--expt-relaxed-constexpr", "--extended-lambda", "-c", "modern.cu"]
        with open(os.path.join(self.folder, "modern.cu"), "w", encoding="utf-8") as stream:
            stream.write(MODERN)
        printed = subprocess.run([NVCC, "--dryrun", *options], cwd=self.folder, capture_output=True, text=True,
                                 check=True).stderr
        wanted = [set(re.findall(r" -D(\w+(?:=\S+)?)", line)) - {"__CUDACC__"} for line in printed.splitlines()
                  if " gcc " in line and " -E " in line]
        lines = subprocess.run([CALLCHAIN, "translate", "--clang", OPTIONS.clang, "--", NVCC, *options],
                               cwd=self.folder, capture_output=True, text=True, check=True).stdout.splitlines()
        given = [set(re.findall(r"-D(\w+(?:=[^\s']+)?)", line)) for line in lines]
        self.assertEqual(len(given), len(wanted))
        for macros in wanted:
            own = {macro for macro in macros if macro.startswith("__CUDA_ARCH__=")}
            self.assertTrue(any(macros - own <= found for found in given), (macros, given))
        self.assertEqual(0, self.run_one(WRAPPER, *options, "-o", "modern.o")[0])
        found = subprocess.run([CALLCHAIN, "edges", self.out], capture_output=True, text=True, check=True).stdout
        self.assertRegex(found, r"modern.*specific")
        info = subprocess.run([CALLCHAIN, "info", self.out], capture_output=True, text=True, check=True).stdout
        self.assertNotIn("Incomplete", info)

    def test_bad_input(self):
        self.assertNotEqual(0, self.same("-arch=sm_80", "-c", "bad.cu", "-o", "bad.o", output="bad.o"))
        self.assertNotEqual(0, self.same("-c", "none.cu", "-o", "none.o"))
        self.assertNotEqual(0, self.same("--no-such-option", "-c", "good.cu"))
        self.assertNotEqual(0, self.same())
        self.assertEqual(self.graphs(), [])

    def test_what_compiles_nothing(self):
        self.assertEqual(0, self.same("--version"))
        self.assertEqual(0, self.same("-E", "good.cu", "-o", "good.i", output="good.i"))
        self.assertEqual(0, self.same("--dryrun", "-arch=sm_80", "-c", "good.cu"))
        self.assertEqual(self.graphs(), [])

    def test_parallel_build(self):
        names = [f"unit{number}" for number in range(4)]
        for name in names:
            shutil.copy(os.path.join(self.folder, "good.cu"), os.path.join(self.folder, name + ".cu"))
        with open(os.path.join(self.folder, "Makefile"), "w", encoding="utf-8") as stream:
            stream.write("all: " + " ".join(name + ".o" for name in names) +
                         "\n%.o: %.cu\n\t'$(NVCC)' -arch=sm_80 -c $< -o $@\n")
        code, _, errors = self.run_one("make", "-s", "-j4", "NVCC=" + WRAPPER)
        self.assertEqual((code, errors), (0, b""))
        self.assertEqual(self.graphs(), [f"{name}.cu-{kind}" for name in names for kind in ("host", "sm_80")])


if __name__ == "__main__":
    ARGUMENTS = argparse.ArgumentParser()
    for NAME in ("build", "clang", "major"):
        ARGUMENTS.add_argument("--" + NAME, required=True)
    OPTIONS, REST = ARGUMENTS.parse_known_args()
    CALLCHAIN = os.path.join(OPTIONS.build, "bin", "callchain")
    WRAPPER = os.path.join(OPTIONS.build, "bin", "callchain-nvcc")
    NVCC = os.path.join(toolkit(), "bin", "nvcc")
    unittest.main(argv=[sys.argv[0], *REST])
