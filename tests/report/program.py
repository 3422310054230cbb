"""A program for the tests of the pages, and the report of it, with what a model said of it, and an older one.

f is a template: f<0> calls g<0>, which launches k<0>; f<1> calls g<1>, which launches nothing. main calls f<1> alone, so
no chain leads from main to k, though as written main calls f, f calls g, and g launches k. start calls both. Names,
texts and sources try to be markup, script, and ends of strings.
"""
import base64
import gzip
import json
import os
import re
import subprocess

EVIL = "x</script><script>window.pwned=1</script><img src=x onerror=window.pwned=1>'\\`${pwned()}\u202e\u2066\u200b\x1b[1m"
SHOWN = EVIL.replace("\u202e", "\\u202e").replace("\u2066", "\\u2066").replace("\u200b", "\\u200b").replace("\x1b", "\\u001b")  # as pages tell it
LONG = "l" * 40000 + "<" * 3000
LAUNCHES = 3000
USES = 60
GRAPH = r'''
pass a.cu.host unit=a.cu kind=host
pass a.cu.sm_80 unit=a.cu kind=sm_80
problem a.cu "EVIL"
function py:m.start "name=m.start" lang=python flags=defined,entry at=m.py:1 lines=1-3 "params=x" "signature=x='EVIL'"
function py:c.op "name=c.op" lang=python flags=binding at=a.cu:30
function py:c.lost "name=c.lost" lang=python flags=binding
function start name=start lang=cuda flags=defined at=a.cu:9 lines=9-12 params=x
function main name=main lang=cuda flags=defined,entry at=a.cu:20 lines=20-22
function f "name=f" lang=cuda flags=template,defined at=a.cu:3 lines=3-5
function f0 "name=f<0>" lang=cuda flags=defined at=a.cu:3 lines=3-5 source=f
function f1 "name=f<1>" lang=cuda flags=defined at=a.cu:3 lines=3-5 source=f
function g "name=g" lang=cuda flags=template,defined at=a.cu:6 lines=6-8
function g0 "name=g<0>" lang=cuda flags=defined at=a.cu:6 lines=6-8 source=g
function g1 "name=g<1>" lang=cuda flags=defined at=a.cu:6 lines=6-8 source=g
function k "name=k" lang=cuda flags=kernel,template,defined at=a.cu:1 lines=1-2
function k0 "name=k<0>" lang=cuda flags=kernel,defined at=a.cu:1 lines=1-2 source=k
function evil "name=EVIL" lang=cuda flags=defined "at=EVIL.cu:1" lines=1-1
function long "name=LONG" lang=cuda flags=defined at=a.cu:2
edge start long call possible=1 sites=a.cu:11:20
edge py:m.start py:c.op call passes=python sites=m.py:2:5
edge py:m.start py:c.lost call passes=python sites=m.py:3:5
edge py:c.op start bind sites=a.cu:30:1
edge start f0 call sites=a.cu:10:3
edge start f1 call sites=a.cu:11:3
edge start evil call possible=1 sites=a.cu:11:9
edge main f1 call sites=a.cu:21:3
edge f0 g0 call sites=a.cu:4:3
edge f1 g1 call sites=a.cu:4:3
edge g0 k0 launch sites=a.cu:7:3
edge g0 many launch sites=a.cu:8:3
function many name=many lang=cuda flags=kernel,defined at=a.cu:2
launch g0 k0 at=a.cu:7 grid=n "block=EVIL" block_value=128 shared=64 shared_value=64 grid_value=?
binding py:c.op start module=c "params=x" "schema=op(Tensor x) -> EVIL" at=a.cu:30
value A parameter x function=py:m.start index=0 at=m.py:1
value B parameter x function=start index=0 at=a.cu:9
flow A B argument "text=EVIL" at=m.py:2
use B condition function=start target=f0 "text=x > 0" at=a.cu:10
'''
# main calls wrap, in whose closure work is called; p<0> calls work, p<1> only may, and second calls p<1>; work launches
# kern, whose address pick takes: no chain leads through that.
WAYS = r'''
pass a.cu.host unit=a.cu kind=host
pass b.cu.host unit=b.cu kind=host errors=2 "error=b.cu:1:1: EVIL"
function main name=main lang=cuda flags=defined,entry at=a.cu:1 lines=1-2
function wrap name=wrap lang=cuda flags=defined at=a.cu:3 lines=3-8
function closure "name=wrap::(lambda)::operator()" lang=cuda flags=defined,lambda at=a.cu:4 lines=4-6
function work name=work lang=cuda flags=defined at=a.cu:9 lines=9-10
function kern name=kern lang=cuda flags=kernel,defined at=a.cu:11 lines=11-12
function pick name=pick lang=cuda flags=defined at=a.cu:13 lines=13-14
function p "name=p" lang=cuda flags=template,defined at=a.cu:15 lines=15-16
function p0 "name=p<0>" lang=cuda flags=defined at=a.cu:15 lines=15-16 source=p
function p1 "name=p<1>" lang=cuda flags=defined at=a.cu:15 lines=15-16 source=p
function first name=first lang=cuda flags=defined,entry at=a.cu:17
function second name=second lang=cuda flags=defined,entry at=a.cu:18
function py:c.pick name=c.pick lang=python flags=binding
function py:c.second name=c.second lang=python flags=binding
binding py:c.pick pick module=c
binding py:c.second second module=c
edge py:c.pick pick bind
edge py:c.second second bind
edge main wrap call sites=a.cu:2:1
edge wrap closure call sites=a.cu:7:1
edge closure work call sites=a.cu:5:1
edge work kern launch sites=a.cu:10:1
edge pick kern address sites=a.cu:14:1
edge p0 work call sites=a.cu:16:1
edge p1 work call possible=1 sites=a.cu:16:1
edge first p0 call sites=a.cu:17:1
edge second p1 call sites=a.cu:18:1
'''
# What the older program lacks, and has in its place: f0 called g1, which was no g0; a kernel is gone; a unit has a problem.
OLD = [("edge f0 g0 call sites=a.cu:4:3", "edge f0 gone launch sites=a.cu:4:3"),
       ("function evil ", "function gone name=gone::EVIL lang=cuda flags=kernel,defined at=a.cu:15\nfunction evil "),
       ("edge start evil call possible=1 sites=a.cu:11:9\n", ""),
       ("launch g0 k0 at=a.cu:7", "launch f0 gone at=a.cu:7")]
