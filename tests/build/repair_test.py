#!/usr/bin/env python3
"""Repairs by `callchain run`, with a real clang: what nvcc accepts and clang
refuses is read from a mended copy; files stay as they are, sites are theirs,
the graph tells, a repair is found once, and a killed run goes on.

    repair_test.py CALLCHAIN CLANG PLUGIN
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
INCLUDE = os.path.join(os.path.dirname(HERE), "include")
CALLCHAIN = CLANG = PLUGIN = None

HEADER = """#include "cuda_stub.h"
struct Traits { struct Type { int member; }; };
template <class L> __host__ __device__ int convert(int r) { return r + int(sizeof(L)); }
template <class R, class L> __host__ __device__ R make(L r) { return R{r}; }
template <class T> __host__ __device__ int last(T t) { return t; }
template <class T> __global__ void kernel(int *p) {
    *p = last(0) + make<T::Type>(3).member + last(1L);
}
"""
MENDED_LINE = HEADER.split("\n").index("    *p = last(0) + make<T::Type>(3).member + last(1L);") + 1
UNIT = '#include "kernels.h"\nvoid %s() { kernel<Traits><<<1, 1>>>(nullptr); }\n'

# Each stands for a rule; nvcc 13.5 compiles them all, with g++ behind it the
# third with -Xcompiler -fpermissive.
RULES = {
    "missing-typename": "template <class T> __global__ void k(int *p) { *p = int(sizeof(T)) + T::inner(3); }\n"
                        "struct X { typedef int inner; };\nvoid f() { k<X><<<1, 1>>>(nullptr); }\n",
    "missing-template": "template <class T> struct A { template <class U> struct B { typedef U t; }; };\n"
                        "template <class T> struct C { typedef typename A<T>::B<int>::t x; };\n"
                        "template <class T> __global__ void k(T *p) { typename C<T>::x v = 1; *p = v; }\n"
                        "void f() { k<int><<<1, 1>>>(nullptr); }\n",
    "missing-template-member": "struct X { template <int N> __device__ int g(int i) { return N + i; } };\n"
                               "template <class T> __global__ void k(int *p, int i) { T t; *p = t.g<1>(i); }\n"
                               "void f() { k<X><<<1, 1>>>(nullptr, 2); }\n",
    "extra-qualification": "struct A { __host__ __device__ void A::g() {} };\n"
                           "__global__ void k() { A a; a.g(); }\nvoid f() { k<<<1, 1>>>(); }\n",
    "friend-class-parameter": "template <class T> struct A { friend class T; int x; };\nstruct X {};\n"
                              "__global__ void k(int *p) { A<X> a; a.x = 1; *p = a.x; }\n"
                              "void f() { k<<<1, 1>>>(nullptr); }\n",
    "device-redeclared": "__device__ int g(int i) { return i; }\n__host__ __device__ int g(int i);\n"
                         "__global__ void k(int *p) { *p = g(*p); }\nvoid f() { k<<<1, 1>>>(nullptr); }\n",
    "host-redeclared": "__host__ int g(int i);\n__host__ __device__ int g(int i);\n__global__ void k() {}\n"
                       "int f() { k<<<1, 1>>>(); return g(1); }\n",
    "ambiguous-braces": "struct Raw { unsigned x; };\nstruct Half {\n    unsigned x;\n    __host__ __device__ Half() : x(0) {}\n"
                        "    __host__ __device__ Half(const Raw &r) : x(r.x) {}\n"
                        "    __host__ __device__ Half(const Half &h) : x(h.x) {}\n"
                        "    __host__ __device__ Half &operator=(const Half &h) { x = h.x; return *this; }\n"
                        "    __host__ __device__ Half &operator=(const Raw &r) { x = r.x; return *this; }\n};\n"
                        "template <class T> __global__ void k(T *p) { T t; struct { T in; } s; t = {}; s.in  ={}; *p = t; }\n"
                        "void f() { k<Half><<<1, 1>>>(nullptr); k<int><<<1, 1>>>(nullptr); }\n",
    "constant-by-reference": "struct S { static constexpr float LIMIT = 4; int n; };\nstruct H {\n    S s;\n"
                             "    __device__ float f(float x) const {\n        const S &r = s;\n"
                             "        constexpr float k = 1.f / r.LIMIT;\n        return x * k;\n    }\n};\n"
                             "__global__ void k(H h, float *p) { *p = h.f(*p); }\nvoid f(H h) { k<<<1, 1>>>(h, nullptr); }\n",
    "spaced-launch": "template <int N> __global__ void k(int *p) { *p = N; }\n#define RUN(K) K << <1, 1 >> >(p)\n"
                     "void f(int *p, int n) { k<1> << <n, 32 >> > (p); k<2><<<n, 32 >> >(p); k<3> <<\t< (n + 1) / 2,\n"
                     "    32 >> 1 >>  >\n(p); RUN(k<4>); }\n",
}


class RepairTest(unittest.TestCase):
    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="callchain-repair-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.out = os.path.join(self.folder, "callchain")
        self.log = os.path.join(self.folder, "log")
        # A clang that leaves a line for each time it reads a unit.
        self.clang = os.path.join(self.folder, "clang")
        self.write("clang", f"""#!/bin/sh
