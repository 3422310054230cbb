#!/usr/bin/env python3
"""What a unit is read with: nvcc's macros where nvcc compiles it, clang's where
clang does; and a unit of which nothing was read says so.

    macros_test.py CALLCHAIN CLANG PLUGIN
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
INCLUDE = os.path.join(os.path.dirname(HERE), "include")
CALLCHAIN = CLANG = PLUGIN = None
MODERN = """#include "cuda_stub.h"
#if __CUDACC_VER_MAJOR__ > 12 || (__CUDACC_VER_MAJOR__ == 12 && __CUDACC_VER_MINOR__ >= 8)
__device__ int add(int *p) { return __nv_atomic_fetch_add(p, 1, __NV_ATOMIC_RELAXED); }
__global__ void modern(int *p) {
    int old;
    __nv_atomic_load(p, &old, __NV_ATOMIC_ACQUIRE, __NV_THREAD_SCOPE_BLOCK);
#ifdef __CUDA_ARCH_FEAT_SM90_ALL
    *p = add(p) + old;
#endif
}
void run(int *p) { modern<<<1, 32>>>(p); }
#endif
"""
# The host compiler is content with these too, since nvcc hands it templates without their defaults. `early` means the
# template once it has one; `sure` calls what there was before; members that are templates of a class template get none,
# others do; a default may be given again.
DEFAULTS = """#include "cuda_stub.h"
template <class T> __device__ int own(T a, int b);
__device__ int add(double a) { return 7; }
template <class T> __device__ int add(T a, int b);
__device__ int sure() { return add(1); }
template <class T> __device__ int early(T a) { return add(a); }
struct S { template <class T> __device__ int get(T a, int b); };
namespace n {
constexpr int late = 3;
template <class T> __device__ int inner(T a, int b);
template <class T> __device__ int inner(T a, int b = late);
template <class T> __device__ int inner(T a, int b) { return a + b; }
}
template <class T> __device__ int add(T a, int b = n::late) { return 100 + b; }
template <class T> __device__ int S::get(T a, int b = 3) { return b; }
template <class U> struct C {
    template <class T> __device__ int get(T a, int b);
    __device__ int get(double a) { return 7; }
};
template <class U> template <class T> __device__ int C<U>::get(T a, int b = 3) { return b; }
template <class U> struct M {
    int v;
    __device__ M(int a, int b);
    __device__ int put(U a, int b);
    __device__ int put(double a) { return 7; }
};
template <class U> __device__ M<U>::M(int a = 1, int b = 2) : v(a + b) {}
template <class U> __device__ int M<U>::put(U a, int b = 4) { return b; }
template <class T> __device__ int again(T a, int b = 1);
template <class T> __device__ int again(T a, int b = 1) { return b; }
"""
DEFAULTS_UNIT = """#include "defaults.h"
template <class T> __device__ int own(T a, int b = sizeof(T)) { return b; }
__global__ void kernel(int *p) { *p = early(2) + sure() + S().get(1) + n::inner(1) + own(1) + C<int>().get(1) + M<int>().put(1) +
                                      again(1); }
