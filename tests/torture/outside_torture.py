#!/usr/bin/env python3
"""Every allocation of `run` and of `identify` fails once, and then every one from there on, as command_torture.py has
it for the other commands: `run` with a real clang, whose own allocations do not fail, and `identify` with a server
(tests/ollama/hostile_server.py).

    outside_torture.py --callchain CALLCHAIN --failing LIBRARY --clang CLANG --plugin PLUGIN
                       [--step N] [--most N] [--offset N] [--only WORD]

What is kept for the next run (.callchain) may be missing, not another; a graph may be that of an attempt without
repairs, which says itself that it is incomplete, as after a kill. Where a command allocates more than N times
--most, the step is as much longer.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, os.path.join(TESTS, "ollama")]
from command_torture import Torture  # noqa: E402
from hostile_server import MODEL, HostileServer, vocabulary, well_behaved  # noqa: E402

TIMES = re.compile(rb"\b[0-9.]+ (s\b|tokens/s)")
INCLUDE = os.path.join(TESTS, "include")

SOURCES = {
    "h.h": "#pragma once\n#include \"g.h\"\nstatic inline int h(int x) { return g(x); }\n",
    "g.h": "#pragma once\nint g(int);\n",
    "one/a.c": "#include \"../h.h\"\nint g(int x) { return x; }\nint a(void) { return h(1); }\n",
    "two/b.cpp": "#include \"../h.h\"\nint b() { return h(2); }\n",
    "nvcc/k.cu": "#include \"cuda_stub.h\"\n__global__ void k(int *p) { *p = 1; }\nvoid run(int *p) { k<<<1, 32>>>(p); }\n",
    "mend/m.cpp": "template <class T> struct A { typedef T type; };\ntemplate <class T> void f() { A<T>::type x = 1; (void)x; }\n"
                  "void m() { f<int>(); }\n",
    "nvcc/cuda/bin/nvcc": "#!/bin/sh\n",
    "nvcc/cuda/bin/ptxas": "\0Cuda compilation tools, release 12.8, V12.8.93\n\0",
    "nvcc/cuda/include/cuda_runtime.h": "",
    "ask/prompt_api_1": "Prompt 1. " + "void f(int window_size_left, float softmax_scale);\n" * 3,
    "asks/prompt_api_1": "Prompt 1. " + "void f(int window_size_left, float softmax_scale);\n" * 3,
    "asks/prompt_api_2": "Prompt 2. " + "void f(int window_size_left, float softmax_scale);\n" * 4,
}
for shared in "xyz":
    SOURCES["shared/%s.cpp" % shared] = "#include \"../h.h\"\nint %s() { return h(3); }\n" % shared

# Folder, the state that it begins with (below), the command.
RUNS = [
    ("", "run -p one -o graphs"),
    ("", "run -p two -o graphs -q"),
    ("", "run -p two -o graphs --no-shared-headers re:a a.c b*"),
    ("", "run -p two -o graphs --dry-run"),
    ("run", "run -p two -o graphs --dry-run"),
    ("run", "run -p two -o graphs"),
    ("", "run -p shared -o graphs"),
    ("", "run -p mend -o graphs"),
    ("", "run -p nvcc -o graphs --extra-arg=-nocudainc --extra-arg=-nocudalib --extra-arg=-I" + INCLUDE),
    ("", "run -p nvcc -o graphs --dry-run --arch 90 --extra-arg=-nocudainc"),
]
IDENTIFY = "identify --model %s --seed 1 --retries 0 --retry-wait 0 -o answers " % MODEL
QUESTIONS = [
    ("", IDENTIFY + "ask"),
    ("", IDENTIFY + "--json -n 2 -O temperature=0 ask"),
    ("", IDENTIFY + "--dry-run ask"),
    ("answers", IDENTIFY + "asks"),
    ("answers", IDENTIFY + "ask"),
    ("", IDENTIFY + "--sweep temperature=0,1 ask/prompt_api_1"),
    ("counted", IDENTIFY + "ask"),
    ("", "counted " + IDENTIFY + "ask"),
]


def without_times(value):
    if isinstance(value, list):
        return [without_times(item) for item in value]
    if isinstance(value, dict):
        return {name: without_times(item) for name, item in value.items() if not re.search("time|seconds|tokens_per_", name)}
    return value


class Outside(Torture):
    """`state` is the folder that all results of a run are in; it is as `begin` (or empty) before each."""
    begin = None

    def prepare(self):
        for name in ("graphs", "answers", "cache"):
            shutil.rmtree(os.path.join(self.folder, name), ignore_errors=True)
        if self.begin:
            shutil.copytree(self.begin, self.folder, dirs_exist_ok=True)

    def results(self):
        files = {}
        for name in ("graphs", "answers", "cache"):
            for base, _, names in os.walk(os.path.join(self.folder, name)):
                if re.search(r"/\.callchain/(shared-|.*\.work$)", base):
                    continue  # left behind, as after a kill: the next run removes it
                for one in names:
                    path = os.path.join(base, one)
                    with open(path, "rb") as stream:
                        files[os.path.relpath(path, self.folder)] = self.comparable(path, stream.read())
        return files

    @staticmethod
    def comparable(path, contents):
        if path.endswith(".json"):
            try:
                return without_times(json.loads(contents))
            except ValueError:
                return contents
        if path.endswith(".record"):
            return sorted(line for line in contents.splitlines() if not line.startswith(b"seconds "))
        return contents

    def run(self, command, at, onwards):
        self.prepare()
        (code, out, err), _ = super().run(command, at, onwards)
        out, err = TIMES.sub(b"TIME", out), TIMES.sub(b"TIME", err)
        if out.startswith(b"{"):
            try:
                out = without_times(json.loads(out))
            except ValueError:
                pass
        return (code, out, err), self.results()

    def look(self, command):
        self.unrepaired = self.run(command + " --no-repair", 0, False)[1] if command.startswith("run ") else {}
        super().look(command)

    def judge(self, expected, whole, result, files):
        if result[0] == 1:
            files = {name: text for name, text in files.items()
                     if not name.endswith(".ccg") or text != self.unrepaired.get(name)}
        kept = {name: text for name, text in whole.items() if ".callchain/" in name or name.startswith("cache/")}
        here = {name: text for name, text in files.items() if name in kept}
        if any(kept[name] != text for name, text in here.items()):
            return "what is kept is another"
        said = [line for line in result[2].splitlines(True) if line.startswith(b"callchain")]
        if result != expected:
            result = *result[:2], b"".join(said)
        return Torture.judge(expected, whole, result, {**kept, **files} if result[0] == expected[0] else files)


def write_sources(folder, clang):
    for name, text in SOURCES.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="ascii") as stream:
            stream.write(text)
    os.chmod(os.path.join(folder, "nvcc/cuda/bin/nvcc"), 0o755)
    nvcc = os.path.join(folder, "nvcc/cuda/bin/nvcc")
    units = {"one": ["one/a.c"], "two": ["one/a.c", "two/b.cpp"], "shared": ["shared/%s.cpp" % name for name in "xyz"],
             "mend": ["mend/m.cpp"], "nvcc": ["nvcc/k.cu"]}
    for name, files in units.items():
        entries = [{"directory": folder, "file": file,
                    "arguments": [nvcc, "-arch=sm_80", "-c", file] if file.endswith(".cu") else
                    ["g++" if file.endswith(".cpp") else "gcc", "-O2", "-Wformat=2", "-c", os.path.join(folder, file)]}
                   for file in files]
        with open(os.path.join(folder, name, "compile_commands.json"), "w", encoding="ascii") as stream:
            json.dump(entries, stream)


def count(server, exactly):
    """With the model's vocabulary, or by a sample."""
    server.vocabulary, server.frame, server.chat = {}, None, well_behaved
    if exactly:
        server.vocabulary, server.frame = vocabulary(), ("<|end|>", "!")
        server.chat = lambda call: well_behaved(call, tokens=len(call.text.encode()) + 2)


