#!/usr/bin/env python3
"""`callchain trace` over a small program: made traces with known times, in the forms that profilers write; a hundred
thousand events of names that a profiler printed; and traces that are none.

Usage: trace_test.py CALLCHAIN CLANG PLUGIN
"""
import csv
import gzip
import io
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
CALLCHAIN, CLANG, PLUGIN = sys.argv[1:4]
# (name as a profiler prints it, operator of the framework, grid, block, shared memory, microseconds)
RAN = [
    ("void forward_kernel<64, false>(float*)", "attention::attend", [3, 2, 1], [128, 1, 1], 4096, 10.5),
    ("void forward_kernel<(int)128, (bool)1>(float*)", "attention::attend", [9, 2, 1], [128, 1, 1], 8192, 20.0),
    ("reduce_kernel(float*)", "attention::attend", [4, 1, 1], [32, 1, 1], 128, 1.25),
    ("reduce_kernel(float*)", "attention::attend_backward", [4, 1, 1], [32, 1, 1], 128, 2.0),
    ("reduce_kernel(float*)", None, [5, 1, 1], [64, 1, 1], 160, 4.0),  # the grid, the block and the memory are others
    ("void forward_kernel<96, false>(float*)", "attention::attend", [3, 2, 1], [128, 1, 1], 6144, 8.0),
    ("void at::native::elementwise_kernel<128, 4>(int)", "aten::mul", [1, 1, 1], [128, 1, 1], 0, 16.0),
    ("forward_kernel", None, [1, 1, 1], [1, 1, 1], 0, 32.0),  # which of the four?
]


def chrome_events():
    for n, (name, op, grid, block, shared, time) in enumerate(RAN):
        if op:
            yield {"ph": "X", "cat": "cpu_op", "name": op, "ts": n, "dur": 1, "args": {"External id": n}}
        yield {"ph": "i", "cat": "mark", "name": "a ] } \" \\ kernel", "args": [{"kernel": {}}, None, True, 1e3]}
        yield {"ph": "X", "cat": "kernel", "name": name, "ts": n, "dur": time,
               "args": {"External id": n if op else 99, "grid": grid, "block": block, "shared memory": shared}}


