#!/usr/bin/env python3
"""What `callchain report` writes: the pieces that the pages load.

    pieces_test.py CALLCHAIN MAKE_GRAPH
"""
import os
import subprocess
import sys
import tempfile
import unittest

import program

CALLCHAIN, MAKE_GRAPH = map(os.path.abspath, sys.argv[1:3])


class Pieces(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.report = program.write(cls.folder.name, CALLCHAIN, MAKE_GRAPH)
        cls.names = program.piece(cls.report, "names-0")["names"]
        cls.facts = program.piece(cls.report, "functions-0")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def fact(self, name):
        return self.facts[self.names.index(name)]

    def pairs(self, caller, callee):
        return [edge.get("pairs") for edge in self.fact(caller)["callees"] if edge["to"] == self.names.index(callee)]

    def test_names(self):
        overview = program.piece(self.report, "overview")
        self.assertEqual(len(self.names), overview["function_count"])
        self.assertEqual([0], overview["function_pieces"])
        self.assertEqual(sorted(self.names), self.names)
        self.assertIn("m.start", self.names)

    def test_specializations(self):
        self.assertEqual([[0, 0, 1, 1]], self.pairs("f", "g"))  # f<0> to g<0>, f<1> to g<1>
        self.assertEqual([[0, 1]], self.pairs("main", "f"))     # main to f<1> alone
        self.assertEqual([None], self.pairs("start", "f"))      # to each: no pairs are named
        self.assertEqual([1 | 2 | 4, 1], self.fact("g")["own"])  # g<0> leads to a kernel, g<1> does not
        self.assertEqual([1], self.fact("main")["own"])
        self.assertEqual([1 | 2 | 4], self.fact("start")["own"])

    def test_places(self):
        files = [file["name"] for file in program.piece(self.report, "files")]
        fact = self.fact("start")
        self.assertEqual(("a.cu", 9, [9, 12]), (files[fact["file"]], fact["line"], fact["lines"]))
        self.assertIn("line 1 ", program.piece(self.report, f"source-{files.index('a.cu')}")["text"])
        lost = program.piece(self.report, "files")[files.index(program.EVIL + ".cu")]
        self.assertIn("problem", lost)

    def test_operators(self):
        told = {self.names[item["function"]]: item for item in program.piece(self.report, "operators")}
        self.assertEqual({"c.op", "c.lost"}, set(told))
        self.assertEqual(["k", "many"], [self.names[kernel] for kernel in told["c.op"]["kernels"]])
        self.assertIn("defined by no", told["c.lost"]["missing"])
        self.assertEqual("start", self.names[told["c.op"]["bindings"][0]["target"]])

    def test_ways(self):
        """What chains go through: calls, and of these the certain ones, each for its specialization."""
        report = program.write_ways(self.folder.name, CALLCHAIN, MAKE_GRAPH)
        names = program.piece(report, "names-0")["names"]
        facts = dict(zip(names, program.piece(report, "functions-0")))
        marks = dict(zip(names, program.piece(report, "names-0")["marks"]))
        self.assertEqual([2 | 4, 1 | 2 | 4], facts["wrap"]["own"])  # its closure, and itself
        self.assertEqual([1, 0], facts["wrap"]["pairs"])
        self.assertEqual([1], facts["pick"]["own"])
        self.assertEqual((0, 64), (marks["pick"] & 64, marks["second"] & 64))
        self.assertEqual([1 | 2 | 4, 1 | 2], facts["p"]["own"])
        edge = facts["p"]["callees"][0]
        self.assertEqual((None, [1, 0], None), (edge.get("pairs"), edge.get("guesses"), edge.get("possible")))
        operators = {names[item["function"]]: item for item in program.piece(report, "operators")}
        self.assertEqual(([], []), (operators["c.pick"]["kernels"], operators["c.pick"]["surely"]))
        self.assertEqual(([names.index("kern")], []), (operators["c.second"]["kernels"], operators["c.second"]["surely"]))
        self.assertEqual([{"function": names.index("kern"), "rows": 0}], program.piece(report, "overview")["kernels"])

    def test_kernels(self):
        overview = program.piece(self.report, "overview")
        rows = {self.names[kernel["function"]]: (at, kernel["rows"]) for at, kernel in enumerate(overview["kernels"])}
        self.assertEqual(1, rows["k"][1])
        self.assertEqual(program.LAUNCHES, rows["many"][1])
        table = program.piece(self.report, f"kernel-{rows['many'][0]}")
        varying = [column["name"] for column in table["columns"] if column["use"] != "constant"]
        self.assertEqual(program.LAUNCHES, len({row[varying.index("grid")][0] if isinstance(row[varying.index("grid")], list)
                                                else str(row[varying.index("grid")]) for row in table["rows"]}))

    def test_no_letter_of_names_outside_of_pieces(self):
        for folder, _, names in os.walk(self.report):
            for name in names:
                with open(os.path.join(folder, name), encoding="utf-8") as stream:
                    self.assertNotIn("pwned", stream.read(), name)

    def test_again_and_errors(self):
        graph = os.path.join(self.folder.name, "graph.ccg")
        other = os.path.join(self.folder.name, "other")
        subprocess.run([CALLCHAIN, "report", graph, "-o", other, "--root", self.folder.name, "--diff", graph], check=True,
                       stderr=subprocess.DEVNULL)
        self.assertTrue(program.piece(other, "overview")["changes"])
        self.assertFalse(program.piece(other, "changes")["difference"])
        with open(os.path.join(self.folder.name, "file"), "w", encoding="utf-8"):
            pass
        for arguments, status in (([graph], 64), (["-o", other], 64), ([graph, "-o", os.path.join(self.folder.name, "file")], 1),
                                  ([graph, "-o", other, "--diff", "gone.ccg"], 1), ([graph, "-o", other, "--root", "gone"], 1)):
            done = subprocess.run([CALLCHAIN, "report", *arguments], capture_output=True, text=True, check=False)
            self.assertEqual((status, 1), (done.returncode, done.stderr.count("\n") if status == 1 else 1), done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
