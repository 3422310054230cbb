#!/usr/bin/env python3
"""`callchain draw`: what is in a drawing, and that it is one, whatever the names.

    draw_test.py CALLCHAIN MAKE_GRAPH
"""
import json
import os
import re
import shutil
import subprocess
import sys
import unittest
import xml.etree.ElementTree as tree

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from graphs import Graphs

CALLCHAIN, MAKE_GRAPH = map(os.path.abspath, sys.argv[1:3])
HAS_DOT = shutil.which("dot")


class Draw(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.graphs = Graphs(CALLCHAIN, MAKE_GRAPH)
        cls.addClassCleanup(cls.graphs.folder.cleanup)

    def draw(self, graph, *options):
        return self.graphs.run("draw", graph + ".ccg", *options).decode()

    @staticmethod
    def parse(mermaid):
        """Nodes by name, with the title of their group; edges by names."""
        names, groups, group = {}, {}, None
        for line in mermaid.splitlines():
            if found := re.match(r' +subgraph \w+ \["(.*)"\]$', line):
                group = found[1]
            elif found := re.match(r' +(n\d+)(?:\[|\{\{)"(.*)"(?:\]|\}\})$', line):
                names[found[1]] = found[2].replace("<br/>", "")
                groups[names[found[1]]] = group
        edges = {(names[a], arrow, kind or "", names[b]) for a, arrow, kind, b in
                 re.findall(r"^ +(n\d+) (-->|==>|-\.->)(?:\|(.*)\|)? (n\d+)$", mermaid, re.M)}
        return groups, edges

    def test_chains(self):
        groups, edges = self.parse(self.draw("attention", "--from", "attn_func", "--kernel", "--format", "mermaid"))
        self.assertEqual(groups, {"attn.interface.attn_func": "Python", "attn.interface.AttnFunc.forward": "Python",
                                  "attn_cuda.fwd": "Python", "mha_fwd": "C++, host", "run_mha_fwd": "C++, host",
                                  "flash::run_fwd": "C++, host", "flash::fwd_kernel": "C++, device"})
        self.assertEqual(edges, {("attn.interface.attn_func", "-->", "dispatch", "attn.interface.AttnFunc.forward"),
                                 ("attn.interface.AttnFunc.forward", "-->", "", "attn_cuda.fwd"),
                                 ("attn_cuda.fwd", "==>", "bind", "mha_fwd"), ("mha_fwd", "-->", "", "run_mha_fwd"),
                                 ("run_mha_fwd", "-->", "", "flash::run_fwd"),
                                 ("flash::run_fwd", "==>", "launch", "flash::fwd_kernel")})

    def test_neighbourhood(self):
        around = ["--around", "AttnFunc.forward", "--format", "mermaid"]
        groups, edges = self.parse(self.draw("attention", *around))
        self.assertEqual(set(groups), {"attn.interface.attn_func", "attn.interface.AttnFunc.forward", "attn_cuda.fwd",
                                       "attn_cuda.bwd"})
        self.assertIn(("attn.interface.AttnFunc.forward", "-.->", "", "attn_cuda.bwd"), edges)
        groups, _ = self.parse(self.draw("attention", *around, "--direction", "callers"))
        self.assertEqual(set(groups), {"attn.interface.attn_func", "attn.interface.AttnFunc.forward"})
        groups, _ = self.parse(self.draw("attention", *around, "--certain", "--direction", "callees", "--depth", "2"))
        self.assertEqual(set(groups), {"attn.interface.AttnFunc.forward", "attn_cuda.fwd", "mha_fwd"})
        groups, _ = self.parse(self.draw("attention", *around, "--depth", "0"))
        self.assertEqual(set(groups), {"attn.interface.AttnFunc.forward"})

    def test_refusals(self):
        for options, words in (
                (["--from", "attn_func", "--kernel", "--limit", "6"], ["will not draw 7 functions on 1 chains", "--shortest"]),
                (["--around", "*", "--limit", "3", "--depth", "2"], ["will not draw", "at most 3", "--depth"]),
                ([], ["--around or --from"]), (["--from", "attn_func"], ["--to or --kernel"]),
                (["--around", "attn_func", "--kernel"], ["one of the two"]), (["--around", "nobody"], ["--around"]),
                (["--around", "attn_func", "--format", "png"], ["--output"]), (["--limit", "501", "--around", "x"], ["500"])):
            done = subprocess.run([CALLCHAIN, "draw", "attention.ccg", *options], cwd=self.graphs.folder.name, text=True,
                                  capture_output=True, check=False, timeout=60)
            self.assertEqual((done.returncode, done.stdout), (64, ""), done.stderr)
            for word in words:
                self.assertIn(word, done.stderr)

    def test_advice_leaves_out_what_is_asked(self):
        """How to ask for less does not name what was given."""
        for options, named, not_named in (
                (["--from", "attn_func", "--kernel", "--limit", "2", "--shortest", "--certain"], ["--outermost"], ["--shortest", "--certain"]),
                (["--around", "*", "--limit", "3", "--direction", "callers", "--depth", "1"], ["--kinds", "--certain"], ["--depth", "--direction"]),
                (["--around", "*", "--limit", "3", "--level", "instance"], ["--level source"], [])):
            done = subprocess.run([CALLCHAIN, "draw", "attention.ccg", *options], cwd=self.graphs.folder.name, text=True,
                                  capture_output=True, check=False, timeout=60)
            self.assertEqual(done.returncode, 64, done.stderr)
            advice = done.stderr.partition("ask for less")[2]
            for word in named:
                self.assertIn(word, advice)
            for word in not_named:
                self.assertNotIn(word, advice)

    def test_many_beside_one_another(self):
        """A fan runs from left to right, so that its names stand below one another."""
        with open(self.graphs.path("fan.txt"), "w", encoding="ascii") as stream:
            stream.write("function a name=a flags=defined\n" + "".join(
                f"function b{n} name=b{n} flags=defined\nedge a b{n} call\n" for n in range(12)))
        subprocess.run([MAKE_GRAPH, self.graphs.path("fan.txt"), self.graphs.path("fan.ccg")], check=True)
        self.assertIn("rankdir=LR", self.draw("fan", "--around", "a"))
        self.assertIn("rankdir=TB", self.draw("fan", "--around", "b1"))
        self.assertTrue(self.draw("fan", "--around", "a", "--format", "mermaid").startswith("flowchart LR\n"))

    def test_no_dot(self):
        done = subprocess.run([CALLCHAIN, "draw", "attention.ccg", "--around", "attn_func", "--format", "svg", "-o", "x.svg"],
                              cwd=self.graphs.folder.name, text=True, capture_output=True, check=False, timeout=60,
                              env={"PATH": "/nowhere"})
        self.assertEqual(done.returncode, 1)
        self.assertIn("'dot'", done.stderr)
        self.assertFalse(os.path.exists(self.graphs.path("x.svg")))

    def test_hostile_mermaid(self):
        text = self.draw("hostile", "--around", "re:.*", "--format", "mermaid")
        for line in text.splitlines():
            self.assertRegex(line, r'^(flowchart (?:TD|LR)| +subgraph s\d \["[A-Za-z+, ]+"\]| +end| +n\d+(\[|\{\{)"[^"`<>]*(<br/>[^"`<>]*)*"'
                                   r'(\]|\}\})| +n\d+ (-->|==>|-\.->)(\|[a-z, ]+\|)? n\d+| +style n\d+ stroke-width:3px)$')
        self.assertNotIn("%", text)

    @unittest.skipUnless(HAS_DOT, "no dot")
    def test_as_dot_reads_it(self):
        for graph in self.graphs.names:
            for level in ("source", "instance"):
                options = ["--around", "re:.*", "--level", level, "--lambdas", "--kinds", "call,construct,destroy,virtual,"
                           "indirect,address,launch,bind,dispatch"]
                text = self.draw(graph, *options)
                done = subprocess.run(["dot", "-Tjson0"], input=text, capture_output=True, text=True, check=True)
                self.assertEqual(done.stderr, "")
                read, info = json.loads(done.stdout), self.graphs.info(graph, level)
                nodes = [item for item in read["objects"] if "nodes" not in item]
                self.assertEqual(len(nodes), info["functions"], graph)
                self.assertEqual({node["name"] for node in nodes}, {f"n{i + 1}" for i in range(len(nodes))})

    @unittest.skipUnless(HAS_DOT, "no dot")
    def test_pictures(self):
        for graph in ("attention", "hostile"):
            self.draw(graph, "--around", "re:.*", "--format", "svg", "-o", "x.svg")
            root = tree.parse(self.graphs.path("x.svg")).getroot()
            tags = {element.tag.rpartition("}")[2] for element in root.iter()}
            self.assertLessEqual(tags, {"svg", "g", "title", "text", "polygon", "path", "ellipse", "polyline", "a"})
            for element in root.iter():
                for key, value in element.attrib.items():
                    self.assertFalse(key.rpartition("}")[2] == "href" or "script" in key or key.startswith("on"), value)
        self.draw("attention", "--from", "attn_func", "--kernel", "--format", "png", "-o", "x.png")
        with open(self.graphs.path("x.png"), "rb") as stream:
            self.assertEqual(stream.read(8), b"\x89PNG\r\n\x1a\n")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
