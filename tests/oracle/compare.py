"""The comparison of the two views of one pass: recall (what the code generator
calls, we have) and precision (what we have and it does not call has a reason).
"""

import re
from collections import Counter

from facts import INITIALISERS
from reasons import FOLDED, FOLDED_IN_MACRO

EXACT_KINDS = ("call", "construct", "destroy", "launch")

# The C++ and CUDA run-time libraries' entry points, calls to which clang makes
# up: nobody wrote a call, so none is expected of us.
RUNTIME = re.compile(
    r"__cxa_|__gxx_personality|_Unwind_|__cuda(Push|Pop)CallConfiguration$|__cudaRegister|__cudaUnregister|"
    r"cudaLaunchKernel(_ptsz|ExC)?$|__dynamic_cast$|__assertfail$|objc_|_ZTW|_ZTH|_ZSt9terminatev$|"
    r"(mem(cpy|set|move|cmp|chr)|strlen|abort|__memcpy_chk|__memset_chk|vprintf)$|__tls_get_addr$|"
    r"_ZSt17__throw_bad_arrayv$|_ZSt10bad_typeid|__kmpc_|__nvvm_reflect$|cudaConfigureCall$|"
    r"cudaGetParameterBuffer$|cudaLaunchDevice$|__stack_chk_fail$|atexit$")


class Numbering:
    """Closures and unnamed types without an ABI number are `$_N`, counted in
    the order in which whoever mangles meets them. The code generator's N is
    translated to ours through the definitions' places; a name that this does
    not make one of ours is taken as it is if we have it so, else compared
    without its N."""

    NUMBER = re.compile(r"\d+\$_\d+")  # with the length in front: 3$_9, 4$_10

    def __init__(self, ir, graph):
        ours, self.to_ours, self.names = {}, {}, set(graph.functions)
        for name, function in graph.functions.items():
            if "$_" in name:
                ours.setdefault((self.bare(name), function.place.rpartition(":")[2]), []).append(name)
        for name in ir.defined:
            place = ir.places.get(name)
            if "$_" in name and place:
                candidates = ours.get((self.bare(name), place.rpartition(":")[2]), [])
                if len(candidates) == 1:
                    for theirs, our in zip(self.NUMBER.findall(name), self.NUMBER.findall(candidates[0])):
                        self.to_ours.setdefault(theirs, our)

    def bare(self, name):
        return self.NUMBER.sub("$_", name)

    def ir_name(self, name):
        if "$_" not in name:
            return name
        translated = self.NUMBER.sub(lambda match: self.to_ours.get(match.group(), "$_"), name)
        return name if translated not in self.names and name in self.names else translated


class Comparison:
    """`missing`: direct IR calls between defined functions, on a normal path,
    that are no edge of ours; `missing_declared`: the same to functions that
    the unit only declares; `missing_functions`: emitted, and no node of ours;
    `unexplained`: our edges that IR lacks without a reason; `reasons`: how
    often each reason was given; `located`: of the edges in the IR with one
    site, how many have an instruction there, how many on that line alone."""

    def __init__(self, ir, graph, explain):
        self.ir, self.graph = ir, graph
        numbering = Numbering(ir, graph)
        name = numbering.ir_name
        self.defined = {name(n) for n in ir.defined}
        self.declared = {name(n) for n in ir.declared} - self.defined
        self.calls = {(name(a), name(b)): how for (a, b), how in ir.calls.items()}
        self.addresses = {(name(a), name(b)) for a, b in ir.addresses}
        self.called = {name(n) for n in ir.called}
        self.spots = {name(n): spots for n, spots in ir.spots.items()}
        self.forms = {name(n): forms for n, forms in ir.forms.items()}
        self.aliases = {name(a): name(b) for a, b in ir.aliases.items()}
        self.addressed = {callee for _, callee in self.addresses}
        self.edges = {}
        for edge in graph.edges:
            self.edges.setdefault((edge.caller.name, edge.callee.name), []).append(edge)
        self._recall(explain)
        self._precision(explain)

    def _has_edge(self, caller, callee):
        edges = self.edges.get((caller, callee))
        if edges:
            return any(edge.certain or edge.never for edge in edges)
        target = self.aliases.get(callee)
        return target is not None and self._has_edge(caller, target)

    def _recall(self, explain):
        self.missing, self.missing_declared = [], []
        self.total = self.total_declared = self.through_builtin = self.through_pointer = 0
        targets = set(self.aliases.values())
        for (caller, callee), how in self.calls.items():
            if how != "normal":
                continue
            if callee in self.defined:
                self.total += 1
                if not self._has_edge(caller, callee):
                    # A call of an alias shows twice in IR: as the alias and as its target.
                    if callee in targets and any(self._has_edge(caller, alias)
                                                 for alias, to in self.aliases.items() if to == callee):
                        continue
                    self._miss(self.missing, caller, callee)
            elif not RUNTIME.match(callee):
                self.total_declared += 1
                if not self._has_edge(caller, callee):
                    if explain.through_builtin(self.graph.functions.get(caller), callee):
                        self.through_builtin += 1
                    else:
                        self._miss(self.missing_declared, caller, callee)
        self.missing_functions = sorted(
            n for n in self.defined
            if n not in self.graph.functions and n != INITIALISERS)

    def _miss(self, into, caller, callee):
        """A call through a pointer whose value the code generator knows is direct in IR; ours is a possible edge."""
        if self.graph.may_call_by_pointer(caller, callee):
            self.through_pointer += 1
        else:
            into.append((caller, callee))

    def in_ir(self, caller, callee):
        """How the code generator has this pair, or None."""
        if self.aliases.get(caller) == callee:  # the one is another name of the other
            return "defined" if callee in self.defined else "declared"
        for to in (callee, self.aliases.get(callee)):
            how = self.calls.get((caller, to))
            if how in ("normal", "same"):
                return "defined" if to in self.defined else "declared"
        return None

    def _precision(self, explain):
        self.checked, self.present, self.located = 0, Counter(), Counter()
        self.reasons, self.unexplained = Counter(), []
        self.examples, self.never_in_ir = {}, []
        for (caller, callee), edges in self.edges.items():
            if self.calls.get((caller, callee)) == "normal" and all(edge.never for edge in edges):
                self.never_in_ir.append((caller, callee, edges))
            edges = [edge for edge in edges if edge.certain and edge.kind in EXACT_KINDS]
            if not edges or caller not in self.defined:
                continue
            self.checked += 1
            where = self.in_ir(caller, callee)
            if where:
                self.present[where] += 1
                if len(edges) == len(edges[0].sites) == 1:
                    self.located[explain.emitted_at(self, caller, edges)] += 1
                continue
            reason = explain(self, caller, callee, edges)
            if reason:
                self._give(reason, caller, callee, edges)
            else:
                self.unexplained.append((caller, callee, edges))
        folded = {(caller, path, line) for reason in (FOLDED, FOLDED_IN_MACRO)
                  for caller, _, edge in self.examples.get(reason, ()) for path, line, _ in edge.sites}
        left, self.unexplained = self.unexplained, []
        for caller, callee, edges in left:
            reason = explain.beside_folded(edges, folded)
            if reason:
                self._give(reason, caller, callee, edges)
            else:
                self.unexplained.append((caller, callee, edges))

    def _give(self, reason, caller, callee, edges):
        self.reasons[reason] += 1
        self.examples.setdefault(reason, []).append((caller, callee, edges[0]))
