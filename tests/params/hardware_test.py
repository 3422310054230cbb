#!/usr/bin/env python3
"""`callchain params --hardware` over a small launcher, against what its source says by the rules of C++.

inputs/hardware.cu holds a rule each: named arguments, traits with bases and nested classes, launch bounds, grids of
run-time parts, dynamic shared memory, a function attribute under a condition, switches, early returns, a device query,
and what no compiler can tell. The numbers below are worked out by hand from it.
"""
import csv
import fcntl
import io
import json
import os
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
CALLCHAIN, CLANG, PLUGIN, DAMAGE = sys.argv[1:5]


class Table(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        subprocess.run([CLANG, "-x", "cuda", "-std=c++17", "-nocudainc", "-nocudalib", "--cuda-gpu-arch=sm_80",
                        "-fsyntax-only", "-I", os.path.join(os.path.dirname(HERE), "include"), "-fplugin=" + PLUGIN,
                        "-fplugin-arg-callchain-out=" + cls.folder.name, "-fplugin-arg-callchain-root=" + HERE,
                        os.path.join(HERE, "inputs", cls.source)], check=True)
        cls.rows = json.loads(cls.ask("--format", "json"))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def ask(cls, *arguments, status=0):
        done = subprocess.run([CALLCHAIN, "params", "--hardware", cls.folder.name, *arguments], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False)
        assert done.returncode == status, done.stderr.decode()
        return done.stdout.decode()

    def constants(self, row):
        return {one["name"]: one["value"] for one in row["traits"]}


class Overflow(Table):
    source = "overflow.cu"

    def test_values(self):
        one, two = self.rows
        self.assertEqual(([1, 1, 1], [64, 1, 1], 1 << 30), (one["grid"], one["block"], one["shared_memory_bytes"]))
        # More blocks than 2^31 - 1, the greatest x of a grid (CUDA C++ Programming Guide, compute capabilities).
        self.assertIn("4000000000, is more than any device takes", two["grid"]["unknown"])
        for row, fine in ((one, 1), (two, 2)):
            constants = self.constants(row)
            self.assertEqual((2147483647, fine), (constants["kMost"], constants["kFine"]))
            self.assertIn("not a constant expression", constants["kOver"]["unknown"])
        self.assertIn("not a constant expression", self.constants(one)["kDivided"]["unknown"])
        self.assertEqual(8, self.constants(two)["kDivided"])


class Hardware(Table):
    source = "hardware.cu"

    def attend(self, causal, head):
        found = [row for row in self.rows if row["name"] == "attend"
                 and row["template_arguments"]["Is_causal"] is causal
                 and row["template_arguments"]["Kernel_traits"]["arguments"]["kHeadDim_"] == head]
        self.assertEqual(1, len(found))
        return found[0]

    def test_rows(self):
        # 2 head dims x causal or not; combine<2>, combine<8>; odd, deep, and the unknown one
        self.assertEqual(9, len(self.rows))

    def test_arguments_are_named(self):
        arguments = self.attend(True, 64)["template_arguments"]["Kernel_traits"]["arguments"]
        self.assertEqual((64, 128, 4), tuple(arguments[n] for n in ("kHeadDim_", "kBlockM_", "kNWarps_")))
        self.assertEqual("half_t", arguments["T"])

    def test_constants(self):
        # 64 wide: 128 rows * 64 * 2 bytes * 3 = 49152; 4 warps. 128 wide: 64 * 128 * 2 * 3 = 49152; 8 warps.
        for head, rows, threads in ((64, 128, 128), (128, 64, 256)):
            values = self.constants(self.attend(False, head))
            self.assertEqual((head, rows, threads, 49152),
                             tuple(values[n] for n in ("kHeadDim", "kBlockM", "kNThreads", "kSmemSize")))
            self.assertEqual((2, 2, True), (values["kElementBytes"], values["kStages"], values["kVector"]))
            self.assertEqual(rows // 4, values["kNeverNeeded"])  # nothing needs it; evaluated all the same
            self.assertEqual("half_t", values["Element"])

    def test_used(self):
        used = {one["name"]: one["used"] for one in self.attend(True, 64)["traits"]}
        self.assertTrue(used["kBlockM"])
        self.assertFalse(used["kNeverNeeded"])

    def test_configuration(self):
        row = self.attend(True, 64)
        self.assertEqual("((params.seqlen_q + 128 - 1) / 128), params.b, params.h", row["grid"]["expression"])
        self.assertEqual(["params.seqlen_q", "params.b", "params.h"], row["grid"]["depends_on"])
        self.assertEqual([128, 1, 1], row["block"])
        self.assertEqual(49152, row["shared_memory_bytes"])
        self.assertEqual("stream", row["stream"])
        self.assertFalse(row["cooperative"])
        self.assertEqual({"max_threads": 128, "min_blocks": 2}, row["launch_bounds"])
        self.assertEqual(["host", "sm_80"], row["passes"])
        self.assertEqual(["inputs/hardware.cu"], row["units"])

    def test_setting(self):
        setting, = self.attend(True, 128)["settings"]
        self.assertEqual(("cudaFuncSetAttribute", "cudaFuncAttributeMaxDynamicSharedMemorySize", 49152, True),
                         tuple(setting[n] for n in ("api", "attribute", "value", "applies")))
        self.assertEqual(["smem_size >= 48 * 1024"], [one["text"] for one in setting["conditions"]])

    def test_conditions(self):
        steps = [(one["text"], one["outcome"], one["macro"]) for one in self.attend(True, 128)["conditions"]]
        self.assertEqual([("params.d == 0", "false", ""), ("params.d <= 64", "false", ""),
                          ("params.causal", "true", "BOOL_SWITCH")], steps)
        self.assertEqual(["Is_causal = true"], self.attend(True, 128)["conditions"][2]["defines"])

    def test_switch_and_query(self):
        row = next(row for row in self.rows if row["name"] == "combine" and row["template_arguments"]["N"] == 2)
        self.assertEqual("case 2", row["conditions"][-1]["outcome"])
        self.assertEqual({"params.b", "count_multiprocessors(0)"}, set(row["grid"]["depends_on"]))
        query, = row["queries"]
        self.assertEqual(("cudaDevAttrMultiProcessorCount", ["grid"]), (query["name"], query["decides"]))
        row = next(row for row in self.rows if row["name"] == "combine" and row["template_arguments"]["N"] == 8)
        self.assertEqual(([1, 2, 3], [256, 1, 1], 0), (row["grid"], row["block"], row["shared_memory_bytes"]))
        self.assertEqual("default", row["conditions"][-1]["outcome"])

    def test_unknown(self):
        row = next(row for row in self.rows if row["name"] == "odd")
        self.assertEqual({"expression": "n * n, 1, 1", "dimensions": ["n * n", 1, 1], "depends_on": ["n"]},
                         row["grid"])
        self.assertEqual(["n"], row["shared_memory_bytes"]["depends_on"])
        self.assertIn("no initializer", self.constants(row)["kElsewhere"]["unknown"])
        self.assertIn("caller gives", self.rows[-1]["id"]["unknown"])  # by a parameter
        deep = next(row for row in self.rows if row["name"] == "deep")
        self.assertEqual([200, 1, 1], deep["block"])

    def test_same_as_launches(self):
        # One place yields both: kernel, place, values.
        listed = json.loads(subprocess.run([CALLCHAIN, "launches", self.folder.name, "--level", "instance", "--json"],
                                           stdout=subprocess.PIPE, check=True).stdout)

        def text(value):
            if isinstance(value, list):
                return ", ".join(map(str, value))
            return str(value["expression"] if isinstance(value, dict) else value)
        listed = {(one["kernel"] and one["kernel"]["id"], one["site"]["line"], one["grid_value"], one["block_value"],
                   one["shared_memory_value"]) for one in listed}
        rows = {(row["id"] if isinstance(row["id"], str) else None, row["launch_site"]["line"], text(row["grid"]),
                 text(row["block"]), text(row["shared_memory_bytes"])) for row in self.rows}
        self.assertEqual(listed, rows)

    def test_damaged(self):
        # Graphs that can be read and say nonsense end in tables, whatever those say.
        graph = os.path.join(self.folder.name, "whole.ccg")
        subprocess.run([CALLCHAIN, "merge", "-q", self.folder.name, "-o", graph], check=True)
        subprocess.run([DAMAGE, graph, "1", "400"], stdout=subprocess.DEVNULL, check=True)
        os.remove(graph)

    def test_named_by_a_profiler(self):
        names = {"combine": 2, "void attend<...": 4, "_Z7combineILi8EEv6Params": 1, "ns::combine": 0, "combin": 0}
        for name, count in names.items():
            found = self.ask("--format", "json", "--kernel", name, status=0 if count else 1)
            self.assertEqual(count, len(json.loads(found or "[]")), name)
        self.assertEqual(3, len(json.loads(self.ask("--format", "json", "--kernel", "combine<2>", "--kernel",
                                                    "combine<(int)8>", "deep"))))

    def test_filters(self):
        self.assertEqual(2, len(json.loads(self.ask("attend", "--format", "json", "--where", "kBlockM=128"))))
        self.assertEqual(0, len(json.loads(self.ask("attend", "--format", "json", "--unit", "other.cu"))))
        self.assertEqual(1, len(json.loads(self.ask("--format", "json", "--where", "kBlockM=64", "--where",
                                                    "Is_causal=true"))))
        self.ask("--where", "nonsense", status=64)

    def test_forms(self):
        table = list(csv.DictReader(io.StringIO(self.ask("attend", "--format", "csv"))))
        self.assertEqual(4, len(table))
        self.assertEqual({"49152"}, {line["shared_memory_bytes"] for line in table})
        self.assertEqual(6, len(self.ask("attend", "--format", "markdown").splitlines()))
        self.assertIn("2 specializations", self.ask("attend", "--where", "kHeadDim=64"))

    def test_pivot(self):
        lines = [line.split("\t") for line in self.ask("attend", "--pivot", "kHeadDim,T,Is_causal").splitlines()]
        self.assertEqual(["64", "half_t", "false"], lines[1][:3])
        self.assertEqual("49152", lines[1][lines[0].index("shared_memory_bytes")])
        self.assertEqual(5, len(lines))
        self.ask("--pivot", "nonsense", status=64)

    def test_pivot_of_what_varies(self):
        # Of attend: head dim, rows of a block and warps follow one another, causal or not does not.
        lines = [line.split("\t") for line in self.ask("attend", "--pivot", "varying").splitlines()]
        self.assertEqual(["kHeadDim_", "kBlockM_", "kNWarps_", "Is_causal"], lines[0][:4])
        self.assertEqual([["128", "64", "8", "false"], ["128", "64", "8", "true"], ["64", "128", "4", "false"],
                          ["64", "128", "4", "true"]], sorted(line[:4] for line in lines[1:]))
        rows = json.loads(self.ask("attend", "--pivot", "Is_causal", "--columns", "threads", "--format", "json"))
        self.assertEqual([(False, ["128", "256"], 2), (True, ["128", "256"], 2)],
                         [(row["Is_causal"], sorted(row["threads"]), row["kernels"]) for row in rows])

    def test_a_table_a_kernel(self):
        text = self.ask("attend", "combine")
        heads = [line for line in text.splitlines() if line and not line.startswith(" ")]
        self.assertEqual(["attend", "combine"], [head.split()[0] for head in heads])
        attend, combine = text.split("\n\n")[:2]
        # What all four have in common is said once, above the lines; these have what varies, and what repeats
        # another column is named below.
        above, below = attend.split(" when\n")
        self.assertIn("kElementBytes = 2;", above)
        self.assertNotIn("kElementBytes", below)
        names, lines = above.splitlines()[-1].split(), below.splitlines()[:4]
        self.assertTrue({"grid", "block", "threads", "kHeadDim_", "Is_causal"} <= set(names), names)
        self.assertFalse({"stream", "kHeadDim", "shared_memory_bytes", "Kernel_traits"} & set(names), names)
        self.assertEqual(["-1 -2 -3", "-1 -2 3", "-1 2 -3", "-1 2 3"], [line.split("  ")[-1] for line in lines])
        self.assertIn("kHeadDim = kHeadDim_", below)
        self.assertRegex(below, r"not shown .*\n +Kernel_traits")
        # Two places of one kernel are lines of one table.
        self.assertEqual(["2=case", "2=default"], sorted(re.findall("2=[a-z]+", combine.split(" when\n")[1])))

    def test_columns(self):
        lines = [line.split() for line in self.ask("attend", "--columns", "kHeadDim,threads").splitlines()]
        at = lines.index(["kHeadDim", "threads"])
        self.assertEqual([["128", "256"], ["128", "256"], ["64", "128"], ["64", "128"]], sorted(lines[at + 1:at + 5]))
        self.assertEqual("kHeadDim,stream", self.ask("--columns", "kHeadDim,stream", "--format", "csv").splitlines()[0])
        rows = json.loads(self.ask("odd", "--columns", "grid,threads", "--format", "json"))
        self.assertEqual([{"grid": {"expression": "n * n, 1, 1", "depends_on": ["n"]}}],
                         [{"grid": row["grid"]} for row in rows])
        self.ask("--columns", "nonsense", status=64)
        every = self.ask("attend", "--columns", "all", "--format", "csv")
        self.assertEqual(every, self.ask("attend", "--format", "csv"))

    def on_terminal(self, width, *arguments):
        leader, follower = os.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
        text = b""
        # The follower stays open to the end: what is on its way when the last writer closes may be lost.
        with subprocess.Popen([CALLCHAIN, "params", "--hardware", self.folder.name, *arguments], stdout=follower,
                              stdin=subprocess.DEVNULL) as running:
            while True:
                ended = running.poll() is not None
                if select.select([leader], [], [], 0.05)[0]:
                    text += os.read(leader, 65536)
                elif ended:
                    break
            self.assertEqual(0, running.wait())
        os.close(follower)
        os.close(leader)
        return text.decode().replace("\r\n", "\n")

    def test_terminal(self):
        self.assertNotIn("\u2026", self.ask("attend"))  # piped, nothing is cut
        for width in (60, 80, 100, 240):
            shown = self.on_terminal(width, "attend")
            self.assertEqual(width < 240, "cut in the middle" in shown or "left out to fit" in shown, shown)
            self.assertLessEqual(max(map(len, shown.splitlines())), max(width, 78), shown)  # a sentence of ours has 78
        self.assertIn("\u2026", self.on_terminal(60, "attend"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