case "$*" in *--cuda-device-only*) pass=device ;; *) pass=host ;; esac
case "$*" in *-ivfsoverlay*) pass="$pass repaired"; [ -z "$HANG" ] || sleep 30 ;; esac
case "$*" in *-fplugin=*) echo "$pass" >>"{self.log}" ;; esac
exec "{CLANG}" "$@"
""")
        os.chmod(self.clang, 0o755)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)
        past = time.time() - 100  # an input as young as the run is not trusted
        os.utime(path, (past, past))

    def database(self, *units):
        with open(os.path.join(self.folder, "compile_commands.json"), "w", encoding="utf-8") as stream:
            json.dump([{"directory": self.folder, "file": unit, "arguments":
                        ["clang++", "-x", "cuda", "-std=c++17", "-nocudainc", "-nocudalib", "--cuda-gpu-arch=sm_80",
                         "-I", INCLUDE, "-c", unit, "-o", "x.o"]} for unit in units], stream)

    def arguments(self, *arguments):
        return [CALLCHAIN, "run", "-p", self.folder, "--clang", self.clang, "--plugin", PLUGIN, "-j", "1", *arguments]

    def run_it(self, *arguments):
        done = subprocess.run(self.arguments(*arguments), capture_output=True, text=True, timeout=100, check=False)
        return done.returncode, done.stderr

    def ran(self):
        try:
            with open(self.log, encoding="utf-8") as stream:
                lines = stream.read().split("\n")[:-1]
            os.remove(self.log)
            return lines
        except FileNotFoundError:
            return []

    def ask(self, *arguments):
        done = subprocess.run([CALLCHAIN, arguments[0], self.out, *arguments[1:]], capture_output=True, text=True,
                              timeout=60, check=True)
        return done.stdout

    def two_units(self):
        self.write("kernels.h", HEADER)
        self.write("a.cu", UNIT % "first")
        self.write("b.cu", UNIT % "second")
        self.database("a.cu", "b.cu")

    def repairs(self):
        return json.loads(self.ask("info", "--json"))["repairs"]

    def test_a_repair_is_found_once_and_told(self):
        self.two_units()
        path = os.path.join(self.folder, "kernels.h")
        before = os.stat(path)
        code, text = self.run_it()
        self.assertEqual(code, 0, text)
        self.assertIn("4 passes: 4 complete, 0 with errors, 0 failed; 4 repaired; 0 of them up to date", text)
        self.assertEqual(self.ran(), ["device", "device repaired", "device repaired",
                                      "host", "host repaired", "host repaired"])
        with open(path, encoding="utf-8") as stream:
            self.assertEqual(stream.read(), HEADER)
        self.assertEqual(os.stat(path).st_mtime_ns, before.st_mtime_ns)
        line = HEADER.split("\n")[MENDED_LINE - 1]
        self.assertEqual(self.repairs(), [
            {"site": {"file": "kernels.h", "line": MENDED_LINE, "column": line.index("T::Type") + 1},
             "rule": "missing-typename", "before": "", "after": "typename ", "passes": ["host", "sm_80"],
             "units": ["a.cu", "b.cu"]}])
        self.assertIn(f"kernels.h:{MENDED_LINE}: missing-typename, '' read as 'typename ', in 2 units",
                      self.ask("info"))
        # Columns are the user's, in front of the mended place and behind it.
        edges = json.loads(self.ask("edges", "--json", "--level=instance", "--caller=kernel"))
        sites = {(edge["callee"]["name"], edge["site"]["line"], edge["site"]["column"]) for edge in edges}
        self.assertEqual(sites, {("last<int>", MENDED_LINE, line.index("last(0)") + 1),
                                 ("make<Traits::Type, int>", MENDED_LINE, line.index("make") + 1),
                                 ("last<long>", MENDED_LINE, line.index("last(1L)") + 1)})
        code, text = self.run_it()
        self.assertEqual(code, 0)
        self.assertIn("4 repaired; 4 of them up to date", text)
        self.assertEqual(self.ran(), [])

    def test_without_repairs(self):
        self.two_units()
        code, text = self.run_it("--no-repair", "a.cu")
        self.assertEqual(code, 3)
        self.assertIn("with errors: a.cu (sm_80): ./kernels.h:", text)
        self.assertIn("missing 'typename'", text)
        self.assertEqual(self.repairs(), [])
        self.ran()
        self.run_it("--no-repair", "a.cu")
        self.assertEqual(self.ran(), [])
        self.assertEqual(self.run_it("a.cu")[0], 0)
        self.assertEqual(len(self.repairs()), 1)
        self.assertEqual(self.run_it("--no-repair", "a.cu")[0], 3)
        self.assertEqual(self.repairs(), [])

    def test_a_file_that_changes_is_repaired_anew(self):
        self.two_units()
        self.run_it("--device-only")
        self.ran()
        self.write("kernels.h", "// one line more\n" + HEADER)
        self.assertEqual(self.run_it("--device-only")[0], 0)
        self.assertEqual(self.ran(), ["device", "device repaired", "device repaired"])
        self.assertEqual([repair["site"]["line"] for repair in self.repairs()], [MENDED_LINE + 1])
        copies = os.path.join(self.out, ".callchain", "mended")
        self.assertEqual(len(os.listdir(copies)), 1)  # that of the content before is gone
        self.write("kernels.h", HEADER.replace("T::Type", "typename T::Type"))
        self.assertEqual(self.run_it("--device-only")[0], 0)
        self.assertEqual(self.ran(), ["device", "device"])
        self.assertEqual(self.repairs(), [])
        self.assertEqual(os.listdir(copies), [])

    def test_killed_in_between(self):
        self.two_units()
        child = subprocess.Popen(self.arguments("--device-only"), stderr=subprocess.DEVNULL,
                                 env={**os.environ, "HANG": "1"}, start_new_session=True)
        state = os.path.join(self.out, ".callchain", "repairs")
        while not os.path.exists(state) and child.poll() is None:
            time.sleep(0.05)
        child.kill()
        child.wait()
        with open(os.path.join(self.folder, "kernels.h"), encoding="utf-8") as stream:
            self.assertEqual(stream.read(), HEADER)
        self.ran()
        self.assertEqual(self.run_it("--device-only")[0], 0)
        self.assertEqual(self.ran(), ["device repaired", "device repaired"])
        self.assertEqual(len(self.repairs()), 1)

    def test_what_no_rule_cures_stays(self):
        self.two_units()
        self.write("a.cu", UNIT % "first" + "int g() { return nothing; }\n")
        code, text = self.run_it("--host-only")
        self.assertEqual(code, 3)
        self.assertIn("with errors: a.cu (host): a.cu:3:18: error: use of undeclared identifier 'nothing'", text)
        self.assertEqual([repair["units"] for repair in self.repairs()], [["a.cu", "b.cu"]])
        self.assertEqual(json.loads(self.ask("info", "--json"))["incomplete"][0]["errors"], 1)

    def test_each_rule(self):
        for rule, text in RULES.items():
            self.write(rule + ".cu", '#include "cuda_stub.h"\n' + text)
        self.database(*[rule + ".cu" for rule in RULES])
        code, text = self.run_it("--device-only")
        self.assertEqual(code, 0, text)
        self.assertEqual({(repair["rule"], *repair["units"]) for repair in self.repairs()},
                         {(rule, rule + ".cu") for rule in RULES})

    def test_functions_of_nvcc_headers(self):
        """Those that clang's headers lack, beside one that a header has, or have for the device, in a unit of nvcc's."""
        self.write("hints.cu", '#include "cuda_stub.h"\nstruct half { short x; };\n__device__ half __ldcs(const half *);\n'
                   "template <class T> __global__ void k(T *p, const T *q) { __stcs(p, __ldcs(q)); }\n"
                   "__device__ int min(int a, int b);\n__device__ bool isfinite(float);\n"
                   "template <class T> T least(T a, T b) { return min(a, b); }\n"
                   "int f(float *p, int n) { k<<<min(n, 65535), 1>>>(p, p); return isfinite(p[0]) + least(1, n); }\n")
        with open(os.path.join(self.folder, "compile_commands.json"), "w", encoding="utf-8") as stream:
            json.dump([{"directory": self.folder, "file": "hints.cu", "arguments":
                        ["nvcc", "-std=c++17", "-arch=sm_80", "-I", INCLUDE, "-c", "hints.cu"]}], stream)
        code, text = self.run_it("--extra-arg=-nocudainc", "--extra-arg=-nocudalib")
        self.assertEqual(code, 0, text)
        self.assertEqual({(repair["rule"], repair["after"]) for repair in self.repairs()}, {("cache-hint", "callchain_"), ("host-math", "callchain_")})
        code, text = self.run_it("--extra-arg=-nocudainc", "--extra-arg=-nocudalib", "--no-repair")
        self.assertEqual(code, 3, text)


if __name__ == "__main__":
    PLUGIN = sys.argv.pop(3)
    CLANG = sys.argv.pop(2)
    CALLCHAIN = sys.argv.pop(1)
    unittest.main(verbosity=1)