ANSWER = {"parameters": [
    {"name": "x", "scopes": ["m.start"], "role": "model", "description": "decides EVIL".replace("EVIL", EVIL)},
    {"name": "made_up" + EVIL, "scopes": [EVIL], "role": EVIL, "description": "none"}]}
SOURCES = {"a.cu": "\n".join(f"// line {n} EVIL" for n in range(1, 41)), "m.py": "def start(x='EVIL'):\n    c.op(x)\n    c.lost(x)\n"}


def make(folder, name, text, make_graph):
    """A graph file of a text."""
    with open(os.path.join(folder, name + ".txt"), "w", encoding="utf-8") as stream:
        stream.write(text.replace("EVIL", EVIL).replace("LONG", LONG))
    graph = os.path.join(folder, name + ".ccg")
    subprocess.run([make_graph, os.path.join(folder, name + ".txt"), graph], check=True)
    return graph


def write(folder, callchain, make_graph):
    """Makes the graphs, the sources, the answers and the report in `folder`. Returns the report's folder."""
    text, old = GRAPH, GRAPH
    text += "".join(f"launch g0 many at=a.cu:8 grid={n} block=1 grid_value={n} block_value={n % 7 + 1}\n" for n in range(1, LAUNCHES + 1))
    text += "".join(f'value V{n} local v{n} function=start at=a.cu:10\nflow B V{n} copy "text=EVIL" at=a.cu:10\n'
                    f'use V{n} condition function=start target=f0 "text=v{n} > 0" at=a.cu:10\n' for n in range(1, USES))
    for now, then in OLD:
        assert now in old, now
        old = old.replace(now, then)
    for name, source in SOURCES.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as stream:
            stream.write(source.replace("EVIL", EVIL))
    graph, before = make(folder, "graph", text, make_graph), make(folder, "old", old, make_graph)
    report, prompts, answers = (os.path.join(folder, name) for name in ("report", "prompts", "answers"))
    run = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([callchain, "prompt", graph, "--through", "kernel", "--root", folder, "-o", prompts], **run)
    os.mkdir(answers)
    with open(os.path.join(answers, "output_prompt_api_1"), "w", encoding="utf-8") as stream:
        json.dump(ANSWER, stream)
    with open(os.path.join(answers, "output_prompt_api_1.run2"), "w", encoding="utf-8") as stream:
        stream.write(EVIL)
    subprocess.run([callchain, "report", graph, "--root", folder, "-o", report, "--title", EVIL, "--diff", before,
                    "--answers", answers, "--prompts", prompts], **run)
    return report


def write_ways(folder, callchain, make_graph):
    """The report of WAYS, in `folder`. Returns its folder."""
    report = os.path.join(folder, "ways")
    subprocess.run([callchain, "report", make(folder, "ways-graph", WAYS, make_graph), "-o", report, "--root", folder], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return report


def piece(report, name):
    """The JSON of a piece."""
    with open(os.path.join(report, "data", name + ".js"), encoding="ascii") as stream:
        text = stream.read()
    found = re.fullmatch(r'callchain\.piece\("([a-z0-9-]+)","([A-Za-z0-9+/=]*)"\);\n', text)
    assert found and found[1] == name, name
    return json.loads(gzip.decompress(base64.b64decode(found[2])))
