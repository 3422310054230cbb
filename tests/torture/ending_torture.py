#!/usr/bin/env python3
"""Commands that write files, and what ends them.

    ending_torture.py --callchain CALLCHAIN --failing LIBRARY --make-graph MAKE_GRAPH [--times N] [--only WORD]

Each is ended by SIGTERM and SIGINT at N moments (failing_malloc.c), runs where a file may not get so long (as on a full
disk), and where links are planted under the names that it makes in a folder. No temporary file is left, what has a
final name is what was there before or all of what is made, a failure is one line and exit code 1, and nothing is
written through a link.
"""
import argparse
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from command_torture import prepare  # noqa: E402

# The command, and what it makes: a file, or a folder that ends in a slash.
COMMANDS = [("export a.ccg --to %s -o out" % form, "out/" if form == "parquet" else "out")
            for form in ("sqlite", "json", "graphml", "folded", "metacg", "pprof", "sarif", "parquet")]
COMMANDS += [
    ("report a.ccg p.ccg -o out", "out/"),
    ("report b.ccg --diff a.ccg -o out", "out/"),
    ("draw a.ccg --from * --kernel -o out", "out"),
    ("draw a.ccg --around *mha_fwd* --depth 2 --format mermaid -o out", "out"),
    ("trace a.ccg trace.json -o out", "out"),
    ("trace a.ccg trace.json --by chain --folded out", "out"),
    ("merge --shard 1/2 -o out a.ccg b.ccg", "out"),
    ("merge -o out a.ccg b.ccg", "out"),
    ("python pkg -o out", "out"),
    ("map pkg --mode chain -o out", "out"),
    ("prompt a.ccg -o out", "out/"),
    ("verify answers a.ccg --prompts asked --format csv -o out", "out"),
]
OLD = b"what was there before\n"
SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Ending:
    def __init__(self, options, folder):
        self.options, self.folder, self.problems, self.runs = options, folder, [], 0
        self.out = os.path.join(folder, "out")

    def clean(self):
        if os.path.isdir(self.out) and not os.path.islink(self.out):
            shutil.rmtree(self.out)
        elif os.path.lexists(self.out):
            os.unlink(self.out)

    def files(self):
        found = {}
        for base, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(base, name)
                inside = path == self.out or path.startswith(self.out + "/")
                if inside or name.startswith(".callchain-"):
                    with open(path, "rb") as stream:
                        found[os.path.relpath(path, self.folder)] = stream.read()
        return found

    def run(self, command, environment=None, **more):
        self.runs += 1
        return subprocess.run([self.options.callchain, *command.split()], cwd=self.folder, stdin=subprocess.DEVNULL,
                              env=dict(os.environ, **(environment or {})), capture_output=True, timeout=60, check=False, **more)

    def tell(self, command, text):
        self.problems.append(text)
        print("    %s: %s" % (command, text), flush=True)

    def judge(self, command, whole, what, before):
        for path, contents in self.files().items():
            if os.path.basename(path).startswith(".callchain-"):
                self.tell(command, "%s: the temporary file %s is left" % (what, path))
            elif contents not in (whole.get(path), before.get(path)):
                self.tell(command, "%s: a part of %s has its name" % (what, path))

    def plant(self, is_folder, whole):
        """What was there before: a file of the name, in a folder each."""
        self.clean()
        if is_folder:
            return {}
        with open(self.out, "wb") as stream:
            stream.write(OLD)
        return {"out": OLD}

    def end(self, command, is_folder, whole, count, whole_code):
        for i in range(self.options.times):
            for number in SIGNALS:
                before = self.plant(is_folder, whole)
                at = 1 + (count - 1) * (2 * i + (number == signal.SIGINT)) // (2 * self.options.times)
                done = self.run(command, {"LD_PRELOAD": self.options.failing, "FAILING_AT": str(at), "FAILING_BY": str(number.value)})
                if done.returncode == 3 and b"could not be used" in done.stderr:
                    continue  # the signal came to one of the parsers alone, whose file is told
                if done.returncode not in (-number, 128 + number, whole_code):
                    self.tell(command, "signal %d at %d: exit code %d %s" % (number, at, done.returncode, done.stderr[:200]))
                self.judge(command, whole, "signal %d at %d" % (number, at), before)

    def fill(self, command, is_folder, whole):
        most = max(map(len, whole.values()))
        for size in {1, most // 2, most - 1}:
            before = self.plant(is_folder, whole)
            done = self.run(command, preexec_fn=lambda size=size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
            lines = done.stderr.decode(errors="replace").splitlines()
            if done.returncode != 1 or len([line for line in lines if "cannot write" in line]) != 1:
                self.tell(command, "files of %d bytes at most: exit code %d, %s" % (size, done.returncode, lines[:3]))
            if before and self.files() != before:
                self.tell(command, "files of %d bytes at most: what was there is gone" % size)
            self.judge(command, whole, "files of %d bytes at most" % size, before)

    def link(self, command, whole):
        self.clean()
        victim = os.path.join(self.folder, "victim")
        for path in whole:
            os.makedirs(os.path.dirname(os.path.join(self.folder, path)), exist_ok=True)
            os.symlink(victim, os.path.join(self.folder, path))
        with open(victim, "wb") as stream:
            stream.write(OLD)
        self.run(command)
        with open(victim, "rb") as stream:
            if stream.read() != OLD:
                self.tell(command, "writes through a link in the folder")
        os.unlink(victim)

    def look(self, command, makes):
        self.clean()
        count_file = os.path.join(self.folder, "count")
        done = self.run(command, {"LD_PRELOAD": self.options.failing, "FAILING_COUNT": count_file})
        whole = self.files()
        with open(count_file, encoding="ascii") as stream:
            count = int(stream.read())
        if done.returncode not in (0, 2, 3) or not whole:
            self.tell(command, "exit code %d, %d files: %s" % (done.returncode, len(whole), done.stderr))
            return
        is_folder = makes.endswith("/")
        self.end(command, is_folder, whole, count, done.returncode)
        self.fill(command, is_folder, whole)
        if is_folder:
            self.link(command, whole)
        print("%-70s %3d files, %6d allocations" % (command, len(whole), count), flush=True)


def main():
    parser = argparse.ArgumentParser()
    for name in ("callchain", "failing", "make-graph"):
        parser.add_argument("--" + name, required=True, type=os.path.abspath)
    parser.add_argument("--times", type=int, default=8)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="callchain-torture-") as folder:
        folder = os.path.realpath(folder)
        prepare(options, folder)
        ending = Ending(options, folder)
        for command, makes in COMMANDS:
            if options.only in command:
                ending.look(command, makes)
    print("%d runs, %d problems" % (ending.runs, len(ending.problems)))
    return bool(ending.problems)


if __name__ == "__main__":
    sys.exit(main())
