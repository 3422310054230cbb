#!/usr/bin/env python3
"""The pages as a person sees them, in Debian's headless Chromium.

    pages_test.py CALLCHAIN MAKE_GRAPH

Exit code 77 where there is no Chromium with its driver.
"""
import base64
import json
import os
import re
import sys
import tempfile
import unittest
import urllib.parse

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
        self.clean()

    def clean(self):
        """Nothing of the program ran, came to be an element, or was asked for."""
        b = self.browser
        self.assertIsNone(b.run("return window.pwned ?? null"))
        self.assertEqual(1, b.run("document.scripts.length"))
        self.assertEqual(0, b.run("document.querySelectorAll('img, iframe, object, embed').length"))
        self.assertEqual([], b.messages())
        outside = b.run("performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith('file://'))")
        self.assertEqual([], outside)

    def test_overview(self):
        self.show("#/", "document.querySelector('.tiles')")
        self.assertEqual(program.SHOWN, self.browser.run("document.querySelector('h1').textContent"))
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
        self.browser.wait(f"[...{TREE}.querySelectorAll('[aria-level=\"2\"] > .label a')].length == 3")

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

    def tree(self, label, level):
        """The steps of a tree at a level: their kind, name, and count of specializations."""
        return self.browser.run(f"[...document.querySelectorAll('[role=tree][aria-label={label}] [aria-level=\"{level}\"] > .label')]"
                                ".map(x => [x.querySelector('.kind').textContent, x.querySelector('a').textContent])")

    def test_ways(self):
        b, report, names = self.browser, *self.ways()
        b.open(f"file://{report}/index.html#/problems")
        b.wait("document.querySelector('.rows .row')")
        self.assertEqual([["b.cu", "host", "2"]], [row[:3] for row in self.rows_of("Incomplete")])
        b.run("document.querySelector('.rows .row').click(); return 1")  # the whole row
        self.assertIn(program.SHOWN, b.run("document.querySelector('.detail').textContent"))

        def show(name, state=""):
            b.open("about:blank")
            b.open(f"file://{report}/index.html#/function/{names.index(name)}{state}")
            b.wait("document.querySelectorAll('[role=tree] [role=treeitem]:is([aria-level=\"2\"], :not([aria-expanded=false]))').length > 1")

        def opened(label, at):
            b.run(f"document.querySelectorAll('[role=tree][aria-label={label}] [aria-level=\"2\"] .twist')[{at}].click(); return 1")

        show("work")
        self.assertEqual([["call", "p"], ["call", "wrap"]], self.tree("callers", 2))
        opened("callers", 1)  # the closure is wrap's, and main calls wrap
        b.wait("document.querySelector('[aria-label=callers] [aria-level=\"3\"]')")
        self.assertEqual([["call", "main"]], self.tree("callers", 3))
        address = b.run("location.href")
        b.open("about:blank")
        b.open(address)  # a link to what is open
        b.wait("document.querySelector('[aria-label=callers] [aria-level=\"3\"]')")
        show("kern")
        self.assertEqual([["address", "pick"], ["launch", "work"]], self.tree("callers", 2))
        self.assertEqual("null", b.run("String(document.querySelector('[aria-label=callers] [aria-level=\"2\"]').getAttribute('aria-expanded'))"))
        show("pick")
        self.assertIn("no kernel from here", b.run(f"{TREE}.textContent"))
        b.run("document.querySelector('.options input').click(); return 1")
        b.wait(f"{TREE}.querySelector('.kind.address')")
        show("second")
        opened("chains", 0)
        b.wait(f"{TREE}.querySelector('[aria-level=\"3\"]')")
        self.assertEqual([["call?", "work"]], self.tree("chains", 3))  # p<1> only may
        b.run("document.querySelectorAll('.options input')[1].click(); return 1")
        b.wait(f"{TREE}.textContent.includes('no kernel from here')")
        show("first", "?" + urllib.parse.quote('{"certain":true}'))
        opened("chains", 0)
        b.wait(f"{TREE}.querySelector('[aria-level=\"3\"]')")
        self.assertEqual([["call", "work"]], self.tree("chains", 3))

    def ways(self):
        if not hasattr(type(self), "ways_report"):
            type(self).ways_report = program.write_ways(self.folder.name, CALLCHAIN, MAKE_GRAPH)
        return self.ways_report, program.piece(self.ways_report, "names-0")["names"]

    def test_table_sorts_filters_pivots_and_is_bounded(self):
        b = self.browser
        at = [self.names[kernel["function"]] for kernel in program.piece(self.report, "overview")["kernels"]].index("many")
        self.show(f"#/kernel/{at}", "document.querySelector('.count')")
        self.assertEqual(f"{program.LAUNCHES:,} rows", b.run("document.querySelector('.count').textContent"))
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
        b = self.browser
        self.show("#/parameters", "document.querySelector('.rows .row')")
        b.run("return document.querySelector('.rows .row').focus()")
        b.keys(ENTER)
        b.wait("location.hash == '#/parameters/0' && document.querySelector('main details')")
        self.assertIn(f"decides which kernel runs ({program.USES} ends)", b.run("document.querySelector('main summary').textContent"))
        b.run("return document.querySelector('main details summary').click()")
        b.wait("document.querySelectorAll('main details details').length == 20")
        self.assertIn(f"and {program.USES - 20} more ends", b.run("document.querySelector('main').textContent"))
        b.run("return document.querySelector('main details details summary').click()")
        way = b.wait("document.querySelector('.journey')?.textContent")
        self.assertIn("x in start", way)
        self.assertIn("argument", way)
        b.run("return history.back()")
        b.wait("document.querySelector('h1').textContent == 'Parameters'")

    def rows_of(self, label):
        return self.browser.run(f"[...document.querySelectorAll('[role=table]')].filter(x => x.ariaLabel == '{label}')"
                                ".flatMap(x => [...x.querySelectorAll('.rows .row')].map(r => [...r.children].map(c => c.textContent)))")

    def test_changes(self):
        b = self.browser
        self.show("#/changes", "document.querySelector('.rows .row')")
        self.assertEqual([["went", "gone::x", "kernel, defined", "a.cu:15"]], self.rows_of("functions"))
        edges = {tuple(row) for row in self.rows_of("edges")}
        self.assertIn(("came", "start → x", "call, possible", "a.cu:11"), edges)
        self.assertIn(("went", "f → gone::x", "launch", "a.cu:4"), edges)
        launches = {row[1]: row for row in self.rows_of("launches")}
        self.assertEqual("went", launches["f → gone::x"][0])
        self.assertIn("block 128, 1, 1; 64 bytes", launches["g → k"][2])
        self.assertIn("3,000 in all", launches["g → many"][2])
        self.assertIn("Functions: 12 before, 11 now", b.run("document.querySelector('main').textContent"))
        b.run("return [...document.querySelectorAll('.filters input')].find(x => x.ariaLabel.includes('whose edges')).focus()")
        b.keys("gone")
        b.wait("[...document.querySelectorAll('.count')].some(x => x.textContent.startsWith('1 of '))")
        b.run("return [...document.querySelectorAll('.rows .row')].find(x => x.textContent.includes('many')).focus()")
        b.keys(ENTER)  # what came is searched for
        b.wait("location.hash == '#/search/many' && document.querySelector('.results a')?.textContent == 'many'")
        b.run("return history.back()")
        b.wait("document.querySelector('h1').textContent == 'Changes'")

    def test_answers(self):
        b = self.browser
        self.show("#/answers", "document.querySelector('.rows .row')")
        verdicts = {row[1]: row for row in self.rows_of("parameters")}
        self.assertEqual(("verified", "1 of 1", "decides " + program.SHOWN), tuple(verdicts["x"][at] for at in (0, 3, 4)))
        self.assertEqual("invented", verdicts["made_upx"][0])
        self.assertEqual(program.SHOWN, verdicts["made_upx"][2])
        self.assertIn("no such name", verdicts["made_upx"][5])
        model = b.run("[...document.querySelectorAll('table.plain tbody td')].map(x => x.textContent)")
        self.assertEqual(["2", "1", "2", "1", "0.50", "0.50"], model)
        b.run("return document.querySelector('main details summary').click()")
        b.wait("document.querySelectorAll('main details .card').length == 2")
        text = b.run("document.querySelector('main details').textContent")
        self.assertIn("the answer holds no JSON object", text)
        self.assertIn("Missed: x", text)
        b.run("return [...document.querySelectorAll('.filters input')][0].focus()")
        b.keys("inv")
        b.wait("document.querySelector('.count').textContent == '1 of 2 rows'")

    def pages(self):
        number = self.names.index("start")
        long = self.names.index(next(name for name in self.names if name.startswith("lll")))
        evil = self.names.index(next(name for name in self.names if name.startswith("x")))
        return ("#/", f"#/function/{number}", f"#/function/{evil}", f"#/flame/{number}/every", "#/kernels", "#/kernel/0", "#/kernel/1",
                "#/operators", "#/operator/0", "#/operator/1", "#/parameters", "#/parameters/0", "#/problems", "#/changes",
                "#/answers", "#/search/x", "#/search/" + urllib.parse.quote(program.EVIL, ""),
                "#/nonsense/" + urllib.parse.quote(program.EVIL, ""), "#/kernel/1/" + urllib.parse.quote(program.EVIL, ""),
                f"#/function/{long}", *(address + "?" + urllib.parse.quote(state, "") for address, state in (
                    (f"#/function/{number}", '{"see":[1e9,-1,"x"],"down":["1.2.x",5,"99999"],"up":{},"all":"yes","certain":[]}'),
                    (f"#/function/{number}", '{"see":["%s"],"down":"%s"}' % (program.EVIL, program.EVIL)),
                    ("#/kernels", '{"kernels":{"sort":5,"where":{"kernel":{},"launches":">"}}}'), ("#/", "[1]"), ("#/", program.EVIL),
                    ("#/kernel/1", '{"pivot":[{},"block"],"table":[],"all":1,"__proto__":{"sort":"x"}}'),
                    ("#/problems", json.dumps({"Problems": {"where": {"Problems": program.EVIL}}})))))

    def test_hostile(self):
        b = self.browser
        for address in self.pages():
            self.show(address)
            b.wait("!document.querySelector('main .note[role=status]')")
            b.run("return [...document.querySelectorAll('main summary')].forEach(x => x.click())")
            b.run("return document.querySelectorAll('main [role=treeitem], main .rows .row').forEach(x => x.focus?.())")
            self.clean()
            self.assertEqual(0, b.run("document.querySelectorAll('main script, main style, main link, [onerror], [onclick]').length"), address)
            self.assertLess(b.run("document.querySelectorAll('*').length"), 6000, address)
        for address in ("#/", "#/problems", "#/answers"):
            self.show(address, "document.querySelector('main h2, main details')")
            b.wait("document.querySelector('main').textContent.includes(%s)" % json.dumps(program.SHOWN))

    def test_pages_by_keyboard_and_back(self):
        b = self.browser
        self.show("#/", "document.querySelector('.tiles')")
        for word, heading in (("Operators", "Operators"), ("Kernels", "Kernels"), ("Parameters", "Parameters"),
                              ("Problems", "What was read, and what is wrong"), ("Changes", "Changes"), ("Answers", "Answers")):
            b.run("return [...document.querySelectorAll('nav a')].find(x => x.textContent == '%s').focus()" % word)
            b.keys(ENTER)
            b.wait("document.querySelector('h1')?.textContent == '%s'" % heading)
            self.assertEqual(word, b.run("document.querySelector('nav [aria-current=page]').textContent"))
        for heading in ("Changes", "What was read, and what is wrong", "Parameters", "Kernels"):
            b.run("return history.back()")
            b.wait("document.querySelector('h1')?.textContent == '%s'" % heading)
        b.wait("document.querySelector('.rows .row')")
        b.run("return document.querySelector('.rows .row').focus()")
        b.keys(ENTER)
        b.wait("location.hash.startsWith('#/kernel/') && document.querySelector('.same')")
        b.run("return history.back()")
        b.wait("document.querySelector('h1')?.textContent == 'Kernels'")

    def test_print(self):
        b = self.browser
        at = [self.names[kernel["function"]] for kernel in program.piece(self.report, "overview")["kernels"]].index("many")
        self.show(f"#/kernel/{at}", "document.querySelector('.count')")
        b.run("return document.querySelector('.theme').click()")
        dark = b.run("getComputedStyle(document.body).color")
        b.devtools("Emulation.setEmulatedMedia", {"media": "print"})
        self.assertEqual(["none", "rgb(0, 0, 0)", "visible"], b.run(
            "return [getComputedStyle(document.querySelector('#top')).display, getComputedStyle(document.body).color,"
            " getComputedStyle(document.querySelector('.scroller')).overflowY]"))
        self.assertNotEqual("rgb(0, 0, 0)", dark)
        b.devtools("Emulation.setEmulatedMedia", {"media": ""})
        pages = len(re.findall(rb"/Type\s*/Page\b", base64.b64decode(b.command("POST", "/print", {}))))
        self.assertTrue(2 <= pages < 40, pages)  # 500 rows, and not the room of all
        self.assertIsNone(b.run("document.querySelector('.printed')"))
        self.assertLess(b.run("document.querySelectorAll('.rows .row').length"), 210)

    def test_flame(self):
        self.show(f"#/flame/{self.names.index('start')}", "document.querySelector('.flame.root')")
        boxes = self.browser.run("[...document.querySelectorAll('.flame .box')].map(x => x.textContent)")
        self.assertEqual(["start", "f", "g", "k", "many"], boxes)
        self.show(f"#/flame/{self.names.index('main')}", "document.querySelector('main .note')?.textContent.includes('No kernel')")

    def test_neighbours(self):
        self.function("start")
        self.browser.run("return document.querySelector('main .trees details').open = true")
        self.browser.wait("document.querySelectorAll('.drawing .node').length == 5")

    def test_dark(self):
        self.show("#/")
        before = self.browser.run("getComputedStyle(document.body).backgroundColor")
        self.browser.run("return document.querySelector('.theme').click()")
        self.assertNotEqual(before, self.browser.run("getComputedStyle(document.body).backgroundColor"))

    def unfold(self):
        """All that can be opened in the page is, also what that brings."""
        self.browser.wait("!document.querySelector('main .note[role=status]')")
        for _ in range(3):
            self.browser.run("document.querySelectorAll('main details').forEach(x => { x.open = true }); return 1")
            self.browser.run("return new Promise(done => setTimeout(done, 50))")

    def test_narrow(self):
        screen = {"width": 360, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.browser.devtools("Emulation.setDeviceMetricsOverride", screen)
        self.addCleanup(self.browser.devtools, "Emulation.clearDeviceMetricsOverride", {})
        for address in self.pages():
            self.show(address)
            self.unfold()
            self.assertLessEqual(self.browser.run("document.documentElement.scrollWidth"), 360, address)

    def test_no_such_pages(self):
        for address in ("#/nonsense", "#/search/%zz", "#/search/%", "#/function/1?%zz", "#/function/1.5", "#/function/-1", "#/parameters/1.5", "#/function/99999", "#/function/x", "#/kernel/77", "#/operator/77", "#/parameters/77",
                        "#/changes", "#/kernel/0/%7Bnonsense"):
            self.show(address)
        self.show("#/function/99999", "document.querySelector('[role=alert]')")

    @unittest.skipUnless(os.path.exists(AXE), "scripts/check pages installs axe-core")
    def test_accessible(self):
        with open(AXE, encoding="utf-8") as stream:
            axe = stream.read()
        self.addCleanup(self.browser.devtools, "Emulation.setEmulatedMedia", {"features": []})
        for theme, address in [(theme, address) for theme in ("light", "dark") for address in self.pages()]:
            self.browser.devtools("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": theme}]})
            self.show(address)
            self.unfold()
            self.browser.run(axe + "; return 1")
            found = self.browser.command("POST", "/execute/async", {"args": [], "script":
                "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations"
                ".map(v => v.impact + ' ' + v.id + ': ' + v.nodes.map(n => n.html.slice(0, 120)).slice(0, 3).join(' | '))))"})
            self.browser.messages()  # of axe itself, which would like to read style sheets
            self.assertEqual([], [item for item in found if item.startswith(("serious", "critical"))], f"{theme} {address}")


if __name__ == "__main__":
    if not Browser.is_there():
        print("there is no chromium with chromedriver", file=sys.stderr)
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
