"""Why an edge of ours is not in the code generator's IR. Each reason is a
claim that the IR, or clang's own call graph, must bear out; what the plugin
says of a function (constexpr, trivial) is never enough by itself.

What bears a reason out:
- a call that only unwinding makes, or a destructor that is registered to run
  at exit, stands in the IR as just that;
- a destructor deletes the object in its deleting form alone, and that form is
  not defined in the IR;
- a trivial special member or a front-end builtin is called by nothing in the
  whole IR;
- a statement that was dropped as a whole (a dead branch, a value computed by
  the compiler) left no instruction on any of the edge's lines in its caller,
  and clang's own syntactic call graph shows the call;
- a constant-folded call whose line has other instructions: the callee is
  constexpr, and clang's own call graph shows the call;
- a dead operand (`is_constant_evaluated() && !empty()`): clang's own call
  graph shows the call, and a constant-folded call is on the same line.
"""

import os
import re

# Library functions that clang compiles as if they were operators (Builtins.td).
BUILTIN_LIBRARY = re.compile(
    r"_ZSt(4move|7forward|12forward_like|16move_if_noexcept|9addressof|11__addressof|8as_const)(IRK?|I|$)")

# The placement forms that do nothing, which clang knows by their type ([new.delete.placement]).
PLACEMENT = re.compile(r"_Zn[wa][jm]Pv$|_Zd[la]PvS_$")

OPERATOR_DELETE = re.compile(r"_Zd[la]P|_ZN.*d[la]EP")

DROPPED = "its statement emitted nothing: dead branch or computed by the compiler"
FOLDED = "constant-folded: constexpr"
BESIDE_FOLDED = "dead operand: a constant-folded call on its line decides"


class Explainer:
    """Called by Comparison for each edge that IR lacks. `witness` is None or a
    function that makes a Witness when it is first needed; `roots` are the
    folders that a relative path of the graph can start from."""

    def __init__(self, make_witness, roots):
        self._make_witness, self._witness = make_witness, None
        self._roots = roots
        self._paths = {}

    def __call__(self, view, caller, callee, edges):
        return (self._stands_otherwise(view, caller, callee, edges)
                or self._never_emitted(view, callee, edges)
                or self._dropped(view, caller, edges)
                or self._folded(edges))

    def beside_folded(self, edges, folded):
        """The second look at what is left: `folded` has (caller, file, line) of each constant-folded call."""
        for edge in edges:
            for path, line in edge.sites:
                if (edge.caller.name, path, line) in folded and self._confirmed(edges):
                    return BESIDE_FOLDED
        return None

    @staticmethod
    def _stands_otherwise(view, caller, callee, edges):
        if view.calls.get((caller, callee)) == "unwind":
            return "called only while unwinding"
        if OPERATOR_DELETE.match(callee) and edges[0].caller.has("destructor") and caller not in view.ir.deleting:
            return "the destructor's deleting form is emitted by another unit"
        if (caller, callee) in view.addresses:
            if any(edge.kind == "destroy" for edge in edges):
                return "registered to run at exit or with the exception object"
            if any(edge.kind == "launch" for edge in edges):
                return "launched through a pointer to it, or by the runtime's API"
        return None

    @staticmethod
    def _never_emitted(view, callee, edges):
        function = edges[0].callee
        if callee in view.called or callee in view.defined:
            return None
        if function.has("trivial"):
            return "trivial special member: a copy of bytes or nothing"
        if PLACEMENT.match(callee):
            return "placement operator that does nothing: left out by the code generator"
        if BUILTIN_LIBRARY.match(callee):
            return "library function that clang compiles as an operator"
        if function.has("builtin"):
            return "builtin: compiled to instructions"
        return None

    def _dropped(self, view, caller, edges):
        """No instruction of the caller stands on any line of the edge."""
        lines = view.lines.get(caller)
        if lines is None or any(not edge.sites for edge in edges):
            return None
        for edge in edges:
            for path, line in edge.sites:
                if line in self._emitted_lines(lines, path):
                    return None
        if all(edge.kind == "destroy" for edge in edges):
            return "destroyed in a statement that emitted nothing"
        return DROPPED if self._confirmed(edges) else None

    def _emitted_lines(self, lines, path):
        found = set()
        for emitted, numbers in lines.items():
            if self._same_file(emitted, path):
                found |= numbers
        return found

    def _same_file(self, emitted, path):
        key = (emitted, path)
        if key not in self._paths:
            candidates = [path] + [os.path.join(root, path) for root in self._roots]
            emitted_paths = [emitted] + [os.path.join(root, emitted) for root in self._roots]
            real = {os.path.realpath(p) for p in emitted_paths}
            self._paths[key] = any(os.path.realpath(p) in real for p in candidates)
        return self._paths[key]

    def _folded(self, edges):
        return FOLDED if edges[0].callee.has("constexpr") and self._confirmed(edges) else None

    def through_builtin(self, caller, callee):
        """Does `caller` call `callee` as `__builtin_callee`, which the graph leaves out unless asked?"""
        witness = self._the_witness()
        return caller is not None and witness and witness.confirms(caller.qualified, "__builtin_" + callee)

    def _confirmed(self, edges):
        witness = self._the_witness()
        return witness and any(witness.confirms(edge.caller.qualified, name)
                               for edge in edges for name in self._names_in_witness(edge.callee.qualified))

    @staticmethod
    def _names_in_witness(callee):
        """operator new is also called as __builtin_operator_new, operator delete likewise."""
        yield callee
        if callee in ("operator new", "operator delete"):
            yield "__builtin_" + callee.replace(" ", "_")

    def _the_witness(self):
        if self._witness is None and self._make_witness is not None:
            self._witness = self._make_witness()
        return self._witness
