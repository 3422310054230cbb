#!/usr/bin/env python3
"""Every allocation of a command fails once, and then every one from there on:
what it prints is the same as ever, or it says in a line that it failed. What it
writes is whole under its name, or not there; the Python front end may have left
a file out, which it says.

    command_torture.py --callchain CALLCHAIN --failing LIBRARY [--make-graph MAKE_GRAPH]
                       [--step N] [--offset N] [--most N] [--only WORD]

Which of them fail depends on N and the offset: a test takes every Nth; with --most
the step of a command is so long that there are no more.
"""
import argparse
import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cost"))
import cubins  # noqa: E402

GRAPHS = os.path.join(os.path.dirname(HERE), "cli", "graphs")
GRACE = 60

COMMANDS = [
    "info a.ccg", "info --json a.ccg", "functions a.ccg *", "show a.ccg *mha_fwd*", "edges a.ccg", "edges --json a.ccg",
    "chains a.ccg --from * --kernel", "chains a.ccg --from * --kernel --count", "chains --json a.ccg --from * --kernel",
    "chains c.ccg --from * --to *", "chains --format dot a.ccg --from * --kernel", "launches a.ccg", "launches --json a.ccg",
    "params --hardware a.ccg", "params --hardware --format csv a.ccg", "params --hardware --format markdown a.ccg",
    "params --hardware --json a.ccg", "params --hardware --pivot name,site a.ccg", "params --hardware --pivot varying --format csv a.ccg",
    "params --hardware --columns all a.ccg", "params --hardware --columns grid,id --json a.ccg", "params --model a.ccg",
    "info --format csv a.ccg", "edges --format markdown a.ccg", "launches --format csv a.ccg", "diff --format csv a.ccg b.ccg",
    "params --model --format csv a.ccg", "params --model --json a.ccg", "diff a.ccg b.ccg", "diff --json a.ccg b.ccg",
    "diff a.ccg b.ccg --from * --kernel", "map pkg --mode chain -o out", "map pkg --mode json -o out --graph a.ccg", "merge -o out.ccg a.ccg b.ccg",
    "prompt a.ccg -o out", "prompt --mode hardware a.ccg -o out", "verify answers a.ccg --prompts asked", "verify answers a.ccg --prompts asked --format csv -o out",
    "verify answers a.ccg --prompts asked --format json", "verify answers a.ccg --prompts asked --format markdown", "translate -- nvcc -arch=sm_80 -O2 -c k.cu", "help", "completions bash",
    "python pkg -o out.ccg", "launches old.ccg", "merge -o out.ccg old.ccg a.ccg",
    "export a.ccg --to sqlite -o out", "export a.ccg --to json -o out", "export a.ccg --to graphml -o out", "export a.ccg --to folded -o out",
    "merge --shard 1/2 -o out.ccg a.ccg b.ccg", "draw a.ccg --from * --kernel", "draw a.ccg --around *mha_fwd* --depth 2 --format mermaid -o out",
    "fit a.ccg", "fit a.ccg --device H100 --format sarif", "fit a.ccg --device A100 --ptxas ptxas.log", "cost a.ccg --ptxas ptxas.log --all",
    "cost a.ccg --binary lib.so --by operator", "cost a.ccg --binary lib.so --by section", "cost a.ccg --binary lib.so --by kernel --json", "cost a.ccg --binary k.cubin --was cost.json --format csv",
    "trace a.ccg trace.json -o out", "trace a.ccg trace.json --by chain --folded out", "trace a.ccg trace.json.gz --by event --format csv", "trace a.ccg trace.sqlite --by operator",
    "bindings a.ccg", "bindings a.ccg --format json", "show --program p.ccg steps.f", "report a.ccg p.ccg -o out",
    "select p.ccg --entry steps.f --given x=fp16[2,4] --explain", "select p.ccg --entry steps.f --given n=? --json", "select p.ccg --cases cases.json",
    "export a.ccg --to parquet -o out", "export a.ccg --to metacg -o out", "export a.ccg --to pprof -o out", "export a.ccg --to sarif -o out",
]


