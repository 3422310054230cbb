#!/usr/bin/env python3
"""Every command, each of its forms, on a program whose names are hostile: no
control character, no turned line and no invalid byte gets out, and no name
begins a line, a column or a formula of its own.

    escapes_test.py CALLCHAIN MAKE_GRAPH

What a program of harmless names of the same shape prints is what is expected:
as many lines, as many columns in each.
"""
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

CALLCHAIN, MAKE_GRAPH = map(os.path.abspath, sys.argv[1:3])

# In quotes of make_graph's; \n is its own way to write a line's end.
EVIL = b"\x1b[31m\x1b]0;t\x07\\n\ty\xc2\x9b2J\xe2\x80\xae\xff\x7f\r"
GRAPH = b'''
pass "u*.cu.host" "unit=u*.cu" "kind=host" errors=1 "error=u*.cu:1:1: what*"
pass "u*.cu.sm_80" "unit=u*.cu" "kind=sm_*"
expected "gone*.cu"
problem "p*.py" "no *" "at=p*.py:3"
function "py:m.f*" "name=m.f*" lang=python flags=defined,entry "at=p*.py:1" lines=1-4 "params=a*,b"
function "py:m.g*" "name=m.g*" lang=python flags=binding "at=u*.cu:9"
function "run*" "name=run*" lang=cuda flags=defined "at=u*.cu:2" lines=2-4 "params=s*,t" "signature=(int *)"
function "=k*" "name==k*" lang=cuda flags=kernel,defined "at=u*.cu:1" "device_at=u*.cu:1" lines=1-2 "params=x*"
function "-lost*" "name=-lost*" "at=u*.cu:7"
edge "py:m.f*" "py:m.g*" call passes=python "sites=p*.py:3:5"
edge "py:m.g*" "run*" bind "sites=u*.cu:9:1"
edge "run*" "=k*" launch "sites=u*.cu:3:3"
edge "run*" "-lost*" call possible=1 "via=C*" "sites=u*.cu:3:9"
pointer "run*" "v*" indirect "sites=u*.cu:3:2"
taken "-lost*" "v*"
launch "run*" "=k*" "at=u*.cu:3" "grid=g*" "block=b*" "shared=s*" "stream=t*" "block_value=1, *" "api=api*"
launch "run*" - "at=u*.cu:4" "grid=@*" block=1 api=cudaLaunchKernel
binding "py:m.g*" "run*" "module=m*" "params=p*" "schema=s* -> t" "at=u*.cu:9"
value A parameter "a*" "function=py:m.f*" index=0 "at=p*.py:1"
value B parameter "s*" "function=run*" index=0 "type=T*" "at=u*.cu:2"
value C parameter "x*" "function==k*" index=0 "at=u*.cu:1"
flow A B argument "text=-t*" "at=p*.py:3"
flow B C argument "text=+t*" "at=u*.cu:3"
use C device_read "function==k*" "text=@u*" "at=u*.cu:2"
'''
CHAIN = b"/m.f* -> m.f*/m.g*\n"
ANSWER = {"parameters": [{"name": "=a*", "scopes": ["m.f*", "-x*"], "role": "+r*", "description": "@d*"},
                         {"name": "a*", "scopes": ["m.f*"], "role": "r", "description": "d*"}]}

COMMANDS = [
    "info a.ccg", "info --json a.ccg", "functions a.ccg", "functions a.ccg *", "show a.ccg *run*", "show a.ccg *m.f*",
    "edges a.ccg", "edges --json a.ccg", "chains a.ccg", "chains a.ccg --from re:. --kernel",
    "chains --json a.ccg --from re:. --kernel", "chains --format dot a.ccg --from re:. --kernel",
    "chains --format lines a.ccg --from re:. --kernel", "chains a.ccg --from re:. --kernel --count",
    "diff b.ccg a.ccg --from re:. --kernel", "launches a.ccg", "launches --json a.ccg", "bindings a.ccg", "bindings --json a.ccg", "bindings --format csv a.ccg",
    "params --hardware a.ccg", "params --hardware --format csv a.ccg", "params --hardware --format markdown a.ccg",
    "info --format csv a.ccg", "info --format markdown a.ccg", "edges --format csv a.ccg", "edges --format markdown a.ccg",
    "functions --format csv a.ccg", "launches --format csv a.ccg", "launches --format markdown a.ccg",
    "diff b.ccg a.ccg --from re:. --kernel --format csv", "diff b.ccg a.ccg --from re:. --kernel --format markdown",
    "params --hardware --columns all a.ccg", "params --hardware --columns all --json a.ccg",
    "params --hardware --pivot name,stream --format csv a.ccg", "params --hardware --json a.ccg", "params --hardware --pivot name,stream a.ccg", "params --hardware --format json a.ccg", "params --model a.ccg",
    "params --model --format csv a.ccg", "params --model --format markdown a.ccg", "params --model --json a.ccg",
    "diff b.ccg a.ccg", "diff --json b.ccg a.ccg", "diff a.ccg b.ccg", "map a.ccg", "map --mode json a.ccg",
    "merge -v a.ccg b.ccg -o c.ccg", "merge none{evil}.ccg -o c.ccg", "info none{evil}.ccg", "{evil}", "info --{evil}",
    "chains a.ccg --from none{evil}", "functions a.ccg re:({evil}", "help {evil}",
    "prompt a.ccg", "prompt a.ccg --chains chains", "prompt a.ccg --chains none{evil}",
    "identify prompts --dry-run --host 127.0.0.1:1 --no-pull", "identify none{evil}",
    "verify answers a.ccg", "verify answers a.ccg --format csv", "verify answers a.ccg --format markdown",
    "verify answers a.ccg --format json", "run -p none{evil}", "python none{evil}.py -o c.ccg", "python broken -o c.ccg",
    "fit a.ccg", "fit a.ccg --device H100 --format csv", "fit a.ccg --format sarif", "fit a.ccg --json",
    "cost a.ccg --ptxas ptxas.log --all", "cost a.ccg --ptxas ptxas.log --all --format csv",
    "trace a.ccg events --by event --format csv", "trace a.ccg events --by kernel --format json",
    "trace a.ccg events --folded /dev/stdout",
    "export a.ccg --to folded -o /dev/stdout", "export a.ccg --to graphml -o /dev/stdout",
    "export a.ccg --to sarif -o /dev/stdout", "export a.ccg --to metacg -o /dev/stdout",
    "missing -p none{evil}", "draw a.ccg --from re:. --kernel --format mermaid", "draw a.ccg --around none{evil}",
]
BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


