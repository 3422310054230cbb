#!/usr/bin/env python3
"""What is for programs in a browser, read by these in Debian's headless Chromium: folded stacks and pprof profiles by
speedscope's importers, Mermaid's text by Mermaid. Both from the npm registry.

    chromium_test.py CALLCHAIN MAKE_GRAPH [GRAPH]

With GRAPH, of that graph file too. Exit code 77 without Chromium, its driver, or the packages.
"""
import base64
import json
import os
import re
import shutil
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE] + [os.path.join(os.path.dirname(HERE), name) for name in ("builds", "report")]
import fetch
from browser import Browser
from graphs import Graphs

CALLCHAIN, MAKE_GRAPH = map(os.path.abspath, sys.argv[1:3])
SPEEDSCOPE = ("speedscope@1.25.0", "2831f1e0d26df914b477e522d78b8485511495a6af81a0b88158f8b48f9e0d03", ["package/dist/release/"])
MERMAID = ("mermaid@12.3.0", "be0684e8d20bfc874df12c0f04927a5c482f57f2200eec54cca52a4583fd4040", ["package/dist/mermaid.min.js"])


def package(name, digest, members):
    return os.path.join(fetch.unpacked(f"{name.partition('@')[0]}-{digest[:16]}", lambda folder: fetch.npm(name, digest, folder, members)),
                        "package", "dist")


class Consumers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.speedscope, cls.mermaid = package(*SPEEDSCOPE), package(*MERMAID)
        cls.graphs = Graphs(CALLCHAIN, MAKE_GRAPH)
        cls.addClassCleanup(cls.graphs.folder.cleanup)
        for path in sys.argv[3:]:
            shutil.copy(path, cls.graphs.path("given.ccg"))
            cls.graphs.names.append("given")
        cls.browser = Browser().__enter__()
        cls.addClassCleanup(cls.browser.__exit__)

    def sandwich(self, path):
        """What speedscope's list of functions shows of a file: totals and own weights by name."""
        script = self.graphs.path("profile.js")
        with open(path, "rb") as stream, open(script, "w", encoding="ascii") as out:
            data = base64.b64encode(stream.read()).decode()
            out.write(f"speedscope.loadFileFromBase64({json.dumps(os.path.basename(path))}, {json.dumps(data)})")
        b = self.browser
        b.open("about:blank")
        b.open(f"file://{self.speedscope}/release/index.html#localProfilePath={script}")
        b.wait("document.title.includes(%s)" % json.dumps(os.path.basename(path)), 60)
        b.keys("3")
        b.wait("document.querySelectorAll('tr').length > 1", 60)
        rows = b.run("[...document.querySelectorAll('tr')].map(row => [...row.cells].map(cell => cell.innerText.trim()))")
        number = lambda text: float(re.match(r"[\d.,]+", text)[0].replace(",", ""))
        return {row[2]: (number(row[0]), number(row[1])) for row in rows if len(row) == 3 and row[0][:1].isdigit()}

    def test_profiles_by_speedscope(self):
        for name in self.graphs.names:
            with open(self.graphs.export(name, "folded"), encoding="utf-8") as stream:
                stacks = [line.rpartition(" ") for line in stream.read().splitlines()]
            if not stacks:
                continue
            total = sum(int(weight) for _, _, weight in stacks)
            own, all_of = {}, {}
            for stack, _, weight in stacks:
                frames = stack.split(";")
                own[frames[-1]] = own.get(frames[-1], 0) + int(weight)
                for frame in set(frames):
                    all_of[frame] = all_of.get(frame, 0) + int(weight)
            for form in ("folded", "pprof"):
                shown = self.sandwich(self.graphs.export(name, form))
                self.assertTrue(shown, (name, form))
                if name == "given":  # more rows than are elements
                    continue
                self.assertEqual(total, sum(itself for _, itself in shown.values()), (name, form))
                if name == "hostile":  # names are shown otherwise
                    continue
                self.assertEqual({frame: (all_of[frame], own.get(frame, 0)) for frame in all_of}, shown, (name, form))

    def test_drawings_by_mermaid(self):
        b, page = self.browser, self.graphs.path("mermaid.html")
        shutil.copy(os.path.join(self.mermaid, "mermaid.min.js"), self.graphs.path("mermaid.min.js"))
        with open(page, "w", encoding="ascii") as stream:
            stream.write('<!doctype html><meta charset="utf-8"><script src="mermaid.min.js"></script><div id="out"></div>')
        b.open("about:blank")
        b.open("file://" + page)
        b.run("mermaid.initialize({startOnLoad: false, securityLevel: 'strict'}); return 1")
        for name in self.graphs.names:
            for level in ("source", "instance"):
                if name == "given":
                    options = ["--from", "py:*", "--kernel", "--shortest", "--limit", "400"]
                else:
                    options = ["--around", "re:.*", "--level", level]
                text = self.graphs.run("draw", f"{name}.ccg", "--format", "mermaid", *options).decode()
                nodes = len(re.findall(r"^ +n\d+(?:\[|\{\{)", text, re.M))
                edges = len(re.findall(r"^ +n\d+ \S+(?:\|.*\|)? n\d+$", text, re.M))
                told = b.command("POST", "/execute/async", {"args": [text], "script":
                    "const [text, done] = arguments; mermaid.parse(text).then(() => mermaid.render('drawn', text))"
                    ".then(({svg}) => { document.querySelector('#out').innerHTML = svg; done([document.querySelectorAll('#out .node').length,"
                    " document.querySelectorAll('#out .edgePaths > path').length, [...document.querySelectorAll('#out .nodeLabel')].map(x => x.textContent)]); },"
                    " error => done(String(error)))"})
                self.assertIsInstance(told, list, (name, level, told))
                self.assertEqual([nodes, edges], told[:2], (name, level))
                if name == "hostile":
                    self.assertTrue(any("DROPTABLE" in re.sub(r"\s", "", label) for label in told[2]), told[2])
                    self.assertEqual(0, b.run("document.querySelectorAll('#out x, #out script, #out img').length"))
        self.assertEqual([], [message for message in b.messages() if "SEVERE" in message])


if __name__ == "__main__":
    if not Browser.is_there():
        fetch.skip("there is no chromium with chromedriver")
    unittest.main(argv=sys.argv[:1])