STEPS = """import compiled_C
class Holder:
    def __init__(self, items):
        self.items = {name: item for name, item in items}
    def total(self):
        return sum(item.shape[0] for item in self.items.values())
def g(x, n=3):
    try:
        return x if n > 2 else x.transpose(0, 1).contiguous()
    finally:
        n += 1
def f(x=None, n=4, *rest, **more):
    h = Holder([("a", x), ("b", g(x, n))])
    for i in range(h.total()):
        if i % 2 and n:
            compiled_C.run(h.items["a"], f"{i}:{n}", *rest, **more)
    return [y for y in (1, 2, 3) if y > n]
"""


def make_program(options, folder):
    """What `select` evaluates."""
    os.makedirs(os.path.join(folder, "steps"))
    with open(os.path.join(folder, "steps", "__init__.py"), "w", encoding="ascii") as stream:
        stream.write(STEPS)
    with open(os.path.join(folder, "cases.json"), "w", encoding="ascii") as stream:
        json.dump([{"name": "one", "entry": "steps.f", "given": {"x": "fp16[2,384]", "n": 1}},
                   {"name": "two", "entry": "steps.f", "given": {"n": "?"}}], stream)
    subprocess.run([options.callchain, "python", "-q", "--binding", "compiled_C", "steps", "-o", "p.ccg"], cwd=folder, check=True)


KERNEL = "_ZN5flash6kernelIN8cutlass6half_tELi64EEEvNS_6paramsE"  # whatever it is called: joining looks at it all the same


def make_compiled(folder):
    """What the compiler and the profiler would have made."""
    cubin = cubins.cubin(80, {KERNEL: (640, 40, 8, 256, True), "_Zother": (128, 8, 0, None, True)})
    events = [{"ph": "X", "cat": "cpu_op", "name": "attention::fwd", "pid": 1, "tid": 2, "ts": 0, "dur": 9, "args": {"External id": 1}},
              {"ph": "X", "cat": "cuda_runtime", "name": "cudaLaunchKernel", "pid": 1, "tid": 2, "ts": 1, "dur": 1, "args": {"correlation": 5}},
              {"ph": "X", "cat": "kernel", "name": "void flash::kernel<64>(int)", "ts": 3, "dur": 4, "args": {"External id": 1, "grid": [1, 1, 1]}},
              {"ph": "X", "cat": "kernel", "name": "other", "ts": 8, "dur": 4, "args": {"External id": 5, "correlation": 5}}]
    text = json.dumps({"traceEvents": events}).encode()
    for name, contents in (("k.cubin", cubin), ("trace.json", text), ("trace.json.gz", gzip.compress(text)),
                           ("lib.so", cubins.library(cubins.fatbin(cubins.entry(2, 80, cubin, cubins.lz4), cubins.entry(2, 80, cubin)))),
                           ("cost.json", b'[{"symbol": "_Zother", "architecture": "sm_80", "bytes": 7, "registers": 9}]'),
                           ("ptxas.log", (b"ptxas info    : Compiling entry function '%s' for 'sm_80'\nptxas info    : Used 40 registers\n" % KERNEL.encode()))):
        with open(os.path.join(folder, name), "wb") as stream:
            stream.write(contents)
    base = sqlite3.connect(os.path.join(folder, "trace.sqlite"))
    base.execute("CREATE TABLE StringIds (id INTEGER PRIMARY KEY, value TEXT)")
    base.execute("INSERT INTO StringIds VALUES (1, 'other')")
    columns = ("start", "\"end\"", "deviceId", "streamId", "demangledName", "mangledName", "registersPerThread", "gridX", "gridY", "gridZ",
               "blockX", "blockY", "blockZ", "staticSharedMemory", "dynamicSharedMemory")
    base.execute("CREATE TABLE CUPTI_ACTIVITY_KIND_KERNEL (%s)" % ", ".join(columns))
    base.execute("INSERT INTO CUPTI_ACTIVITY_KIND_KERNEL VALUES (%s)" % ", ".join("1" for _ in columns))
    base.commit()
    base.close()