void run(int *p) { kernel<<<1, 1>>>(p); }
"""
# Read with each of these the unit is not empty.
FULL = ["template struct Box<int>;", "template int twice<int>(int);", '#include "other.cpp"', "int x;",
        "template <> int twice<int>(int x) { return x; }", "constexpr int q = 3;",
        "namespace { struct Q { void m() {} }; }", "template <class T> T id(T x) { return x; }"]
EMPTY = ["", "#if UNDEFINED\nvoid f() {}\n#endif\nstruct S;\nextern int y;", "extern template struct Box<int>;\nint g();"]
NOTE = "the file defines no function or variable, and instantiates nothing"


class MacrosTest(unittest.TestCase):
    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="callchain-macros-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.out = os.path.join(self.folder, "graphs")

    def write(self, name, text=""):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)

    def ask(self, *arguments):
        return json.loads(subprocess.run([CALLCHAIN, *arguments, self.out, "--json"], check=True, capture_output=True,
                                         text=True, timeout=60).stdout)

    def read(self, commands, *options):
        """Reads the units; what `run` says."""
        entries = [{"directory": self.folder, "file": file, "arguments": words + ["-c", file]} for file, words in commands]
        self.write("compile_commands.json", json.dumps(entries))
        shutil.rmtree(self.out, ignore_errors=True)
        result = subprocess.run([CALLCHAIN, "run", "-p", self.folder, "-o", self.out, "--clang", CLANG, "--plugin", PLUGIN,
                                 "--root", self.folder, "-j", "1", *options], capture_output=True, text=True, timeout=120,
                                check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stderr

    def test_code_behind_the_version(self):
        self.write("cuda/bin/nvcc")
        self.write("cuda/bin/ptxas", "\0Cuda compilation tools, release 12.8, V12.8.93\n\0")
        self.write("cuda/include/cuda_runtime.h")
        for name in ("a.cu", "b.cu", "c.cu"):
            self.write(name, MODERN)
        options = ["--extra-arg=-nocudainc", "--extra-arg=-nocudalib", "--extra-arg=-I" + INCLUDE]
        nvcc = [os.path.join(self.folder, "cuda/bin/nvcc"), "-arch=sm_90a"]
        # Twice: with headers of several units precompiled, too.
        for more in (["--no-shared-headers"], ["--shared-headers"]):
            said = self.read([(name, nvcc) for name in ("a.cu", "b.cu", "c.cu")], *options, *more)
            self.assertNotIn(NOTE, said)
            edges = {(edge["caller"]["name"], edge["callee"]["name"], edge["kind"]) for edge in self.ask("edges")}
            self.assertIn(("run", "modern", "launch"), edges)
            self.assertIn(("modern", "add", "call"), edges)
        clang = ["clang++", "-x", "cuda", "--cuda-gpu-arch=sm_90a", "-nocudainc", "-nocudalib", "-I" + INCLUDE]
        said = self.read([("a.cu", clang)])
        self.assertIn("note: a.cu: " + NOTE, said)
        self.assertEqual(self.ask("edges"), [])
        self.assertEqual([row["unit"] for row in self.ask("info")["problems"]], ["a.cu"])

    def test_host_functions_of_headers_that_clang_does_not_read(self):
        """min and max of mixed types are nvcc's for host code, too; a project's own come first."""
        self.write("cuda/bin/nvcc")
        self.write("cuda/include/cuda_runtime.h")
        text = ('#include "cuda_stub.h"\n#include <stdlib.h>\n#include <algorithm>\nusing namespace std;\n'
                "inline long min(long a, long b) { return a < b ? a : b; }\n"
                "__global__ void kernel(int n) {}\n"
                "void run(int n, unsigned m, float x, long l) {\n"
                "    kernel<<<min(n, m), max(n, 32)>>>(int(max(x, 2.0)) + min(3u, 4) + int(min(l, l)) + std::min(n, 2));\n}\n")
        names = ("a.cu", "b.cu", "c.cu")
        for name in names:
            self.write(name, text)
        options = ["--extra-arg=-nocudainc", "--extra-arg=-nocudalib", "--extra-arg=-I" + INCLUDE]
        for more in (["--no-shared-headers"], ["--shared-headers"]):
            self.read([(name, [os.path.join(self.folder, "cuda/bin/nvcc"), "-arch=sm_90"]) for name in names], *options,
                      *more)
            edges = [edge for edge in self.ask("edges") if edge["caller"]["name"] == "run"]
            self.assertIn(("kernel", "launch"), {(edge["callee"]["name"], edge["kind"]) for edge in edges})
            own = [row for row in self.ask("functions") if row["function"]["name"] == "min" and row["place"] and
                   row["place"]["file"] in names]
            self.assertEqual(len(own), 1)

    def test_defaults_that_a_later_declaration_of_a_template_adds(self):
        self.write("cuda/bin/nvcc")
        self.write("cuda/include/cuda_runtime.h")
        self.write("defaults.h", DEFAULTS)
        names = [os.path.join(self.folder, name) for name in ("a.cu", "b.cu", "c.cu")]  # so that headers are shared
        for name in names:
            self.write(name, DEFAULTS_UNIT)
        options = ["--extra-arg=-nocudainc", "--extra-arg=-nocudalib", "--extra-arg=-I" + INCLUDE]
        for more in (["--no-shared-headers"], ["--shared-headers"]):
            said = self.read([(name, [os.path.join(self.folder, "cuda/bin/nvcc"), "-arch=sm_90"]) for name in names],
                             *options, *more)
            self.assertIn("6 complete, 0 with errors", said)
            edges = {(edge["caller"]["name"], edge["callee"]["id"]) for edge in self.ask("edges", "--level=instance")}
            self.assertLessEqual({("sure", "_Z3addd"), ("early<int>", "_Z3addIiEiT_i"), ("kernel", "_ZN1S3getIiEEiT_i"),
                                  ("kernel", "_ZN1n5innerIiEEiT_i"), ("kernel", "_Z3ownIiEiT_i"),
                                  ("kernel", "_ZN1CIiE3getEd"), ("kernel", "_ZN1MIiE3putEii"),
                                  ("kernel", "_ZN1MIiEC1Eii"), ("kernel", "_Z5againIiEiT_i")}, edges)
            self.assertNotIn(("early<int>", "_Z3addd"), edges)
        self.write("a.cu", DEFAULTS_UNIT.replace("own(1)", "own(nothing)"))
        with self.assertRaisesRegex(AssertionError, "use of undeclared identifier 'nothing'"):
            self.read([("a.cu", [os.path.join(self.folder, "cuda/bin/nvcc"), "-arch=sm_90"])], *options)
        with self.assertRaisesRegex(AssertionError, "default arguments cannot be added"):  # what clang compiles
            self.read([("b.cu", ["clang++", "-x", "cuda", "--cuda-gpu-arch=sm_90"])], *options)

    def test_units_without_code(self):
        self.write("h.h", "#include <vector>\ntemplate <class T> struct Box { T v; void set(T x) { v = x; } };\n"
                          "template <class T> int twice(T x) { return 2 * x; }\ninline int helper() { return 1; }\n"
                          "static const int limit = 3;\n")
        self.write("other.cpp", "void real() {}\n")
        units = [(f"{kind}{number}.cpp", text) for kind, texts in (("full", FULL), ("empty", EMPTY))
                 for number, text in enumerate(texts)]
        for name, text in units:
            self.write(name, f'#include "h.h"\n{text}\n')
        said = self.read([(name, ["g++"]) for name, _ in units])
        for name, _ in units:
            self.assertEqual(f"note: {name}: {NOTE}" in said, name.startswith("empty"), name)
        self.assertEqual(sorted(row["unit"] for row in self.ask("info")["problems"]),
                         [name for name, _ in units if name.startswith("empty")])


if __name__ == "__main__":
    CALLCHAIN, CLANG, PLUGIN = sys.argv[1:4]
    unittest.main(argv=[sys.argv[0]] + sys.argv[4:])
