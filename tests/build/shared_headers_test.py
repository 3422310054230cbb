#!/usr/bin/env python3
"""`callchain run` and its shared headers with a real clang: the graphs are the same
bytes as without, records name the same inputs, and whatever can't be
precompiled is read in the ordinary way.

    shared_headers_test.py CALLCHAIN CLANG PLUGIN
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

# What clang does not tell of a precompiled header, or tells differently.
HEADER = """#pragma once
struct Shape { virtual ~Shape() {} virtual int edges() const { return 0; } };
struct Square : Shape { int edges() const override { return four(); } static int four() { return 4; } };
template <class T> struct Box : Shape { T t; int edges() const override { return int(t); } static int made; };
int make(int);
template <class T> int Box<T>::made = make(sizeof(T));
template <class T> int instantiated(T t) { return make(int(t)); }
template int instantiated<long>(long);
extern template int instantiated<short>(short);
static int registrar = make(1);
inline int shared = make(2);
namespace { struct Hidden : Shape { int edges() const override { return make(3); } }; }
static int closure(int n) { return [n] { return make(n); }(); }
inline auto held = [](int n) { return closure(n); };
__attribute__((used)) static void kept() { make(4); }
struct Kept { __attribute__((used)) void inside() { make(5); } };
__attribute__((constructor)) static void early() { make(6); }
int variadic(int n, ...);
int unnamed(int, unsigned long);
inline int ask(const Shape &s) { return s.edges(); }
"""
UNIT = """// %(name)s
#include "all.h"
int %(name)s(int n) {
    Hidden h; Box<int> b; b.t = Box<int>::made;
    return ask(h) + ask(b) + closure(n) + held(n) + variadic(n, 1) + unnamed(1, 2) + [] { return make(7); }();
}
"""
KERNELS = """#pragma once
#include "cuda_stub.h"
template <class T> __global__ void kernel(T *p) { *p = T(1); }
template <class T> void run(T *p) { kernel<T><<<2, 64>>>(p); }
static auto named = [](int *p) { run(p); };
"""
# What nvcc takes and clang does not, told when a unit instantiates it.
FAULTY = """#pragma once
#include "cuda_stub.h"
struct Traits { typedef int Type; };
template <class T> __global__ void kernel(int *p) { *p = int(sizeof(T)) + T::Type(3); }
"""
FAULTY_UNIT = '#include "faulty.h"\nvoid %s() { kernel<Traits><<<1, 1>>>(nullptr); }\n'
CUDA_UNIT = '#include "kernels.h"\nvoid %s(int *p) { run(p); named(p); }\n'


class SharedHeadersTest(unittest.TestCase):
    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="callchain-shared-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.log = os.path.join(self.folder, "log")
        self.write("clang", f"""#!/bin/sh