class Torture:
    def __init__(self, options, folder):
        self.options, self.folder, self.problems, self.runs = options, folder, [], 0

    def run(self, command, at, onwards):
        out = [os.path.join(self.folder, name) for name in ("out.ccg", "out", "prompt")]
        for path in out:
            if os.path.isdir(path):
                shutil.rmtree(path)
            elif os.path.exists(path):
                os.unlink(path)
        environment = dict(os.environ, LD_PRELOAD=self.options.failing, FAILING_AT=str(at), FAILING_ON=str(int(onwards)),
                           FAILING_COUNT=os.path.join(self.folder, "count"))
        try:
            done = subprocess.run([self.options.callchain, *command.split()], cwd=self.folder, env=environment,
                                  capture_output=True, timeout=GRACE, stdin=subprocess.DEVNULL, check=False)
            result = done.returncode, done.stdout, done.stderr
        except subprocess.TimeoutExpired:
            result = "no end", b"", b""
        files = {}
        for path in out:
            for base, _, names in os.walk(path):
                for name in names:
                    with open(os.path.join(base, name), "rb") as stream:
                        files[os.path.join(base, name)] = stream.read()
            if os.path.isfile(path):
                with open(path, "rb") as stream:
                    files[path] = stream.read()
        return result, files

    def look(self, command):
        expected, whole = self.run(command, 0, False)
        with open(os.path.join(self.folder, "count"), encoding="ascii") as stream:
            count = int(stream.read())
        bad = {}
        step = max(self.options.step, count // self.options.most if self.options.most else 1)
        for at in range(1 + self.options.offset % step, count + 1, step):
            for onwards in (False, True):
                result, files = self.run(command, at, onwards)
                self.runs += 1
                reason = self.judge(expected, whole, result, files)
                if reason:
                    bad.setdefault(reason, []).append("%d%s" % (at, "+" if onwards else ""))
        print("%-60s %6d allocations, exit code %s%s" % (command, count, expected[0], "" if not bad else ":"), flush=True)
        for reason, places in bad.items():
            self.problems.append((command, reason))
            print("    %s: %d times, at %s" % (reason, len(places), " ".join(places[:8])), flush=True)

    @staticmethod
    def judge(expected, whole, result, files):
        code, out, err = result
        if result == expected and files == whole:
            return None
        if code in ("no end",) or code < 0:
            return "exit code %s" % code
        if code == 3 and b"memory" in err: # a file that was not read, as for any other reason
            return None
        if code != 1:
            return "exit code %s, %s" % (code, "another output" if out != expected[1] else "other files or messages")
        if not err or len(err.splitlines()) > 3:
            return "%d lines of messages" % len(err.splitlines())
        parts = {path for path, bytes_ in files.items() if whole.get(path) != bytes_}
        return "a file that is another" if parts else None


def prepare(options, folder):
    """What the commands are given."""
    for name, source in (("a", "attention"), ("b", "attention-next"), ("c", "circle")):
        subprocess.run([options.make_graph, os.path.join(GRAPHS, source + ".txt"), os.path.join(folder, name + ".ccg")],
                       check=True)
    shutil.copy(os.path.join(os.path.dirname(HERE), "upgrade", "version-1.ccg"), os.path.join(folder, "old.ccg"))
    os.makedirs(os.path.join(folder, "pkg"))
    with open(os.path.join(folder, "pkg", "__init__.py"), "w", encoding="ascii") as stream:
        stream.write("class A:\n    def f(self):\n        return g()\ndef g():\n    return A().f()\n")
    make_program(options, folder)
    make_compiled(folder)
    os.makedirs(os.path.join(folder, "answers"))
    with open(os.path.join(folder, "answers", "output_prompt_api_1"), "w", encoding="ascii") as stream:
        stream.write('{"parameters": [{"name": "causal", "scopes": ["attn.interface.attn_func"], "role": "r"}]}')
    subprocess.run([options.callchain, "prompt", "-q", "a.ccg", "-o", "asked"], cwd=folder, check=False, stderr=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser()
    for name in ("callchain", "failing", "make-graph"):
        parser.add_argument("--" + name, required=True, type=os.path.abspath)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--most", type=int, default=0)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="callchain-torture-") as folder:
        prepare(options, folder)
        torture = Torture(options, folder)
        for command in COMMANDS:
            if options.only in command:
                torture.look(command)
    print("%d runs, %d problems" % (torture.runs, len(torture.problems)))
    return bool(torture.problems)


if __name__ == "__main__":
    sys.exit(main())
