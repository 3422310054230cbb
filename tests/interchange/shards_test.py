#!/usr/bin/env python3
"""`callchain merge --shard`: all shards merged are the whole, byte for byte, made by make at once; each function is whole in
one shard; killed in the middle, nothing is half-written and a second run goes on.

    shards_test.py CALLCHAIN MAKE_GRAPH [GRAPH…]

With GRAPHs (files or folders), of these too.
"""
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from graphs import Graphs

CALLCHAIN, MAKE_GRAPH = map(os.path.abspath, sys.argv[1:3])
GIVEN = [os.path.abspath(path) for path in sys.argv[3:]]
SHARDS = 5
# Exit code 3: a unit that some of the graphs expect is missing.
MAKEFILE = """
SHARDS := $(foreach k,{numbers},shard-$(k).ccg)
union.ccg: $(SHARDS)
\t{callchain} merge $(SHARDS) -o $@ -q || [ $$? = 3 ]
shard-%.ccg:
\t{callchain} merge {graphs} --shard $*/{count} -o $@ -q || [ $$? = 3 ]
"""


class Shards(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.graphs = Graphs(CALLCHAIN, MAKE_GRAPH)
        cls.addClassCleanup(cls.graphs.folder.cleanup)
        cls.inputs = [name + ".ccg" for name in cls.graphs.names] + GIVEN
        with open(cls.graphs.path("Makefile"), "w", encoding="utf-8") as stream:
            stream.write(MAKEFILE.format(callchain=CALLCHAIN, graphs=" ".join(cls.inputs), count=SHARDS,
                                         numbers=" ".join(str(k + 1) for k in range(SHARDS))))

    def read(self, name):
        with open(self.graphs.path(name), "rb") as stream:
            return stream.read()

    def clean(self):
        for name in os.listdir(self.graphs.folder.name):
            if name.startswith(("shard-", "union", ".callchain")):
                os.unlink(self.graphs.path(name))

    @unittest.skipUnless(shutil.which("make"), "no make")
    def test_made_at_once(self):
        self.clean()
        subprocess.run(["make", "-s", "-j2"], cwd=self.graphs.folder.name, check=True, timeout=600)
        self.graphs.run("merge", *self.inputs, "-o", "whole.ccg", "-q", status=3)
        self.assertEqual(self.read("union.ccg"), self.read("whole.ccg"))
        # A shard of the whole is the shard of the files.
        self.graphs.run("merge", "whole.ccg", "--shard", f"2/{SHARDS}", "-o", "shard-again.ccg", "-q", status=3)
        self.assertEqual(self.read("shard-again.ccg"), self.read("shard-2.ccg"))
        # Edges are in one shard each.
        edges = []
        for k in range(SHARDS):
            self.graphs.run("export", f"shard-{k + 1}.ccg", "--to", "json", "-o", "shard.json", "-q")
            with open(self.graphs.path("shard.json"), encoding="utf-8") as stream:
                edges.append(json.loads(stream.readline())["edge"])
        self.graphs.run("export", "whole.ccg", "--to", "json", "-o", "shard.json", "-q")
        with open(self.graphs.path("shard.json"), encoding="utf-8") as stream:
            self.assertEqual(sum(edges), json.loads(stream.readline())["edge"])
        self.assertGreater(sum(count > 0 for count in edges), 1)

    @unittest.skipUnless(shutil.which("make"), "no make")
    def test_killed(self):
        self.clean()
        self.graphs.run("merge", *self.inputs, "-o", "whole.ccg", "-q", status=3)
        for round_ in range(6):
            process = subprocess.Popen([CALLCHAIN, "merge", *self.inputs, "--shard", f"1/{SHARDS}", "-o", "shard-1.ccg", "-q"],
                                       cwd=self.graphs.folder.name)
            time.sleep(0.004 * round_)
            process.kill()
            process.wait()
            left = [name for name in os.listdir(self.graphs.folder.name) if name.startswith((".", "shard-"))]
            self.assertLessEqual(set(left), {"shard-1.ccg"})
            if left:
                self.graphs.run("info", "shard-1.ccg")
        subprocess.run(["make", "-s", "-j2"], cwd=self.graphs.folder.name, check=True, timeout=600)
        self.assertEqual(self.read("union.ccg"), self.read("whole.ccg"))

    def test_killed_while_it_writes(self):
        """By a signal at a byte of the file: nothing under the name, or what was there before."""
        self.clean()
        command = [CALLCHAIN, "merge", *self.inputs, "--shard", f"1/{SHARDS}", "-o", "shard-1.ccg", "-q"]
        subprocess.run(command, cwd=self.graphs.folder.name, check=False)
        whole = self.read("shard-1.ccg")
        for before in (None, b"what was there"):
            for size in (0, 1, len(whole) // 4, len(whole) // 2, len(whole) - 1):
                if before is None:
                    os.unlink(self.graphs.path("shard-1.ccg"))
                else:
                    with open(self.graphs.path("shard-1.ccg"), "wb") as stream:
                        stream.write(before)

                def limited(size=size):
                    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
                    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
                    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it

                done = subprocess.run(command, cwd=self.graphs.folder.name, capture_output=True, check=False, preexec_fn=limited)
                self.assertNotIn(done.returncode, (0, 3), size)
                left = [name for name in os.listdir(self.graphs.folder.name) if name.startswith((".", "shard-1"))]
                self.assertEqual([] if before is None else ["shard-1.ccg"], left, size)
                if before is not None:
                    self.assertEqual(before, self.read("shard-1.ccg"))
                subprocess.run(command, cwd=self.graphs.folder.name, check=False)
                self.assertEqual(whole, self.read("shard-1.ccg"))

    def test_usage(self):
        for shard in ("0/2", "3/2", "1", "1/", "/2", "-1/2", "1/2x", "1/0", "1/1000001", " 1/2"):
            done = subprocess.run([CALLCHAIN, "merge", "attention.ccg", "--shard", shard, "-o", "x.ccg"], text=True,
                                  cwd=self.graphs.folder.name, capture_output=True, check=False, timeout=60)
            self.assertEqual(done.returncode, 64, shard)
            self.assertIn("--shard wants K/N", done.stderr)
        self.graphs.run("merge", "attention.ccg", "--shard", "1/1", "-o", "one.ccg", "-q")
        self.graphs.run("merge", "attention.ccg", "-o", "all.ccg", "-q")
        self.assertEqual(self.read("one.ccg"), self.read("all.ccg"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