case "$*" in *-emit-pch*) echo made ;; *-include-pch*) echo used ;; *-fplugin=*) echo plain ;; esac >>"{self.log}"
case "$*" in *-include-pch*) eval "$WHEN_USED" ;; esac
"{CLANG}" "$@"
code=$?
case "$*" in *-emit-pch*) eval "$WHEN_MADE" ;; esac
exit $code
""")
        os.chmod(os.path.join(self.folder, "clang"), 0o755)
        self.write("all.h", HEADER)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8", errors="surrogateescape") as stream:
            stream.write(text)
        past = time.time() - 100  # an input as young as the run is not trusted
        os.utime(path, (past, past))
        return path

    def database(self, units, *options):
        entries = [{"directory": self.folder, "file": os.path.join(self.folder, unit),
                    "arguments": ["clang", "-std=c++17", *options, "-c", os.path.join(self.folder, unit)]}
                   for unit in units]
        self.write("compile_commands.json", json.dumps(entries))

    def run_it(self, out, *arguments, code=0, **environment):
        if os.path.exists(self.log):
            os.remove(self.log)
        done = subprocess.run([CALLCHAIN, "run", "-p", self.folder, "-o", os.path.join(self.folder, out), "--clang",
                               os.path.join(self.folder, "clang"), "--plugin", PLUGIN, *arguments],
                              capture_output=True, text=True, timeout=100, check=False, env={**os.environ, **environment})
        self.assertEqual(done.returncode, code, done.stderr)
        if not os.path.exists(self.log):
            return []
        with open(self.log, encoding="utf-8") as stream:
            return sorted(stream.read().split())

    def graphs(self, out):
        folder = os.path.join(self.folder, out)
        graphs = {}
        for name in sorted(os.listdir(folder)):
            if name.endswith(".ccg"):
                with open(os.path.join(folder, name), "rb") as stream:
                    graphs[name] = stream.read()
        return graphs

    def inputs(self, out):
        state, inputs = os.path.join(self.folder, out, ".callchain"), {}
        for name in os.listdir(state):
            if name.endswith(".record"):
                with open(os.path.join(state, name), encoding="utf-8") as stream:
                    inputs[name] = sorted(line for line in stream if line.startswith("input "))
        return inputs

    def same(self, expected, *options, code=0):
        self.run_it("plain", "--no-shared-headers", code=code)
        self.assertEqual(self.run_it("shared", *options, code=code), expected)
        self.equal()

    def equal(self):
        self.assertTrue(self.graphs("plain"))
        self.assertEqual(self.graphs("plain"), self.graphs("shared"))
        self.assertEqual(self.inputs("plain"), self.inputs("shared"))
        self.assertEqual([name for name in os.listdir(os.path.join(self.folder, "shared", ".callchain"))
                          if name.startswith("shared-")], [])

    def test_graphs_are_the_same_bytes(self):
        units = ["a.cpp", "b.cpp", "c.cpp"]
        for unit in units:
            self.write(unit, UNIT % {"name": unit[0]})
        self.database(units)
        self.same(["made", "used", "used", "used"])
        self.assertEqual(self.run_it("shared"), [])  # nothing has changed
        self.write("a.cpp", UNIT % {"name": "other"})
        self.assertEqual(self.run_it("shared"), ["plain"])  # one alone isn't worth it
        self.write("all.h", HEADER + "int more;\n")
        self.same(["made", "used", "used", "used"])

    def test_host_and_device(self):
        units = ["a.cu", "b.cu", "c.cu"]
        self.write("kernels.h", KERNELS)
        for unit in units:
            self.write(unit, CUDA_UNIT % unit[0])
        self.database(units, "-x", "cuda", "-nocudainc", "-nocudalib", "--cuda-gpu-arch=sm_80", "-I", INCLUDE)
        self.same(["made"] * 2 + ["used"] * 6)
        # clang counts closures of a namespace across its headers; the precompiled one would begin anew.
        for unit in units:
            self.write(unit, CUDA_UNIT % unit[0] + "static auto own = [] { return 1; };\nint two() { return own(); }\n")
        self.same(["plain"] * 6)

    def test_what_cannot_be_shared_is_read_as_ever(self):
        units = ["a.cpp", "b.cpp", "c.cpp"]
        for unit in units:
            self.write(unit, UNIT % {"name": unit[0]})
        self.database(units)
        everything = ["made", "plain", "plain", "plain"]
        for asking in ("const char *main_file() { return __BASE_FILE__; }",
                       "// \udcff\nconst char *main_file() { return __BASE_FILE__; }",  # a byte 0xFF
                       "const char *main_file() { return __BASE_\\\nFILE__; }",
                       "#define PASTE(a, b) a##b\nconst char *main_file() { return PASTE(__BASE_, FILE__); }"):
            self.write("all.h", HEADER + asking + "\n")
            self.same(everything)
        self.database(units, "-DMAIN_FILE=__BASE_FILE__")
        self.write("all.h", HEADER + "const char *main_file() { return MAIN_FILE; }\n")
        self.same(everything)
        self.database(units)
        # Where only the units ask, what they get is theirs.
        self.write("all.h", HEADER + "#define MAIN_FILE __BASE_FILE__\n")
        for unit in units:
            self.write(unit, UNIT % {"name": unit[0]} + "const char *%s_name() { return MAIN_FILE; }\n" % unit[0])
        self.same(["made", "used", "used", "used"])
        for unit in units:
            self.write(unit, UNIT % {"name": unit[0]})
        self.write("all.h", HEADER + "int broken = nothing;\n")
        self.same(everything, code=3)
        self.write("all.h", HEADER + "extern int guarded;\n")
        for unit in units:
            self.write(unit, '#include "list.h"\n' + UNIT % {"name": unit[0]})
        self.write("list.h", "extern int listed;\n")  # without a guard: the unit reads it once more
        self.same(everything)
        self.write("list.h", "#pragma once\nextern int listed;\n")
        self.same(["made", "used", "used", "used"])
        # An error of the unit's own: the pass without counts.
        self.write("b.cpp", '#include "list.h"\n' + UNIT % {"name": "b"} + "int wrong = missing;\n")
        self.write("all.h", HEADER)
        self.same(["made", "plain", "used", "used", "used"], code=3)

    def test_a_graph_replaces_a_link(self):
        unit = self.write("a.cpp", UNIT % {"name": "a"})
        out, victim = os.path.join(self.folder, "out"), self.write("victim", "kept")
        for _ in range(2):
            subprocess.run([CLANG, "-std=c++17", "-fsyntax-only", f"-fplugin={PLUGIN}", f"-fplugin-arg-callchain-out={out}",
                            unit], check=True)
            graph, = [os.path.join(out, name) for name in os.listdir(out)]
            self.assertFalse(os.path.islink(graph))
            os.remove(graph)
            os.symlink(victim, graph)
        with open(victim, encoding="utf-8") as stream:
            self.assertEqual(stream.read(), "kept")

    def three_units(self):
        units = ["a.cpp", "b.cpp", "c.cpp"]
        for unit in units:
            self.write(unit, UNIT % {"name": unit[0]})
        self.database(units)

    def left_over(self):
        return [name for name in os.listdir(os.path.join(self.folder, "shared", ".callchain")) if "shared-" in name]

    def test_what_was_made_is_spoilt(self):
        self.three_units()
        made = os.path.join(self.folder, "shared", ".callchain", "shared-*", "compiled")
        read_twice = ["made", "plain", "plain", "plain", "used", "used", "used"]
        for command, expected in ((f"truncate -s 0 {made}", read_twice), (f"truncate -s 9999 {made}", read_twice),
                                  (f"for f in {made}; do echo no >$f; done", read_twice),
                                  (f"rm {made}", ["made", "plain", "plain", "plain"]),
                                  (f"echo 'int added();' >>{self.folder}/all.h", read_twice)):
            log = self.run_it("shared", "--force", WHEN_MADE=command)
            self.assertEqual(log, expected, command)
            self.run_it("plain", "--no-shared-headers", "--force")
            self.assertEqual(self.graphs("plain"), self.graphs("shared"), command)
            self.assertEqual(self.left_over(), [])

    def test_killed_and_run_again(self):
        self.three_units()
        self.run_it("plain", "--no-shared-headers")
        for when in ("WHEN_MADE", "WHEN_USED"):
            self.run_it("shared", "--force", "-j", "1", code=-9, **{when: "kill -9 $PPID; sleep 1"})
            self.assertNotEqual(self.left_over(), [])
            self.run_it("shared", "-j", "1")
            self.assertEqual(self.graphs("plain"), self.graphs("shared"), when)
            self.assertEqual(self.left_over(), [])
            self.run_it("shared", "--force", code=130, **{when: "kill -INT $PPID; sleep 1"})
            self.assertEqual(self.left_over(), [])

    def test_scope_all_and_short_names(self):
        units = ["a.cpp", "b.cpp", "c.cpp"]
        for unit in units:
            self.write(unit, UNIT % {"name": unit[0]})
        self.database(units)
        self.assertEqual(self.run_it("shared", CALLCHAIN_SCOPE="all"), ["plain"] * 3)
        self.write("compile_commands.json", json.dumps(
            [{"directory": self.folder, "file": unit, "arguments": ["clang", "-std=c++17", "-c", unit]} for unit in units]))
        self.assertEqual(self.run_it("other"), ["plain"] * 3)
        self.assertEqual(self.run_it("third", "--shared-headers", "--no-shared-headers"), ["plain"] * 3)

    def test_repairs_are_made_in_the_headers_too(self):
        units = ["a.cu", "b.cu", "c.cu", "d.cu", "e.cu"]
        self.write("faulty.h", FAULTY)
        for unit in units:
            self.write(unit, FAULTY_UNIT % unit[0])
        self.database(units, "-x", "cuda", "-nocudainc", "-nocudalib", "--cuda-gpu-arch=sm_80", "-I", INCLUDE)
        # Each side's first pass fails with them, learns, makes them anew, and all five read those.
        self.same(["made"] * 4 + ["used"] * 12, "-j1")
        # What is known from the last run is in them from the beginning.
        self.assertEqual(self.run_it("shared", "--force"), ["made"] * 2 + ["used"] * 10)
        self.equal()
        # Several at a time may fail before the first has learned; the graphs stay.
        shutil.rmtree(os.path.join(self.folder, "shared"))
        self.run_it("shared", "-j4")
        self.equal()
        # When few are left, they go without.
        self.write("faulty.h", FAULTY + "\n")
        self.database(units[:3], "-x", "cuda", "-nocudainc", "-nocudalib", "--cuda-gpu-arch=sm_80", "-I", INCLUDE)
        self.same(["made"] * 4 + ["used"] * 8, "-j1")


if __name__ == "__main__":
    CALLCHAIN, CLANG, PLUGIN = sys.argv[1:4]
    unittest.main(argv=sys.argv[:1] + sys.argv[4:])
