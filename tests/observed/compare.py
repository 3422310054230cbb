#!/usr/bin/env python3
"""Holds the hardware table of graphs against what a GPU ran.

    compare.py CALLCHAIN GRAPHS OBSERVED [PATTERN]

GRAPHS is what `callchain params` takes, OBSERVED a file of this folder. Each launch that differs in kernel, block or
shared memory is looked up by the profiler's name; PATTERN (a regular expression) chooses names, for graphs of some
units only. Exit code 1 when a launch is absent or its block or shared memory differs.
"""
import collections
import gzip
import json
import re
import subprocess
import sys


def launches(path, pattern):
    """(name, block, static and dynamic shared memory) of the project's kernels, PyTorch's own left out"""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        cases = [json.loads(line) for line in stream][1:]
    found = {
        (launch["kernel"], tuple(launch["block"]), launch["shared"])
        for case in cases
        for launch in case["launches"] + case.get("backward_launches", [])
    }
    return sorted(one for one in found if "at::native" not in one[0] and re.search(pattern, one[0]))


def total(row):
    """(static and dynamic shared memory, may there be more): a host pass does not have all bodies"""
    dynamic, static = row["shared_memory_bytes"], row["static_shared_memory_bytes"]
    if isinstance(dynamic, int) and isinstance(static, int):
        return dynamic + static, False
    if isinstance(dynamic, int) and "expression" in static:
        return dynamic + int(re.match(r"\d+", static["expression"]).group()), True
    return (dynamic if isinstance(dynamic, int) else 0), True


def verdict(callchain, graphs, name, block, shared):
    asked = [callchain, "params", "--hardware", graphs, "--format", "json", "--kernel", name]
    answer = subprocess.run(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if answer.returncode:
        return "absent"
    rows = json.loads(answer.stdout)
    totals = [total(row) for row in rows if row["block"] and tuple(row["block"]) == block]
    if (shared, False) in totals:
        return "equal"
    return "at least" if any(least <= shared for least, is_open in totals if is_open) else "differs"


def main():
    callchain, graphs, observed = sys.argv[1:4]
    counts = collections.Counter()
    for name, block, shared in launches(observed, sys.argv[4] if len(sys.argv) > 4 else ""):
        found = verdict(callchain, graphs, name, block, shared)
        counts[found] += 1
        if found != "equal":
            print(found, block, shared, name, sep="\t")
    print(", ".join("%d %s" % (count, found) for found, count in counts.most_common()), file=sys.stderr)
    return 1 if counts["absent"] + counts["differs"] else 0


if __name__ == "__main__":
    sys.exit(main())
