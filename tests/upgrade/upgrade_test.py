#!/usr/bin/env python3
"""Graphs, states of `run` and nights that an earlier callchain left are read, and what they lack is unknown, with the
reason; what a newer one wrote is refused as such, with an exit code of its own.

    upgrade_test.py CALLCHAIN NIGHTLY
"""
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
CALLCHAIN = NIGHTLY = None
NEWER = 4


def data(name):
    return os.path.join(HERE, name)


class Base(unittest.TestCase):
    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="callchain-upgrade-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, text, *names):
        with open(self.path(*names), "w", encoding="utf-8") as stream:
            stream.write(text)
        past = time.time() - 100  # an input as young as the run is not trusted
        os.utime(self.path(*names), (past, past))

    def call(self, *arguments, status=0):
        done = subprocess.run([CALLCHAIN, *arguments], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout if status == 0 else done.stderr

    def ask(self, *arguments):
        return json.loads(self.call(*arguments, "--json"))


class GraphTest(Base):
    def launches(self, name):
        """But what version 1 has of a launch that a header forwards."""
        return {row["kernel"]["name"] + " " + row["block"]: row for row in self.ask("launches", name)
                if row["kernel"]}

    def test_what_version_1_tells(self):
        """A launch alone at its place has its values, branches and attributes."""
        old, new = self.launches(data("version-1.ccg")), self.launches(data("version-2.ccg"))
        for name in ("once 128", "clustered dim3(256, 1, 1)"):
            self.assertEqual(old[name], new[name])
        info = self.ask("info", data("version-1.ccg"))
        self.assertEqual([p["unit"] for p in info["problems"]], ["older graphs"])
        self.assertEqual(self.ask("info", data("version-2.ccg"))["problems"], [])

    def test_what_version_1_does_not_tell(self):
        """Of two at one place it has no branches; of a value that is no number not what it depends on."""
        old = self.launches(data("version-1.ccg"))
        for name, block in (("either 32", "32, 1, 1"), ("either 64", "64, 1, 1")):
            self.assertEqual(old[name]["block_value"], block)
            self.assertRegex(old[name]["grid_value"], "^unknown: .* older callchain")
            self.assertRegex(old[name]["when"], "older callchain did not say which")
        rows = json.loads(self.call("params", "--hardware", "--format", "json", data("version-1.ccg"), "either"))
        for row in rows if isinstance(rows, list) else rows["kernels"]:
            self.assertEqual(row["grid"]["code"], "older-graph")

    def test_values_are_only_possible(self):
        """What of a value is carried is not told: each step may be taken."""
        ask = ("params", "--model", "--entry", "model.forward", "--parameter", "x")
        old = self.call(*ask, data("version-1.ccg"))
        self.assertIn("possible", old)
        for line in self.call(*ask, data("version-2.ccg")).splitlines():
            self.assertIn(line.replace(" (possible)", ""), old.replace(" (possible)", ""))

    def test_merge(self):
        """What an older graph becomes is a graph like any other, and stays so."""
        self.call("merge", data("version-1.ccg"), "-o", self.path("once.ccg"))
        self.call("merge", self.path("once.ccg"), data("version-1.ccg"), "-o", self.path("again.ccg"))
        with open(self.path("once.ccg"), "rb") as once, open(self.path("again.ccg"), "rb") as again:
            self.assertEqual(once.read(), again.read())
        self.call("merge", data("version-1.ccg"), data("version-2.ccg"), "-o", self.path("both.ccg"))
        self.assertEqual(len(self.ask("info", self.path("both.ccg"))["problems"]), 1)

    def test_diff(self):
        """What an older graph does not tell has not changed; and it is said."""
        diff = self.call("diff", data("version-1.ccg"), data("version-2.ccg"))
        self.assertIn("the old graph is of an older callchain", diff)
        self.assertNotIn("launches changed", diff)

    def test_newer(self):
        """A version or a feature that is not known is no damage."""
        for version in (3, 0x10002):
            with open(data("version-2.ccg"), "rb") as stream:
                data_bytes = bytearray(stream.read())
            data_bytes[8:12] = struct.pack("<I", version)
            with open(self.path("newer.ccg"), "wb") as stream:
                stream.write(data_bytes)
            told = self.call("info", self.path("newer.ccg"), status=NEWER)
            self.assertRegex(told, r"^callchain info: cannot read '.*newer.ccg': written by a newer callchain \(.*\)\n$")
            self.call("merge", self.path("newer.ccg"), "-o", self.path("out.ccg"), status=NEWER)
            self.call("diff", data("version-2.ccg"), self.path("newer.ccg"), status=NEWER)


class StateTest(Base):
    def setUp(self):
        super().setUp()
        os.mkdir(self.path("project"))
        self.write("void step(void);\nint main(void)\n{\n    step();\n    return 0;\n}\n", "project", "main.c")
        self.write("void step(void)\n{\n}\n", "project", "step.c")
        self.write(json.dumps([{"directory": self.path("project"), "file": unit, "arguments": ["cc", "-c", unit]}
                               for unit in ("main.c", "step.c")]), "project", "compile_commands.json")

    def records(self):
        folder = self.path("out", ".callchain")
        return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".record")]

    def run_project(self):
        told = subprocess.run([CALLCHAIN, "run", "-p", self.path("project"), "-o", self.path("out")],
                              capture_output=True, text=True, timeout=100, check=True)
        match = re.search(r"(\d+) pass(?:es)?: .*?(\d+) of them up to date", told.stdout + told.stderr)
        return int(match[1]) - int(match[2])

    def test_run_state(self):
        """Records and repairs of other versions say nothing, and harm nothing: what they are of is read again."""
        self.assertEqual(self.run_project(), 2)
        self.assertEqual(self.run_project(), 0)
        for first_line in ("callchain record 0", "callchain record 99"):
            for record in self.records():
                with open(record, encoding="utf-8") as stream:
                    lines = stream.read().split("\n")
                self.write("\n".join([first_line, "colour blue"] + lines[1:]), record)
            self.write("callchain repairs 99\nsomething new\n", "out", ".callchain", "repairs")
            self.assertEqual(self.run_project(), 2)
            self.assertEqual(self.run_project(), 0)
        self.assertEqual(len(self.records()), 2)

    def test_graphs_of_the_state(self):
        """An older graph in the output folder is told by `missing`, as by everyone, by its contents alone."""
        self.run_project()
        graphs = [name for name in os.listdir(self.path("out")) if name.endswith(".ccg")]
        shutil.copy(data("night-1.ccg"), self.path("out", graphs[0]))
        self.call("merge", self.path("out"), "-o", self.path("all.ccg"))

    def test_night(self):
        """The night after the upgrade compares with the one before."""
        night = [NIGHTLY, "--callchain", CALLCHAIN, self.path("project"), self.path("state")]
        subprocess.run(night, capture_output=True, timeout=100, check=True)
        shutil.copy(data("night-1.ccg"), self.path("state", "latest", "program.ccg"))
        done = subprocess.run(night, capture_output=True, text=True, timeout=100, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        with open(self.path("state", "latest", "diff.txt"), encoding="utf-8") as stream:
            told = stream.read()
        self.assertIn("the old graph is of an older callchain", told)
        self.assertRegex(told, r"edges +1 +1 +0 +0 +0")


if __name__ == "__main__":
    CALLCHAIN, NIGHTLY = (os.path.abspath(path) for path in sys.argv[1:3])
    unittest.main(argv=sys.argv[:1])