class Trace(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.graph = os.path.join(cls.folder.name, "program.ccg")
        graphs = os.path.join(cls.folder.name, "graphs")
        include = os.path.join(TESTS, "include")
        subprocess.run([CLANG, "-x", "cuda", "-std=c++17", "-nocudainc", "-nocudalib", "--cuda-gpu-arch=sm_90",
                        "-fsyntax-only", "-I", include, "-I", include + "/pybind11_stub", "-fplugin=" + PLUGIN,
                        "-fplugin-arg-callchain-out=" + graphs, "-fplugin-arg-callchain-root=" + HERE,
                        os.path.join(HERE, "input.cu")], check=True)
        subprocess.run([CALLCHAIN, "python", "-o", graphs + "/python.ccg", os.path.join(HERE, "package", "attention")],
                       check=True, stderr=subprocess.DEVNULL)
        subprocess.run([CALLCHAIN, "merge", "-o", cls.graph, graphs], check=True, stderr=subprocess.DEVNULL)
        cls.trace = cls.write("trace.json", json.dumps({"schemaVersion": 1, "traceEvents": list(chrome_events())}))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def write(cls, name, text):
        path = os.path.join(cls.folder.name, name)
        with open(path, "wb") as stream:
            stream.write(text if isinstance(text, bytes) else text.encode())
        return path

    def ask(self, trace, *arguments, status=0):
        done = subprocess.run([CALLCHAIN, "trace", self.graph, trace, *arguments], capture_output=True, text=True,
                              check=False)
        self.assertEqual(status, done.returncode, done.stderr)
        self.told = done.stderr
        return done.stdout

    def rows(self, trace, by="kernel"):
        return list(csv.DictReader(io.StringIO(self.ask(trace, "--by", by, "--format", "csv"))))

    def check_kernels(self, rows):
        by_name = {(row["name"], row["framework_operator"]): row for row in rows}
        self.assertEqual({(name, op or "") for name, op, *_ in RAN}, set(by_name))
        for name, op, _, _, _, time in RAN:
            self.assertEqual("%.3f" % time, by_name[name, op or ""]["time"])
        one = by_name[RAN[0][0], RAN[0][1]]
        self.assertEqual("forward_kernel<64, false>", one["kernel"])
        self.assertEqual("_C.forward", one["operator"])
        self.assertEqual("attention.attend -> _C.forward -> forward -> launch -> forward_kernel", one["chain"])
        self.assertEqual(("", "", "true"), (one["differs"], one["why"], one["certain"]))
        self.assertTrue(one["site"].startswith("input.cu:1"))
        # The operator that the trace has tells the chains of one kernel apart.
        self.assertEqual("_C.backward", by_name[RAN[3][0], RAN[3][1]]["operator"])
        self.assertEqual("grid, block, shared memory", by_name[RAN[4][0], ""]["differs"])
        why = {row["name"]: row["why"] for row in rows if row["why"]}
        self.assertEqual({RAN[5][0]: "the kernel is in the program, but not this specialization",
                          RAN[6][0]: "no kernel of the program",
                          RAN[7][0]: "the name is of several specializations"}, why)

    def test_chrome(self):
        self.check_kernels(self.rows(self.trace))
        self.assertIn("8 kernel events, 0.094 ms; 5 of the program, 0.038 ms; 1 differ", self.told)

    def test_chrome_in_other_forms(self):
        events = list(chrome_events())
        for name, text in (("list.json", json.dumps(events)), ("lines.json", json.dumps(events, indent=1)),
                           ("packed.json.gz", gzip.compress(json.dumps({"a": [], "traceEvents": events}).encode()))):
            with self.subTest(form=name):
                self.check_kernels(self.rows(self.write(name, text)))

    def test_operators_by_time(self):
        """Before PyTorch 2.0 a kernel's number is that of the runtime's call, which runs inside of the operator's."""
        events = [{"ph": "X", "cat": "cpu_op", "name": "outer", "pid": 1, "tid": 2, "ts": 0, "dur": 100,
                   "args": {"External id": 1}},
                  {"ph": "X", "cat": "cpu_op", "name": "attention::attend", "pid": 1, "tid": 2, "ts": 10, "dur": 20,
                   "args": {"External id": 2}},
                  {"ph": "X", "cat": "cpu_op", "name": "elsewhere", "pid": 1, "tid": 3, "ts": 10, "dur": 20,
                   "args": {"External id": 3}},
                  {"ph": "X", "cat": "cpu_op", "name": "after", "pid": 1, "tid": 2, "ts": 40, "dur": 5}]
        for correlation, thread, start in ((100, 2, 15), (101, 2, 35), (102, 2, 101), (103, 4, 15), (104, 3, 30)):
            events.append({"ph": "X", "cat": "cuda_runtime", "name": "cudaLaunchKernel", "pid": 1, "tid": thread,
                           "ts": start, "dur": 1, "args": {"External id": correlation, "correlation": correlation}})
            events.append({"ph": "X", "cat": "kernel", "name": "kernel%d" % correlation, "ts": 200, "dur": 1,
                           "pid": 0, "tid": 7, "args": {"External id": correlation, "correlation": correlation}})
        for order in (events, events[::-1]):
            rows = self.rows(self.write("older.json", json.dumps(order)))
            self.assertEqual({"kernel100": "attention::attend", "kernel101": "outer", "kernel102": "", "kernel103": "",
                              "kernel104": "elsewhere"}, {row["name"]: row["framework_operator"] for row in rows})

    def nsight(self, name, mangled=None):
        path = os.path.join(self.folder.name, name)
        base = sqlite3.connect(path)
        base.execute("CREATE TABLE StringIds (id INTEGER PRIMARY KEY, value TEXT)")
        base.execute("CREATE TABLE CUPTI_ACTIVITY_KIND_KERNEL (start, \"end\", deviceId, streamId, correlationId,"
                     " demangledName, shortName, mangledName, registersPerThread, gridX, gridY, gridZ, blockX, blockY,"
                     " blockZ, staticSharedMemory, dynamicSharedMemory)")
        for n, (kernel, _, grid, block, shared, time) in enumerate(RAN):
            base.execute("INSERT INTO StringIds VALUES (?, ?)", (n, kernel))
            fixed = shared if kernel.startswith("reduce") else 0
            base.execute("INSERT INTO CUPTI_ACTIVITY_KIND_KERNEL VALUES (?" + ", ?" * 16 + ")",
                         (1000 * n, 1000 * n + int(1000 * time), 0, 7, n, n, n, mangled if n == 7 else None, 32, *grid,
                          *block, fixed, shared - fixed))
        if mangled:
            base.execute("INSERT INTO StringIds VALUES (?, ?)", (mangled, "_Z14forward_kernelILi64ELb1EEvPf"))
        base.commit()
        base.close()
        return path

    def test_nsight(self):
        rows = {row["name"]: row for row in self.rows(self.nsight("trace.sqlite"))}
        self.assertEqual("forward_kernel<128, true>", rows[RAN[1][0]]["kernel"])
        self.assertEqual(("7.250", "3", "1"), tuple(rows[RAN[2][0]][key] for key in ("time", "count", "differing")))
        # A mangled name tells what the other does not.
        rows = {row["name"]: row for row in self.rows(self.nsight("mangled.sqlite", 100))}
        self.assertEqual("forward_kernel<64, true>", rows["forward_kernel"]["kernel"])

    def test_totals(self):
        rows = {row["operator"]: row for row in self.rows(self.trace, "operator")}
        self.assertEqual(("31.750", "3"), (rows["_C.forward"]["time"], rows["_C.forward"]["count"]))
        self.assertEqual("16.000", rows["aten::mul"]["time"])
        chains = {row["chain"].rsplit(" ", 1)[1]: row for row in self.rows(self.trace, "chain")}
        self.assertEqual("30.500", chains["forward_kernel"]["time"])
        self.assertAlmostEqual(100, sum(float(row["share"]) for row in rows.values()), 1)

    def test_never(self):
        self.assertEqual({"idle_kernel", "forward_kernel<64, true>", "forward_kernel<128, false>"},
                         {row["kernel"] for row in self.rows(self.trace, "never")})

    def test_events(self):
        rows = self.rows(self.trace, "event")
        self.assertEqual([name for name, *_ in RAN], [row["name"] for row in rows])
        self.assertEqual(("0", "128", "128"), tuple(rows[2][key] for key in ("dynamic_expected", "static_expected",
                                                                             "shared_memory")))
        self.assertEqual(["", "", "", "", "grid, block, shared memory", "", "", ""], [row["differs"] for row in rows])

    def test_annotated(self):
        out = os.path.join(self.folder.name, "out.json")
        stacks = os.path.join(self.folder.name, "stacks.txt")
        self.ask(self.trace, "-o", out, "--folded", stacks)
        with open(out, encoding="utf-8") as stream:
            made = json.load(stream)
        self.assertEqual(1, made.pop("schemaVersion"))
        plain = []
        for event in made["traceEvents"]:
            if isinstance(event["args"], dict):
                event = dict(event, args={key: value for key, value in event["args"].items()
                                          if not key.startswith("callchain")})
            plain.append(event)
        self.assertEqual(list(chrome_events()), plain)
        first = next(event for event in made["traceEvents"] if event["cat"] == "kernel")
        self.assertEqual("_C.forward", first["args"]["callchain operator"])
        with open(stacks, encoding="utf-8") as stream:
            lines = stream.read().splitlines()
        self.assertEqual(93750, sum(int(line.rsplit(" ", 1)[1]) for line in lines))
        self.assertIn("attention.attend;_C.forward;forward;launch;forward_kernel;" + RAN[0][0] + " 10500", lines)
        # Of an SQLite export a Chrome trace is made.
        self.ask(self.nsight("again.sqlite"), "-o", out)
        with open(out, encoding="utf-8") as stream:
            self.assertEqual([name for name, *_ in RAN], [event["name"] for event in json.load(stream)["traceEvents"]])

    def test_hundred_thousand(self):
        path = os.path.join(self.folder.name, "large.json")
        observed = os.path.join(TESTS, "observed", "flash_attention_2.jsonl.gz")
        subprocess.run([sys.executable, os.path.join(HERE, "make_trace.py"), observed, "100000", path], check=True)
        rows = self.rows(path)
        self.assertEqual(100000, sum(int(row["count"]) for row in rows))
        self.assertAlmostEqual(sum(1 + n % 7 for n in range(100000)), sum(float(row["time"]) for row in rows), 0)
        # The trace is 120 MB; what is held is not.
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, 100 << 10)
        os.remove(path)

    def test_hostile(self):
        whole = json.dumps({"traceEvents": list(chrome_events())}).encode()
        packed = gzip.compress(whole)
        with open(self.nsight("base.sqlite"), "rb") as stream:
            base = stream.read()
        deep = b'{"traceEvents": [' + b"[" * 1000000
        cases = {"empty": b"", "word": b"hello", "number": b"7", "no list": b'{"a": 1}', "cut": whole[:len(whole) // 2],
                 "cut behind": whole[:-2], "twice": whole + whole, "brackets": b'{"traceEvents": [}]}',
                 "no comma": b'[{"a": 1} {"b": 2}]', "no name": b"{1: 2}", "deep": deep, "packed cut": packed[:-20],
                 "packed wrong": packed[:50] + b"x" * 50 + packed[100:], "base cut": base[:5000],
                 "base wrong": base[:100] + b"\xff" * 4000 + base[4100:], "no table": self.other_base(),
                 "large": b'[{"cat": "kernel", "name": "' + b"x" * (17 << 20) + b'"}]', "nul": b"\0" * 100}
        for name, text in cases.items():
            with self.subTest(case=name):
                out = os.path.join(self.folder.name, "nothing.json")
                self.ask(self.write("hostile", text), "-o", out, status=1)
                self.assertRegex(self.told, r"\Acallchain trace: cannot read '[^\n]*hostile': [^\n]+\n\Z")
                self.assertFalse(os.path.exists(out))
        for path in ("/nowhere", self.folder.name):
            self.ask(path, status=1)
            self.assertEqual(1, len(self.told.splitlines()), self.told)

    def other_base(self):
        path = os.path.join(self.folder.name, "other.sqlite")
        base = sqlite3.connect(path)
        base.execute("CREATE TABLE Something (x)")
        base.commit()
        base.close()
        with open(path, "rb") as stream:
            return stream.read()

    def test_foreign_fields(self):
        """What is of another type than a profiler writes is as if it were not there."""
        events = [{"cat": "kernel", "name": 7, "dur": 5}, {"cat": ["kernel"], "name": "x"}, 1, "kernel", None, [], {},
                  {"cat": "kernel", "name": "idle_kernel(float*)", "dur": "soon", "args": 7},
                  {"cat": "kernel", "name": "idle_kernel(float*)", "dur": -5,
                   "args": {"grid": "1", "block": [1], "shared memory": {}, "External id": -1}},
                  {"cat": "kernel", "name": "idle_kernel(float*)", "dur": 1e400, "args": {"grid": [1, 2, []]}},
                  {"cat": "kernel", "name": "\u00e9\ud83d\ude00\\\n\udc00", "dur": 2},
                  {"cat": "cpu_op", "name": {}, "args": {"External id": 3}}]
        rows = {row["name"]: row for row in self.rows(self.write("foreign.json", json.dumps(events)))}
        self.assertEqual("3", rows["idle_kernel(float*)"]["count"])
        self.assertEqual("0.000", rows["idle_kernel(float*)"]["time"])
        self.assertEqual(2, len(rows))
        self.assertIn("3 events have no duration", self.told)
        self.assertEqual([], self.rows(self.write("none.json", '{"traceEvents": []}')))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
