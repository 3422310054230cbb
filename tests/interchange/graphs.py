"""Graphs for the tests of this folder: those of tests/cli, and one whose names are hostile."""

import json
import os
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
DESCRIPTIONS = os.path.join(os.path.dirname(HERE), "cli", "graphs")

# What a form may take for its own: markup, ends of lines and cells, formulas, bytes that are not UTF-8. In quotes of
# make_graph's, where \\n is the end of a line.
EVIL = (b"]]>--><!--<x a='b'>&amp;`\\n;=1+1\ty 7\x1b[31m\xff\xc3\xe2\x80\xae\xed\xa0\x80\xef\xbf\xbe\x7f"
        b"'; DROP TABLE edge; --{\\\\u0041}%s#%%|end")
HOSTILE = b'''
pass "u*.cu.host" "unit=u*.cu" "kind=host" errors=1 "error=u*.cu:1:1: what*"
pass "u*.cu.sm" "unit=u*.cu" "kind=sm_*"
expected "gone*.cu"
problem "p*.py" "no *" "at=p*.py:3"
function "py:m.f*" "name=m.f*" lang=python flags=defined,entry "at=p*.py:1" lines=1-4 "params=a*,b"
function "py:m.g*" "name=m.g*" lang=python flags=binding "at=u*.cu:9"
function "run*" "name=run*" lang=cuda flags=defined "at=u*.cu:2" lines=2-4 "params=s*,t" "signature=(int *)"
function "=k*" "name==k*" lang=cuda flags=kernel,defined "at=u*.cu:1" "device_at=u*.cu:1" lines=1-2 "params=x*"
function "-lost*" "name=-lost*" "at=u*.cu:7"
edge "py:m.f*" "py:m.g*" call passes=python "sites=p*.py:3:5"
edge "py:m.g*" "run*" bind "sites=u*.cu:9:1"
edge "run*" "=k*" launch "sites=u*.cu:3:3" "passes=host,sm_*"
edge "run*" "-lost*" call possible=1 "via=C*" "sites=u*.cu:3:9"
pointer "run*" "v*" indirect "sites=u*.cu:3:2"
taken "-lost*" "v*"
launch "run*" "=k*" "at=u*.cu:3" "grid=g*" "block=b*" "shared=s*" "stream=t*" "block_value=1, *" "api=api*"
launch "run*" - "at=u*.cu:4" "grid=@*" block=1 api=cudaLaunchKernel
binding "py:m.g*" "run*" "module=m*" "params=p*" "schema=s* -> t" "at=u*.cu:9"
value A parameter "a*" "function=py:m.f*" index=0 "at=p*.py:1"
value B parameter "s*" "function=run*" index=0 "type=T*" "at=u*.cu:2"
flow A B argument "text=-t*" "at=p*.py:3"
use B device_read "function==k*" "text=@u*" "at=u*.cu:2"
'''


class Graphs:
    """Graph files in a folder of their own, which goes with the object."""

    def __init__(self, callchain, make_graph):
        self.callchain = callchain
        self.folder = tempfile.TemporaryDirectory(prefix="callchain-interchange-")
        descriptions = {"hostile": HOSTILE.replace(b"*", EVIL)}
        for name in os.listdir(DESCRIPTIONS):
            with open(os.path.join(DESCRIPTIONS, name), "rb") as stream:
                descriptions[name.removesuffix(".txt")] = stream.read()
        self.names = sorted(descriptions)
        for name, description in descriptions.items():
            with open(self.path(name + ".txt"), "wb") as stream:
                stream.write(description)
            subprocess.run([make_graph, self.path(name + ".txt"), self.path(name + ".ccg")], check=True)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def run(self, *arguments, status=0):
        done = subprocess.run([self.callchain, *arguments], cwd=self.folder.name, capture_output=True, timeout=300,
                              check=False, stdin=subprocess.DEVNULL)
        assert done.returncode == status, (arguments, done.returncode, done.stderr)
        return done.stdout

    def export(self, name, form, *options):
        """The path of the graph in this form."""
        path = self.path(f"{name}.{form}")
        self.run("export", f"{name}.ccg", "--to", form, "-o", path, "-q", *options)
        return path

    def info(self, name, level):
        return json.loads(self.run("info", "--json", "--level", level, f"{name}.ccg"))
