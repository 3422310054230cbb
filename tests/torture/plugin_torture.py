#!/usr/bin/env python3
"""Every allocation of the plugin fails once, and then every one from there on: the compile must not notice, and there
is either the same graph, byte for byte, or none and one line that says why.

    plugin_torture.py --clang CLANG --plugin PLUGIN --failing LIBRARY [--step N] [--offset N] UNIT…
"""
import argparse
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
INCLUDE = os.path.join(os.path.dirname(HERE), "include")
ONE_LINE = "callchain: warning: no graph written: "


class Torture:
    def __init__(self, options, unit, work):
        self.options, self.unit, self.out = options, unit, os.path.join(work, "out")
        self.count_file = os.path.join(work, "count")
        self.problems = []

    def compile(self, at, onwards):
        language = ["-x", "cuda", "-std=c++17", "-nocudainc", "-nocudalib", "--cuda-host-only"]
        command = [self.options.clang, "-fsyntax-only", "-w", "-I" + INCLUDE, "-I" + INCLUDE + "/pybind11_stub",
                   "-I" + INCLUDE + "/torch_stub"]
        command += language if self.unit.endswith(".cu") else ["-std=c++20"]
        command += ["-fplugin=" + self.options.plugin, self.unit]
        environment = dict(os.environ, LD_PRELOAD=self.options.failing, FAILING_IN="libcallchain-analysis",
                           FAILING_AT=str(at), FAILING_ON="1" if onwards else "0", FAILING_COUNT=self.count_file,
                           CALLCHAIN_OUT=self.out)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
        files = sorted(os.listdir(self.out)) if os.path.isdir(self.out) else []
        contents = []
        for file in files:
            path = os.path.join(self.out, file)
            with open(path, "rb") as stream:
                contents.append((file, stream.read()))
            os.unlink(path)
        return done, contents

    def run(self):
        done, whole = self.compile(0, False)
        if done.returncode or done.stderr or len(whole) != 1:
            self.problems.append("without failures: exit code %d, %d graphs\n%s" % (done.returncode, len(whole),
                                                                                  done.stderr))
            return 0
        with open(self.count_file, encoding="ascii") as stream:
            count = int(stream.read())
        tried = 0
        for at in range(1 + self.options.offset % self.options.step, count + 1, self.options.step):
            for onwards in (False, True):
                self.look(at, onwards, whole, *self.compile(at, onwards))
                tried += 1
        print("%s: %d allocations, %d runs" % (os.path.basename(self.unit), count, tried))
        return tried

    def look(self, at, onwards, whole, done, found):
        lines = done.stderr.splitlines()
        good = (found == whole and not lines) or (not found and len(lines) == 1 and lines[0].startswith(ONE_LINE))
        if done.returncode or not good:
            self.problems.append("allocation %d%s: exit code %d, %s\n    %s" % (
                at, " and all later" if onwards else "", done.returncode,
                "the same graph" if found == whole else "no graph" if not found else "ANOTHER GRAPH: " +
                ", ".join(name for name, _ in found), "\n    ".join(lines[:3])))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clang", required=True)
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--failing", required=True)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("units", nargs="+")
    options = parser.parse_args()
    failed = tried = 0
    for unit in options.units:
        with tempfile.TemporaryDirectory(prefix="callchain-torture-") as work:
            torture = Torture(options, unit, work)
            tried += torture.run()
            failed += len(torture.problems)
            for problem in torture.problems[:20]:
                print("FAIL %s: %s" % (os.path.basename(unit), problem))
    print("%d runs, %d failed" % (tried, failed))
    return 1 if failed or not tried else 0


if __name__ == "__main__":
    sys.exit(main())
