#!/usr/bin/env python3
"""Compares our graph of one compiler pass with what clang itself emits.

    oracle.py --ir-calls TOOL --graph-facts TOOL --plugin PLUGIN.so [options] -- CLANG ARGUMENTS… SOURCE

The command after `--` is one pass (for CUDA with --cuda-host-only or
--cuda-device-only) without an action or an output. One run of it emits
unoptimised IR with line numbers while the plugin writes its graph.

Prints a summary, what is missing and what has no reason. Exit code: 0 when
recall is complete and every edge that IR lacks has a reason; 2 when not; 1
when something failed to run.
"""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from compare import Comparison  # noqa: E402
from facts import Graph, Ir  # noqa: E402
from reasons import Explainer  # noqa: E402
from witness import Witness  # noqa: E402

IR_OPTIONS = ["-O0", "-gline-tables-only", "-Xclang", "-disable-llvm-passes", "-emit-llvm", "-c", "-w"]


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ir-calls", required=True, help="the tool that reads bitcode")
    parser.add_argument("--graph-facts", required=True, help="the tool that reads a graph file")
    parser.add_argument("--plugin", required=True, help="callchain-clang-N.so")
    parser.add_argument("--name", default="", help="what to call this pass in the report")
    parser.add_argument("--keep", metavar="DIR", help="leave the bitcode and the graph here, or use them if present")
    parser.add_argument("--show", type=int, default=10, help="how many of each finding to print")
    parser.add_argument("--examples", type=int, default=0, metavar="N", help="print N examples of each reason")
    parser.add_argument("--no-witness", action="store_true", help="do not ask clang's own call graph")
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


def compile_pass(options, folder):
    """Bitcode and graph of the pass, as paths."""
    bitcode = os.path.join(folder, "unit.bc")
    graphs, said = os.path.join(folder, "graphs"), ""
    if not os.path.exists(bitcode):
        environment = dict(os.environ, CALLCHAIN_OUT=graphs)
        # With this root every path in the graph is absolute, as those in the IR are.
        load = ["-fplugin=" + options.plugin, "-fplugin-arg-callchain-root=/"]
        run = subprocess.run(options.command + load + IR_OPTIONS + ["-o", bitcode],
                             env=environment, capture_output=True, text=True, errors="replace")
        if run.returncode:
            raise RuntimeError(f"exit code {run.returncode} of {shlex.join(run.args)}\n"
                               + "\n".join(run.stderr.splitlines()[:12]))
        said = ": " + run.stderr.strip()[:1000] if run.stderr else ""
    found = [os.path.join(path, name) for path, _, names in os.walk(graphs) for name in names if name.endswith(".ccg")]
    if len(found) != 1:
        raise RuntimeError(f"the plugin left {len(found)} graph files, not one{said}")
    return bitcode, found[0]


def percent(part, whole):
    return "100 %" if part == whole else f"{100 * part / whole:.4f} %"


def short(name, limit=200):
    return name if len(name) <= limit else f"{name[:limit - 60]}…{name[-60:]}"


def report(options, view):
    ir, graph = view.ir, view.graph
    print(f"pass: {options.name or options.command[-1]}")
    print(f"functions: {len(view.defined)} emitted, {len(graph.functions)} in the graph, "
          f"{len(view.missing_functions)} emitted and not in the graph")
    for reason, count in sorted(ir.left_out.items()):
        print(f"  left out: {count} ({reason})")
    if ir.unchecked:
        print(f"  {ir.unchecked} names of constructors or destructors that the demangler cannot read")
    print(f"recall: {view.total - len(view.missing)} of {view.total} direct calls between defined functions "
          f"({percent(view.total - len(view.missing), view.total)})")
    print(f"  and {view.total_declared - len(view.missing_declared)} of {view.total_declared} "
          f"to functions that the unit only declares"
          + (f"; {view.through_builtin} through a __builtin_" if view.through_builtin else ""))
    if view.through_pointer:
        print(f"  of these {view.through_pointer} through pointers that the compiler knows, possible edges of ours")
    print(f"precision: {view.checked} certain edges from emitted callers; in the IR: {sum(view.present.values())}; "
          f"not in it: {sum(view.reasons.values()) + len(view.unexplained)}")
    for reason, count in view.reasons.most_common():
        print(f"  {count:8} {reason}")
        for caller, callee, edge in view.examples[reason][:options.examples]:
            print(f"           {short(caller)}\n           -> {short(callee)} ({edge.kind}, {edge.sites[:1]})")
    print(f"  {len(view.unexplained):8} no reason")
    if view.never_in_ir:
        print(f"  {len(view.never_in_ir)} edges in the IR stand in code that never runs by the graph")
        for caller, callee, edges in view.never_in_ir[:options.show]:
            print(f"  never: {short(caller)}\n      -> {short(callee)} {edges[0].sites[:1]}")
    print(f"  (of {sum(view.located.values())} edges in the IR with one site, {view.located['place']} have an "
          f"instruction at its line and column, {view.located['line']} on its line alone)")


def report_findings(options, view):
    for name in view.missing_functions[:options.show]:
        print(f"not in the graph: {short(name)}")
    for title, pairs in (("missing", view.missing), ("missing, declared", view.missing_declared)):
        for caller, callee in pairs[:options.show]:
            print(f"{title}: {short(caller)}\n      -> {short(callee)}")
    for caller, callee, edges in view.unexplained[:options.show]:
        sites = ", ".join(f"{path}:{line}:{column}" for path, line, column in edges[0].sites[:3])
        print(f"no reason: {edges[0].kind} at {sites}\n         {short(caller)}\n      -> {short(callee)}")


def main():
    options = parse_arguments()
    folder = options.keep or tempfile.mkdtemp(prefix="callchain-oracle-")
    os.makedirs(folder, exist_ok=True)
    try:
        bitcode, graph_file = compile_pass(options, folder)
        ir = Ir(options.ir_calls, bitcode)
        graph = Graph(options.graph_facts, graph_file)
        witness = None if options.no_witness else lambda: Witness(options.command + ["-fsyntax-only"])
        explain = Explainer(witness)
        view = Comparison(ir, graph, explain)
    except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
        print(f"oracle: {error}", file=sys.stderr)
        return 1
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    report(options, view)
    report_findings(options, view)
    bad = view.missing or view.missing_functions or view.missing_declared or view.unexplained
    return 2 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
