#!/usr/bin/env python3
"""What `callchain info` says of units that clang refuses parts of: errors by
kind, an example of each, and which share of the functions they touch.

    errors_test.py CALLCHAIN CLANG PLUGIN
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

INCLUDE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "include")
CALLCHAIN = CLANG = PLUGIN = None

# Four functions as written, the template one of them; three have an error in
# them, the template one for each of its two instantiations.
CXX = """struct A { int x; };
struct B {};
Missing variable;
int one() { return first + second; }
template <class T> int member(T t) { return t.x; }
int two() { return member(B{}) + member(A{}) + member(3); }
int three() { auto f = [] { (void)third; return 3; }; return f(); }
"""
# What is told when everything has been read, by place alone.
DEFERRED = """#include "cuda_stub.h"
void host();
struct S { __host__ __device__ static void inner() { host(); } };
__global__ void kernel() { S::inner(); }
void launch() { kernel<<<1, 1>>>(); }
"""
# g++ and nvcc compile it: whether a Value is a long is not asked, match(int, const Value &) being better.
CONVERSIONS = """struct Base {};
enum class Kind { none };
template <class T> struct Value : Base {
    static const Value &make();
    template <class U> static int match(U, long);
    static int match(int, const Value &);
    static_assert(sizeof(match(1, make())) > 0, "");
    operator Kind() const { return Kind::none; }
    template <class U> operator U() const { return U(); }
};
Kind kind(const Value<int> &value) { return value; }
long number(const Value<int> &value) { long x; x = value; return x; }
"""


class ErrorsTest(unittest.TestCase):
    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="callchain-errors-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as stream:
            stream.write(text)

    def info(self, units, *options, code=3):
        options = ["-std=c++17", "-nocudainc", "-nocudalib", "--cuda-gpu-arch=sm_80", "-I", INCLUDE, *options]
        with open(os.path.join(self.folder, "compile_commands.json"), "w", encoding="utf-8") as stream:
            json.dump([{"directory": self.folder, "file": unit, "arguments":
                        ["clang++", *(["-x", "cuda"] if unit.endswith(".cu") else []), *options, "-c", unit]}
                       for unit in units], stream)
        done = subprocess.run([CALLCHAIN, "run", "-p", self.folder, "--clang", CLANG, "--plugin", PLUGIN, "-j", "1"],
                              capture_output=True, text=True, timeout=100, check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        out = os.path.join(self.folder, "callchain")
        done = subprocess.run([CALLCHAIN, "info", out, "--json"], capture_output=True, text=True, timeout=60, check=True)
        self.text = subprocess.run([CALLCHAIN, "info", out], capture_output=True, text=True, timeout=60,
                                   check=True).stdout
        return json.loads(done.stdout)

    def only_in_words_of(self, major):
        """What an earlier compiler refuses it words otherwise, and some of it twice."""
        version = subprocess.run([CLANG, "-dumpversion"], capture_output=True, text=True, timeout=60, check=True).stdout
        if int(version.split(".")[0]) < major:
            self.skipTest("the words are those of clang %d" % major)

    def kinds(self, info):
        return {kind["kind"]: (kind["count"], kind["places"], kind["units"]) for kind in info["errors"]["kinds"]}

    def test_what_a_missing_header_left_goes_with_other_options(self):
        """clang names no inputs when a header is missing; the graph must go all the same when options change."""
        self.write("a.cpp", "#include <there.h>\nint one() { return 1; }\n")
        self.info(["a.cpp"])
        os.mkdir(os.path.join(self.folder, "include"))
        self.write("include/there.h", "")
        info = self.info(["a.cpp"], "-isystem", os.path.join(self.folder, "include"), code=0)
        self.assertEqual((info["units"], info["incomplete"]), (1, []))

    def test_kinds_and_functions(self):
        self.only_in_words_of(22)
        self.write("a.cpp", CXX)
        info = self.info(["a.cpp"])
        self.assertEqual(self.kinds(info), {
            "use of undeclared identifier '…'": (3, 3, 1),
            "unknown type name '…'": (1, 1, 1),
            "no member named '…' in '…'": (1, 1, 1),
            "member reference base type '…' is not a structure or union": (1, 1, 1)})
        self.assertEqual([kind["count"] for kind in info["errors"]["kinds"]], [3, 1, 1, 1])
        example = info["errors"]["kinds"][0]
        self.assertEqual(example["site"], {"file": "a.cpp", "line": 4, "column": 20})
        self.assertEqual(example["text"], "use of undeclared identifier 'first'")
        (incomplete,) = info["incomplete"]
        # The closure is a function, too: five in all.
        self.assertEqual({key: incomplete[key] for key in
                          ("errors", "functions", "functions_with_errors", "errors_outside", "stopped")},
                         {"errors": 6, "functions": 5, "functions_with_errors": 3, "errors_outside": 1,
                          "stopped": False})
        self.assertEqual((info["errors"]["count"], info["errors"]["functions"],
                          info["errors"]["functions_with_errors"]), (6, 5, 3))
        self.assertIn("a.cpp (host): 6 errors in 3 of 5 functions and 1 outside of functions, first a.cpp:3:1", self.text)
        self.assertIn("Errors by kind (4): 6 in 3 of 5 functions as written\n"
                      "  3 in 1 unit: use of undeclared identifier '…'\n"
                      "      a.cpp:4: use of undeclared identifier 'first'\n", self.text)

    def test_a_header_of_two_units_counts_once_in_the_sum(self):
        self.only_in_words_of(22)
        self.write("h.h", "inline int shared() { return missing; }\n")
        self.write("a.cpp", '#include "h.h"\nint a() { return shared(); }\n')
        self.write("b.cpp", '#include "h.h"\nint b() { return shared(); }\n')
        info = self.info(["a.cpp", "b.cpp"])
        self.assertEqual(self.kinds(info), {"use of undeclared identifier '…'": (2, 1, 2)})
        self.assertEqual([(p["functions"], p["functions_with_errors"]) for p in info["incomplete"]], [(2, 1), (2, 1)])
        self.assertEqual((info["errors"]["functions"], info["errors"]["functions_with_errors"]), (3, 1))

    def test_nothing_behind_a_missing_header_is_read(self):
        self.write("a.cpp", 'int before() { return 1; }\n#include "missing.h"\nint after() { return 2; }\n')
        info = self.info(["a.cpp"])
        self.assertEqual(self.kinds(info), {"'…' file not found": (1, 1, 1)})
        self.assertTrue(info["incomplete"][0]["stopped"])
        self.assertEqual(info["incomplete"][0]["errors_outside"], 1)
        self.assertIn("nothing more was read", self.text)

    def test_what_is_told_at_the_end(self):
        self.write("a.cu", DEFERRED)
        info = self.info(["a.cu"])
        self.assertEqual(list(self.kinds(info)), ["reference to __host__ function '…' in __host__ __device__ function"])
        device = [p for p in info["incomplete"] if p["pass"] == "sm_80"]
        self.assertEqual([(p["functions_with_errors"], p["errors_outside"]) for p in device], [(1, 0)])

    def test_conversions_that_clang_looked_for_too_early(self):
        self.write("a.cpp", CONVERSIONS)
        self.write("b.cu", '#include "cuda_stub.h"\n' + CONVERSIONS)
        info = self.info(["a.cpp", "b.cu"], code=0)
        self.assertEqual((info["incomplete"], info["kinds"]["call"]["certain"]), ([], 2))

    def test_no_errors(self):
        self.write("a.cpp", "int a() { return 1; }\n")
        info = self.info(["a.cpp"], code=0)
        self.assertEqual((info["incomplete"], info["errors"]["kinds"]), ([], []))
        self.assertNotIn("Errors", self.text)

    def test_what_is_cut_is_told(self):
        """A type of 12,000 parts; a function that gives names, called in 2^13 ways."""
        self.write("types.cpp", "template <int N> struct Value {};\ntemplate <class... T> struct List {};\n"
                   "template <class Many> void many() {}\n"
                   "template <int N> void run() { many<List<%sValue<N>>>(); }\nvoid start() { run<4>(); }\n"
                   % ("int, " * 12000))
        self.write("ways.cpp", "#include <pybind11/pybind11.h>\nnamespace py = pybind11;\nint f();\n"
                   'void a0(py::module_ &m) { m.def("x", &f); }\n' +
                   "".join("void a%d(py::module_ &m) { a%d(m); a%d(m); }\n" % (i, i - 1, i - 1) for i in range(1, 14)) +
                   "PYBIND11_MODULE(_C, m) { a13(m); }\n")
        info = self.info(["types.cpp", "ways.cpp"], "-I", os.path.join(INCLUDE, "pybind11_stub"), code=0)
        self.assertEqual(sorted(problem["text"] for problem in info["problems"]), [
            "a function that gives names is called in more than 4096 ways: further names are missed",
            "types of more than 10000 parts: what values become of some template arguments is missed"])

    def test_headers_of_gcc_and_of_clang(self):
        """C compiled by gcc: <stdatomic.h> is clang's own, what clang has none of is gcc's."""
        gcc = shutil.which("gcc")
        found = subprocess.run([gcc or "false", "-print-file-name=include/quadmath.h"], capture_output=True, text=True,
                               check=False).stdout.strip()
        if not os.path.isabs(found):
            self.skipTest("no gcc with quadmath.h")
        self.write("a.c", "#include <quadmath.h>\n#include <stdatomic.h>\n"
                          "int add(int *at) { return atomic_fetch_add((_Atomic(int) *)at, 1); }\n")
        with open(os.path.join(self.folder, "compile_commands.json"), "w", encoding="utf-8") as stream:
            json.dump([{"directory": self.folder, "file": "a.c", "arguments": [gcc, "-c", "a.c"]}], stream)
        for more in ([], ["--dry-run"]):
            done = subprocess.run([CALLCHAIN, "run", "-p", self.folder, "--clang", CLANG, "--plugin", PLUGIN, "-j", "1",
                                   *more], capture_output=True, text=True, timeout=100, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("0 would run", done.stdout + done.stderr)


if __name__ == "__main__":
    CALLCHAIN, CLANG, PLUGIN = (os.path.abspath(path) for path in sys.argv[1:4])
    unittest.main(argv=sys.argv[:1], verbosity=2)
