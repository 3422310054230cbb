#!/usr/bin/env python3
"""Allocations of `project` fail, one, and all from there on: the same summary and program, or exit code 1 and a line
that says why; what it starts does not load failing_malloc.c, and is tortured by itself.

    project_torture.py --callchain CALLCHAIN --failing LIBRARY [--step N]
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

SETUP = """from setuptools import setup, Extension
setup(name="pkg", packages=["pkg"], ext_modules=[Extension("pkg._C", ["a.c"])])
"""


class Project:
    def __init__(self, options, work):
        self.options, self.work, self.folder = options, work, os.path.join(work, "source")
        os.makedirs(os.path.join(self.folder, "pkg"))
        self.put("pkg/__init__.py", "from . import _C\ndef f(x):\n    return _C.g(x)\n")
        self.put("a.c", "int g(int x) { return x; }\nint a(void) { return g(1); }\n")

    def put(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="ascii") as stream:
            stream.write(text)

    def run(self, at, onwards):
        out = os.path.join(self.work, "out")
        shutil.rmtree(out, ignore_errors=True)
        environment = dict(os.environ, LD_PRELOAD=self.options.failing, FAILING_AT=str(at), FAILING_ON=str(int(onwards)),
                           FAILING_COUNT=os.path.join(self.work, "count"))
        done = subprocess.run([self.options.callchain, "project", self.folder, "-o", out, "-q", "-j", "1"], env=environment,
                              capture_output=True, timeout=120, check=False, stdin=subprocess.DEVNULL)
        program = None
        if os.path.exists(os.path.join(out, "program.ccg")):
            with open(os.path.join(out, "program.ccg"), "rb") as stream:
                program = stream.read()
        return done, program

    def look(self, name):
        (whole, expected), problems = self.run(0, False), 0
        with open(os.path.join(self.work, "count"), encoding="ascii") as stream:
            count = int(stream.read())
        if whole.returncode or not expected:
            print("%s: exit code %d %s" % (name, whole.returncode, whole.stderr))
            return 1
        for at in range(1, count + 1, self.options.step):
            for onwards in (False, True):
                done, program = self.run(at, onwards)
                same = done.returncode == 0 and done.stdout == whole.stdout and program == expected
                told = done.returncode in (1, 3) and b"memory" in done.stdout + done.stderr and program in (None, expected)
                if not same and not told:
                    problems += 1
                    print("%s: allocation %d%s: exit code %d, %s program: %s" % (
                        name, at, " and all later" if onwards else "", done.returncode,
                        "no" if program is None else "the same" if program == expected else "ANOTHER", done.stderr[-200:]))
        print("%s: %d allocations, %d problems" % (name, count, problems), flush=True)
        return problems


def main():
    parser = argparse.ArgumentParser()
    for name in ("callchain", "failing"):
        parser.add_argument("--" + name, required=True, type=os.path.abspath)
    parser.add_argument("--step", type=int, default=1)
    options, problems = parser.parse_args(), 0
    for name, file, text in (("database", "compile_commands.json", None), ("setup.py", "setup.py", SETUP)):
        with tempfile.TemporaryDirectory(prefix="callchain-torture-") as work:
            project = Project(options, os.path.realpath(work))
            project.put(file, text or json.dumps([{"directory": project.folder, "file": "a.c", "arguments": ["gcc", "-c", "a.c"]}]))
            problems += project.look(name)
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
