#!/usr/bin/env python3
"""What `callchain report` shows of compiled code and of a profiler's trace, over the program of tests/trace: the pieces,
and in Chromium, where it is there, the kernels' table and the flame view.

    measures_test.py CALLCHAIN CLANG PLUGIN
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, os.path.join(TESTS, "cost")]
import cubins
import program
from browser import Browser

CALLCHAIN, CLANG, PLUGIN = sys.argv[1:4]
INPUT = os.path.join(TESTS, "trace", "input.cu")
NARROW, WIDE, REDUCE = "_Z14forward_kernelILi64ELb0EEvPf", "_Z14forward_kernelILi128ELb1EEvPf", "_Z13reduce_kernelPf"
# name: (bytes of code, 16 of constants aside, registers, stack, static shared memory, is a kernel)
FUNCTIONS = {NARROW: (640, 40, 8, None, True), WIDE: (1024, 96, 0, None, True), REDUCE: (256, 16, 0, 128, True),
             "_Zforeign": (64, 16, 0, None, True)}
PTXAS = """ptxas info    : Compiling entry function '%s' for 'sm_90'
ptxas info    : Function properties for %s
    16 bytes stack frame, 24 bytes spill stores, 28 bytes spill loads
ptxas info    : Used 96 registers, used 1 barriers, 368 bytes cmem[0]
""" % (WIDE, WIDE)
# (name as a profiler prints it, operator, microseconds)
RAN = [("void forward_kernel<64, false>(float*)", "attention::attend", 10.5),
       ("void forward_kernel<(int)128, (bool)1>(float*)", "attention::attend", 20.0),
       ("reduce_kernel(float*)", "attention::attend", 1.25), ("reduce_kernel(float*)", "attention::attend_backward", 2.0),
       ("void at::native::elementwise_kernel<128, 4>(int)", "aten::mul", 16.0)]


class Measures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        graphs, include = cls.path("graphs"), os.path.join(TESTS, "include")
        subprocess.run([CLANG, "-x", "cuda", "-std=c++17", "-nocudainc", "-nocudalib", "--cuda-gpu-arch=sm_90",
                        "-fsyntax-only", "-I", include, "-I", include + "/pybind11_stub", "-fplugin=" + PLUGIN,
                        "-fplugin-arg-callchain-out=" + graphs, "-fplugin-arg-callchain-root=" + TESTS, INPUT], check=True)
        subprocess.run([CALLCHAIN, "merge", "-o", cls.path("program.ccg"), graphs], check=True, stderr=subprocess.DEVNULL)
        with open(cls.path("a.so"), "wb") as stream:
            stream.write(cubins.library(cubins.fatbin(cubins.entry(2, 90, cubins.cubin(90, FUNCTIONS)))))
        with open(cls.path("log"), "w", encoding="ascii") as stream:
            stream.write(PTXAS)
        with open(cls.path("trace.json"), "w", encoding="utf-8") as stream:
            json.dump({"traceEvents": list(cls.events())}, stream)
        cls.report = cls.write("report", "--binary", cls.path("a.so"), "--ptxas", cls.path("log"), "--trace",
                               cls.path("trace.json"))
        cls.names = program.piece(cls.report, "names-0")["names"]
        cls.overview = program.piece(cls.report, "overview")

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder.name, name)

    @staticmethod
    def events():
        for n, (name, op, time) in enumerate(RAN):
            yield {"ph": "X", "cat": "cpu_op", "name": op, "ts": n, "dur": 1, "args": {"External id": n}}
            yield {"ph": "X", "cat": "kernel", "name": name, "ts": n, "dur": time,
                   "args": {"External id": n, "grid": [4, 1, 1], "block": [32, 1, 1], "shared memory": 128}}

    @classmethod
    def write(cls, name, *arguments):
        subprocess.run([CALLCHAIN, "report", cls.path("program.ccg"), "--root", TESTS, "-o", cls.path(name), *arguments],
                       check=True, stderr=subprocess.DEVNULL)
        return cls.path(name)

    def kernel(self, name):
        """The kernel's place among those of the report, and what was measured of it."""
        (found,) = [(at, kernel.get("measured")) for at, kernel in enumerate(self.overview["kernels"])
                    if self.names[kernel["function"]] == name]
        return found

    def test_kernels(self):
        self.assertEqual({"bytes": 1696, "registers": 96, "stack": 16, "spills": 24, "time": 30.5, "events": 2},
                         {key: value for key, value in self.kernel("forward_kernel")[1].items() if key != "static_shared"})
        reduce = self.kernel("reduce_kernel")[1]
        self.assertEqual((272, 16, 3.25, 2), (reduce["bytes"], reduce["registers"], reduce["time"], reduce["events"]))
        self.assertNotIn("spills", reduce)  # no log tells of it
        self.assertIsNone(self.kernel("idle_kernel")[1])

    def test_launches(self):
        table = program.piece(self.report, f"kernel-{self.kernel('forward_kernel')[0]}")
        varying = [column["name"] for column in table["columns"] if column["use"] != "constant"]
        told = {(row[varying.index("Width")], row[varying.index("Causal")]): [row[varying.index(name)] for name in ("bytes", "time")]
                for row in table["rows"]}
        self.assertEqual({(64, False): [656, 10.5], (128, True): [1040, 20], (64, True): [None, None],
                          (128, False): [None, None]}, told)

    def test_functions(self):
        facts = program.piece(self.report, "functions-0")
        fact = facts[self.names.index("forward_kernel")]
        self.assertEqual({(656, 10.5), (1040, 20), (None, None)}, set(zip(fact["bytes"], fact["time"])))
        self.assertNotIn("measured", facts[self.names.index("forward")])

    def test_whole(self):
        self.assertEqual({"bytes": 2048, "joined_bytes": 1968, "joined": 3, "absent_kernels": 1, "several": 0},
                         self.overview["code"])
        self.assertEqual({"events": 5, "time": 49.75, "joined_events": 4, "joined_time": 33.75}, self.overview["trace"])
        groups = {(group["name"], group["op"]): group for group in program.piece(self.report, "trace")}
        self.assertEqual(5, len(groups))
        other = groups["void at::native::elementwise_kernel<128, 4>(int)", "aten::mul"]
        self.assertEqual(("no kernel of the program", None), (other["why"], other.get("function")))
        reduce = groups["reduce_kernel(float*)", "attention::attend_backward"]
        self.assertEqual(("reduce_kernel", ""), (self.names[reduce["function"]], reduce["why"]))

    def test_nothing_measured(self):
        plain = self.write("plain")
        overview = program.piece(plain, "overview")
        self.assertFalse({"code", "trace"} & set(overview))
        self.assertFalse(any("measured" in kernel for kernel in overview["kernels"]))
        for arguments in (["--binary", INPUT], ["--trace", INPUT], ["--ptxas", INPUT], ["--binary", "gone"]):
            done = subprocess.run([CALLCHAIN, "report", self.path("program.ccg"), "-o", self.path("none"), *arguments],
                                  capture_output=True, text=True, check=False)
            self.assertEqual((1, 1), (done.returncode, done.stderr.count("\n")), done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.path("none"), "data", "overview.js")))

    @unittest.skipUnless(Browser.is_there(), "there is no chromium with chromedriver")
    def test_pages(self):
        with Browser() as b:
            page = f"file://{self.report}/index.html"
            b.open(page + "#/kernels")
            b.wait("document.querySelectorAll('.scroller').length == 2 && document.querySelector('.rows .row')")
            text = b.run("document.querySelector('main').textContent")
            for told in ("1,968 of 2,048 bytes of code", "1 kernel is not in it", "4 of 5 kernel events, 33.8 µs of 49.8 µs"):
                self.assertIn(told, text)
            heads = b.run("[...document.querySelector('.scroller').querySelectorAll('[role=columnheader]')].map(x => x.textContent)")
            self.assertEqual(["kernel", "launches", "bytes", "registers", "spills", "stack", "static_shared", "time", "events"], heads)
            number = self.names.index("forward")
            wide = "[...document.querySelectorAll('.flame .box.kernel')].map(x => x.title)"
            b.open("about:blank")
            b.open(f"{page}#/flame/{number}")
            b.wait("document.querySelector('.flame.root')")
            self.assertIn("forward_kernel: 4 kernel specializations", b.run(wide))
            b.run("return [...document.querySelectorAll('.links a')].find(x => x.textContent == 'bytes of code').click()")
            b.wait("location.hash.endsWith('/bytes') && document.querySelector('.warning')")
            self.assertEqual({"forward_kernel: 1,696 bytes", "reduce_kernel: 272 bytes"}, set(b.run(wide)))
            b.run("return [...document.querySelectorAll('.links a')].find(x => x.textContent == 'measured time').click()")
            b.wait("location.hash.endsWith('/time') && document.querySelector('.flame.root .box')?.title.includes('µs')")
            self.assertIn("forward_kernel: 30.5 µs", b.run(wide))
            b.run("return history.back()")
            b.wait("location.hash.endsWith('/bytes') && document.querySelector('.flame.root .box')?.title.includes('bytes')")
            self.assertEqual([], b.messages())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
