"""What the oracle's tests share: their options, and running one pass."""

import argparse
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.dirname(os.path.dirname(HERE))


def parser(description):
    """The options that CMakeLists.txt gives to each test."""
    result = argparse.ArgumentParser(description=description)
    for name in ("clang", "plugin", "ir-calls", "graph-facts"):
        result.add_argument("--" + name, required=True)
    result.add_argument("--keep", metavar="DIR", help="leave bitcode and graphs below this folder")
    result.add_argument("--examples", default="0", metavar="N", help="print N examples of each reason")
    return result


def compare(options, name, command, root=None, witness=True):
    """Runs oracle.py on one pass; `command`: without an action. Returns its exit code."""
    line = [sys.executable, os.path.join(HERE, "oracle.py"), "--name", name, "--plugin", options.plugin,
            "--ir-calls", options.ir_calls, "--graph-facts", options.graph_facts, "--examples", options.examples]
    if options.keep:
        line += ["--keep", os.path.join(os.path.abspath(options.keep), name.replace("/", "_").replace(" ", "_"))]
    if not witness:
        line.append("--no-witness")
    sys.stdout.flush()
    return subprocess.run(line + ["--"] + command, cwd=root).returncode


def cache_folder():
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "callchain")
