#!/usr/bin/env python3
"""Runs programs and checks that every call that was seen is an edge of our graph, of whatever kind.

What the compiler emits says nothing of the calls through pointers, std::function and
virtual functions; what a program does while it runs says it for the calls that happen. A
pair counts as found when the graph has the edge, or a path from one to the other through
functions that the program does not define (qsort calls what it was given).

The inputs keep their lambdas within inline functions: others have no name that two
compilations agree on.
"""
import argparse
import collections
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def run(command, **more):
    return subprocess.run(command, check=True, capture_output=True, **more).stdout.decode()


def identity(symbol):
    """One name for the forms of a constructor or destructor, and for what a coroutine is split into."""
    symbol = symbol.split("@")[0] if not symbol.startswith("(") else symbol
    symbol = re.sub(r"\.(resume|destroy|cleanup|\d+)$", "", symbol)
    return re.sub(r"([CD])[0-5](?=[EI])", r"\g<1>1", symbol)


def without_own_node(symbol):
    """An inheriting constructor is the heir's constructor in the graph."""
    return re.search(r"CI[12]", symbol) is not None


def symbols(program):
    names = collections.defaultdict(set)
    for line in run(["nm", program]).splitlines():
        fields = line.split()
        if len(fields) == 3 and fields[1] in "tTwWuV":
            names[int(fields[0], 16)].add(identity(fields[2]))
    return names


def graph_of(callchain, folder):
    callees = collections.defaultdict(set)
    for edge in json.loads(run([callchain, "edges", folder, "--level", "instance", "--json"])):
        callees[identity(edge["caller"]["id"])].add(identity(edge["callee"]["id"]))
    return callees


def found(callees, callers, wanted, defined):
    seen, waiting = set(callers), list(callers)
    while waiting:
        for callee in callees.get(waiting.pop(), ()):
            if callee in wanted:
                return True
            if callee not in seen and callee not in defined:
                seen.add(callee)
                waiting.append(callee)
    return False


def missing_calls(options, source, work):
    """How many pairs were seen, and those that the graph lacks."""
    name = os.path.splitext(os.path.basename(source))[0]
    graphs, program, calls = (os.path.join(work, name + end) for end in (".graphs", ".exe", ".calls"))
    standard = "-std=gnu17" if source.endswith(".c") else "-std=c++20"
    objects = [os.path.join(work, name + ".o"), os.path.join(work, "record.o")]
    compile_options = ["-O0", "-w", "-fno-omit-frame-pointer", "-c"]
    run([options.clang, standard, "-finstrument-functions-after-inlining", "-fplugin=" + options.plugin]
        + compile_options + [source, "-o", objects[0]], env=dict(os.environ, CALLCHAIN_OUT=graphs))
    run([options.clang] + compile_options + [os.path.join(HERE, "record.c"), "-o", objects[1]])
    run([options.clang] + objects + ["-o", program, "-lstdc++", "-lm", "-lpthread", "-ldl"])
    run([program], env=dict(os.environ, OBSERVED_CALLS=calls), timeout=120)
    names, callees = symbols(program), graph_of(options.callchain, graphs)
    defined = {n for group in names.values() for n in group if not without_own_node(n)}
    with open(calls, encoding="ascii") as stream:
        pairs = sorted({tuple(int(x, 16) for x in line.split()) for line in stream})
    missing = []
    for pair in pairs:
        caller, callee = (names.get(address, {hex(address)}) for address in pair)
        # A deleting destructor calls the complete one: one function in the graph.
        if caller & callee or any(map(without_own_node, caller | callee)):
            continue
        # The parts of a coroutine run where it is resumed or destroyed.
        if any(re.search(r"coroutine_handle.*(resume|destroy)", n) for n in caller):
            continue
        if not found(callees, caller, callee, defined):
            missing.append((min(caller), min(callee)))
    return len(pairs), missing


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("--clang", "--plugin", "--callchain"):
        parser.add_argument(option, required=True)
    parser.add_argument("sources", nargs="*", help="programs; those in inputs/ unless told")
    options = parser.parse_args()
    inputs = os.path.join(HERE, "inputs")
    sources = options.sources or [os.path.join(inputs, name) for name in sorted(os.listdir(inputs))]
    failed = False
    with tempfile.TemporaryDirectory(prefix="callchain-observed-") as work:
        for source in sources:
            try:
                count, missing = missing_calls(options, os.path.abspath(source), work)
            except subprocess.CalledProcessError as error:
                print("%s: exit code %d of %s\n%s" % (source, error.returncode, " ".join(error.cmd),
                                                     error.stderr.decode(errors="replace")[:2000]))
                return 1
            print("%s: %d calls seen between functions, %d not in the graph" % (
                os.path.basename(source), count, len(missing)))
            for caller, callee in missing:
                failed = True
                print("  %s\n    -> %s" % (caller, callee))
    return 2 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