class Escapes(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folders = {}
        for kind, mark in (("harmless", b"_mark"), ("evil", EVIL)):
            folder = cls.folders[kind] = tempfile.TemporaryDirectory(prefix="callchain-escapes-")
            cls.addClassCleanup(folder.cleanup)
            raw = mark.replace(b"\\n", b"\n")
            cls.put(folder.name, "a.txt", GRAPH.replace(b"*", mark))
            cls.put(folder.name, "b.txt", b"function f\nedge f g call\n")
            for name in "ab":
                subprocess.run([MAKE_GRAPH, f"{name}.txt", f"{name}.ccg"], cwd=folder.name, check=True)
            cls.put(folder.name, "chains", CHAIN.replace(b"*", raw.replace(b"\n", b" ")) + b"nonsense" + raw + b"\n")
            text = json.dumps(ANSWER).replace("*", json.dumps(raw.decode("utf-8", "replace"))[1:-1])
            os.makedirs(os.path.join(folder.name, "answers", ".callchain"))
            cls.put(folder.name, "answers/output_prompt_api_1", text.encode())
            cls.put(folder.name, b"answers/output_" + raw.replace(b"/", b"") + b"_2", b"none")
            cls.put(folder.name, "answers/.callchain/output_prompt_api_1.json",
                    json.dumps({"model": {"name": "m" + raw.decode("utf-8", "replace")}}).encode())
            os.mkdir(os.path.join(folder.name, "prompts"))
            cls.put(folder.name, b"prompts/" + raw, b"what?")
            cls.put(folder.name, "prompts/index.json",
                    json.dumps([{"file": raw.decode("utf-8", "surrogateescape"), "mode": "model"}]).encode())
            os.mkdir(os.path.join(folder.name, "broken"))
            name = raw.decode("utf-8", "replace")
            events = [{"ph": "X", "cat": "kernel", "name": "void ;k%s<64>(int)" % name, "ts": 3, "dur": 4, "args": {"External id": 1}},
                      {"ph": "X", "cat": "cpu_op", "name": "=op;" + name, "pid": 1, "tid": 2, "ts": 0, "dur": 9,
                       "args": {"External id": 1}}]
            cls.put(folder.name, "events", json.dumps({"traceEvents": events}).encode())
            cls.put(folder.name, "ptxas.log", b"ptxas info    : Compiling entry function '_Z1k%s' for 'sm_80'\nptxas info    : "
                    b"Used 40 registers\n" % re.sub(rb"[\n']", b"", raw))
            cls.put(folder.name, b"broken/x" + raw + b".py", b"def f(:\n")

    @staticmethod
    def put(folder, name, content):
        with open(os.path.join(os.fsencode(folder), os.fsencode(name)), "wb") as stream:
            stream.write(content)

    def run_it(self, kind, command):
        mark = b"_mark" if kind == "harmless" else EVIL.replace(b"\\n", b"\n")
        arguments = [CALLCHAIN.encode()] + [word.encode().replace(b"{evil}", mark) for word in command.split()]
        done = subprocess.run(arguments, cwd=self.folders[kind].name, capture_output=True, timeout=60, check=False,
                              stdin=subprocess.DEVNULL)
        self.assertGreaterEqual(done.returncode, 0, done.stderr)
        return done.returncode, done.stdout, done.stderr

    def check(self, command):
        expected, actual = self.run_it("harmless", command), self.run_it("evil", command)
        alike = "--chains" not in command and "--dry-run" not in command  # their inputs cannot hold all of it
        if alike:
            self.assertEqual(actual[0], expected[0], actual[2])
        for wanted, got in zip(expected[1:], actual[1:]):
            text = got.decode("utf-8")  # strictly
            if "csv" in command:
                text = text.replace("\r\n", "\n")
            self.assertIsNone(BAD.search(text), repr(text))
            if "json" in command and got is actual[1] and got:
                json.loads(text)
            elif "csv" in command and got is actual[1]:
                rows, model = (list(csv.reader(io.StringIO(t, newline=""))) for t in (got.decode(), wanted.decode()))
                self.assertEqual([len(row) for row in rows], [len(row) for row in model])
                for value in (cell for row in rows for cell in row):
                    self.assertFalse(value[:1] in "=+-@\t\r" and value and not re.fullmatch(r"[+-]?[0-9.]+", value), value)
            elif alike:
                texts = (t.replace(";\n    ", "; ") for t in (text, wanted.decode()))  # lines wrap by their length
                shapes = [[line.count("\t") for line in t.split("\n")] for t in texts]
                self.assertEqual(shapes[0], shapes[1], text)


def make(command):
    return lambda self: self.check(command)


for number, line in enumerate(COMMANDS):
    setattr(Escapes, f"test_{number:02}_{re.sub('[^a-z]+', '_', line)}", make(line))

unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