def make_state(torture, name, command):
    """What a run without failures leaves behind."""
    torture.begin = None
    (code, _, err), _ = torture.run(command, 0, False)
    if code:
        sys.exit("%s: exit code %s\n%s" % (command, code, err.decode()))
    state = os.path.join(torture.folder, "states", name)
    for part in ("graphs", "answers", "cache"):
        if os.path.isdir(os.path.join(torture.folder, part)):
            shutil.copytree(os.path.join(torture.folder, part), os.path.join(state, part))
    return state


def main():
    parser = argparse.ArgumentParser()
    for name in ("callchain", "failing", "plugin"):
        parser.add_argument("--" + name, required=True, type=os.path.abspath)
    parser.add_argument("--clang", required=True, type=shutil.which)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--most", type=int, default=0)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="callchain-torture-") as folder, HostileServer() as server:
        folder = os.path.realpath(folder)
        write_sources(folder, options.clang)
        for name in [name for name in os.environ if "proxy" in name.lower()]:
            del os.environ[name]
        os.environ.update(FAILING_NOT="libcrypto", OLLAMA_HOST=server.address, XDG_CACHE_HOME=os.path.join(folder, "cache"))
        torture = Outside(options, folder)
        tools = " -j 1 --root %s --clang %s --plugin %s" % (folder, options.clang, options.plugin)
        wanted = [item for item in RUNS if options.only in item[1]]
        if wanted:
            states = {"": None, "run": make_state(torture, "run", "run -p one -o graphs" + tools)}
            for state, command in wanted:
                torture.begin = states[state]
                torture.look(command + tools)
        wanted = [item for item in QUESTIONS if options.only in item[1]]
        if wanted:
            states = {"": None, "answers": make_state(torture, "answers", IDENTIFY + "ask")}
            count(server, True)
            states["counted"] = make_state(torture, "counted", IDENTIFY + "--dry-run ask")
            for state, command in wanted:
                count(server, "counted" in state + command)
                torture.begin = states[state]
                torture.look(command.removeprefix("counted "))
    print("%d runs, %d problems" % (torture.runs, len(torture.problems)))
    return bool(torture.problems)


if __name__ == "__main__":
    sys.exit(main())
