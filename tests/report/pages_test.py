#!/usr/bin/env python3
"""The pages as a person sees them, in Debian's headless Chromium.

    pages_test.py CALLCHAIN MAKE_GRAPH

Exit code 77 where there is no Chromium with its driver.
"""
import os
import sys
import tempfile
import unittest

import program
from browser import DOWN, ENTER, LEFT, RIGHT, Browser

CALLCHAIN, MAKE_GRAPH = map(os.path.abspath, sys.argv[1:3])
AXE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "postproc", "report", "page", "node_modules",
                   "axe-core", "axe.min.js")
TREE = "document.querySelector('[role=tree][aria-label=chains]')"


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.report = program.write(cls.folder.name, CALLCHAIN, MAKE_GRAPH)
        cls.names = program.piece(cls.report, "names-0")["names"]
        cls.browser = Browser().__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.browser.__exit__()
        cls.folder.cleanup()

    def show(self, address, wanted="document.querySelector('main h1')"):
        self.browser.open("about:blank")
        self.browser.open(f"file://{self.report}/index.html{address}")
        return self.browser.wait(wanted)

    def function(self, name):
        self.show(f"#/function/{self.names.index(name)}", f"{TREE}?.querySelector('[role=treeitem] [role=group]')")

    def tearDown(self):
        b = self.browser
        self.assertIsNone(b.run("return window.pwned ?? null"))
        self.assertEqual(1, b.run("document.scripts.length"))
        self.assertEqual(0, b.run("document.querySelectorAll('img, iframe, object, embed').length"))
        self.assertEqual([], b.messages())
        outside = b.run("performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith('file://'))")
        self.assertEqual([], outside)

    def test_overview(self):
        self.show("#/", "document.querySelector('.tiles')")
        self.assertEqual(program.EVIL, self.browser.run("document.querySelector('h1').textContent"))
        self.assertIn("2 kernels", self.browser.run("document.querySelector('.tiles').textContent.replace(/(\\d)(\\D)/g, '$1 $2').replace(/  /g, ' ')"))

    def test_search_by_keyboard(self):
        b = self.browser
        self.show("#/", "document.querySelector('.tiles')")
        b.keys("/")
        b.keys("start")
        b.wait("document.querySelectorAll('.results li').length == 2")
        self.assertEqual("#/search/start", b.run("location.hash"))
        b.keys(DOWN)
        b.keys(ENTER)
        b.wait("location.hash.startsWith('#/function/')")
        b.run("return history.back()")
        b.wait("location.hash == '#/search/start' && document.querySelectorAll('.results li').length == 2")

    def test_search_is_quick(self):
        self.show("#/", "document.querySelector('.tiles')")
        self.browser.keys("/")
        self.browser.keys("m.st")
        self.browser.wait("document.querySelector('.results a')?.textContent == 'm.start'")

    def test_chains_are_exact(self):
        self.function("main")  # calls f<1> alone, and no chain leads to a kernel
        self.assertIn("no kernel from here", self.browser.run(f"{TREE}.textContent"))
        self.function("start")
        self.assertEqual(["f"], self.browser.run(f"[...{TREE}.querySelectorAll('[aria-level=\"2\"] > .label a')].map(a => a.textContent)"))
        self.browser.run("return document.querySelector('.options input').click()")  # all calls
        self.browser.wait(f"[...{TREE}.querySelectorAll('[aria-level=\"2\"] > .label a')].length == 2")

    def test_tree_by_keyboard(self):
        b = self.browser
        self.function("start")
        b.run(f"return {TREE}.querySelector('[role=treeitem]').focus()")
        b.keys(RIGHT)  # to its first child
        for level in (2, 3):
            b.wait(f"document.activeElement.getAttribute('aria-level') == '{level}'")
            b.keys(RIGHT)
            b.wait(f"document.activeElement.querySelector('[aria-level=\"{level + 1}\"]')")
            b.keys(RIGHT)
        b.wait("document.activeElement.getAttribute('aria-level') == '4'")
        self.assertIn("launch", b.run("document.activeElement.textContent"))
        b.wait("document.querySelector('.code .wanted')?.textContent.includes('line ')")
        b.keys(LEFT)
        b.wait("document.activeElement.getAttribute('aria-level') == '3'")
        b.keys(LEFT)
        b.wait("document.activeElement.getAttribute('aria-expanded') == 'false'")

    def test_callers(self):
        self.function("g")
        self.browser.wait("document.querySelector('[aria-label=callers] [aria-level=\"2\"]')")
        self.assertEqual("f", self.browser.run("document.querySelector('[aria-label=callers] [aria-level=\"2\"] > .label a').textContent"))

    def test_table_sorts_filters_pivots_and_is_bounded(self):
        b = self.browser
        at = [self.names[kernel["function"]] for kernel in program.piece(self.report, "overview")["kernels"]].index("many")
        self.show(f"#/kernel/{at}", "document.querySelector('.count')")
        self.assertEqual(f"{program.LAUNCHES} rows", b.run("document.querySelector('.count').textContent"))
        self.assertLess(b.run("document.querySelectorAll('*').length"), 4000)
        b.run("return document.querySelector('.scroller').scrollTo(0, 28 * 2500)")
        b.wait("[...document.querySelectorAll('.rows [role=row]')].some(r => Number(r.getAttribute('aria-rowindex')) > 2500)")
        self.assertLess(b.run("document.querySelectorAll('*').length"), 4000)
        b.run("return [...document.querySelectorAll('[role=columnheader] button')].find(x => x.textContent == 'threads').click()")
        b.run("return document.querySelector('.scroller').scrollTo(0, 0)")
        self.assertEqual("ascending", b.run("[...document.querySelectorAll('[role=columnheader]')].find(x => x.textContent == 'threads').getAttribute('aria-sort')"))
        b.run("return [...document.querySelectorAll('.filters input')].find(x => x.ariaLabel.includes('threads')).focus()")
        b.keys(">=7")
        b.wait("document.querySelector('.count').textContent.startsWith('%d of')" % len([n for n in range(1, program.LAUNCHES + 1) if n % 7 + 1 >= 7]))
        address = b.run("location.href")
        b.open("about:blank")
        b.open(address)  # a link to this state
        b.wait("document.querySelector('.count')?.textContent.includes(' of ')")
        b.run("return [...document.querySelectorAll('.filters input')].forEach(x => { x.value = ''; x.dispatchEvent(new Event('input')) })")
        b.run("return [...document.querySelectorAll('fieldset label')].find(x => x.textContent.trim() == 'threads').querySelector('input').click()")
        b.wait("document.querySelector('.count').textContent == '7 rows'")

    def test_operator(self):
        at = [self.names[item["function"]] for item in program.piece(self.report, "operators")].index("c.op")
        self.show(f"#/operator/{at}", "document.querySelector('.card')")
        text = self.browser.run("document.querySelector('main').textContent")
        for told in ("stands for start", "m.start", "Kernels that it reaches (2)", "op(Tensor x)"):
            self.assertIn(told, text)

    def test_parameters(self):
        self.show("#/parameters/0", "document.querySelector('main details')")
        self.browser.run("return document.querySelector('main details').open = true")
        self.browser.wait("document.querySelector('main details details')")

    def test_flame(self):
        self.show(f"#/flame/{self.names.index('start')}", "document.querySelector('.flame.root')")
        boxes = self.browser.run("[...document.querySelectorAll('.flame .box')].map(x => x.textContent)")
        self.assertEqual(["start", "f", "g", "k", "many"], boxes)
        self.show(f"#/flame/{self.names.index('main')}", "document.querySelector('main .note')?.textContent.includes('No kernel')")

    def test_neighbours(self):
        self.function("start")
        self.browser.run("return document.querySelector('main .trees details').open = true")
        self.browser.wait("document.querySelectorAll('.drawing .node').length == 4")

    def test_dark(self):
        self.show("#/")
        before = self.browser.run("getComputedStyle(document.body).backgroundColor")
        self.browser.run("return document.querySelector('.theme').click()")
        self.assertNotEqual(before, self.browser.run("getComputedStyle(document.body).backgroundColor"))

    def test_narrow(self):
        self.browser.command("POST", "/window/rect", {"width": 500, "height": 900})
        self.function("start")
        self.assertLessEqual(self.browser.run("document.documentElement.scrollWidth"), self.browser.run("innerWidth"))
        self.browser.command("POST", "/window/rect", {"width": 1600, "height": 1000})

    def test_no_such_pages(self):
        for address in ("#/nonsense", "#/function/99999", "#/function/x", "#/kernel/77", "#/operator/77", "#/parameters/77",
                        "#/changes", "#/kernel/0/%7Bnonsense"):
            self.show(address)
        self.show("#/function/99999", "document.querySelector('[role=alert]')")

    @unittest.skipUnless(os.path.exists(AXE), "scripts/check pages installs axe-core")
    def test_accessible(self):
        with open(AXE, encoding="utf-8") as stream:
            axe = stream.read()
        number = self.names.index("start")
        for address in ("#/", f"#/function/{number}", f"#/flame/{number}", "#/kernels", "#/kernel/1", "#/operators", "#/operator/0",
                        "#/parameters/0", "#/problems"):
            self.show(address)
            self.browser.wait("!document.querySelector('main .note[role=status]')")
            self.browser.run(axe + "; return 1")
            found = self.browser.command("POST", "/execute/async", {"args": [], "script":
                "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations"
                ".map(v => v.impact + ' ' + v.id + ': ' + v.nodes.map(n => n.html.slice(0, 120)).slice(0, 3).join(' | '))))"})
            self.browser.messages()  # of axe itself, which would like to read style sheets
            self.assertEqual([], [item for item in found if item.startswith(("serious", "critical"))], address)


if __name__ == "__main__":
    if not Browser.is_there():
        print("there is no chromium with chromedriver", file=sys.stderr)
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
