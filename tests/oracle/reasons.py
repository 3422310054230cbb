"""Why an edge of ours is not in the code generator's IR. Each reason is a
claim that the IR, or clang's own call graph, must bear out; what the plugin
says of a function (constexpr, trivial) is never enough by itself.

What bears a reason out:
- a call that only unwinding makes, a destructor that is registered to run at
  exit, a function behind a pointer whose value the compiler knows: each stands
  in the IR as just that;
- a destructor deletes the object in its deleting form alone, and a constructor
  constructs virtual bases in its complete-object form alone: that form is not
  defined in the IR;
- a trivial special member or a front-end builtin is called by nothing in the
  whole IR; the placement operators that do nothing are known by their names;
- a statement that was dropped as a whole (a dead branch, a value computed by
  the compiler) left no instruction on any of the edge's lines in its caller,
  and clang's own syntactic call graph shows the call;
- a dropped operand (`Split ? f() : 1`) left none at its line and column, and
  clang's call graph shows the call; the report says how exact places are, by
  those of the edges that the IR has;
- a constant-folded call at whose place there are other instructions (in a
  macro): the callee is constexpr, and clang's own call graph shows the call;
- a constexpr destructor's run is computed for a variable with constant
  destruction (C++20): only that the destructor is constexpr is checked;
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

DROPPED = "dead branch: its statement emitted nothing"
DROPPED_OPERAND = "dead operand: nothing is emitted at its place"
FOLDED = "computed by the compiler, or dead: constexpr, and nothing is emitted at its place"
FOLDED_IN_MACRO = "computed by the compiler: constexpr, in a macro"
BESIDE_FOLDED = "dead operand: a constant-folded call on its line decides"


class Explainer:
    """Called by Comparison for each edge that IR lacks. `make_witness` is None
    or a function that makes a Witness, called when one is first needed."""

    def __init__(self, make_witness):
        self._make_witness, self._witness = make_witness, None
        self._paths = {}

    def __call__(self, view, caller, callee, edges):
        return (self._stands_otherwise(view, caller, callee, edges)
                or self._never_emitted(view, callee, edges)
                or self._dropped(view, caller, edges)
                or self._folded(edges)
                or self._virtual_base(view, caller, edges))

    def beside_folded(self, edges, folded):
        """The second look at what is left: `folded` has (caller, file, line) of each constant-folded call."""
        for edge in edges:
            for path, line, _ in edge.sites:
                if (edge.caller.name, path, line) in folded and self._confirmed(edges):
                    return BESIDE_FOLDED
        return None

    @staticmethod
    def _stands_otherwise(view, caller, callee, edges):
        if view.calls.get((caller, callee)) == "unwind":
            return "called only while unwinding"
        forms = view.forms.get(caller, ())
        if OPERATOR_DELETE.match(callee) and edges[0].caller.has("destructor") and "D0" not in forms:
            return "the destructor's deleting form is not emitted in this unit"
        if (caller, callee) in view.addresses:
            if any(edge.kind == "destroy" for edge in edges):
                return "registered to run at exit or with the exception object"
            if any(edge.kind == "launch" for edge in edges):
                return "launched through a pointer to it, or by the runtime's API"
            if any(edge.kind == "call" for edge in edges):
                return "called through a constant pointer: its address stands in the caller"
        if callee in view.addressed and all(edge.kind == "launch" for edge in edges):
            return "launched through a variable: its address stands in another function"
        if callee in view.ir.in_globals and all(edge.kind == "launch" for edge in edges):
            return "launched through a table: its address stands in a global"
        return None

    @staticmethod
    def _never_emitted(view, callee, edges):
        function = edges[0].callee
        if PLACEMENT.match(callee):
            return "placement operator that does nothing: left out by the code generator"
        if callee in view.called or callee in view.defined:
            return None
        if function.has("trivial"):
            return "trivial special member: a copy of bytes or nothing"
        if BUILTIN_LIBRARY.match(callee):
            return "library function that clang compiles as an operator"
        if function.has("builtin"):
            return "builtin: compiled to instructions"
        return None

    def emitted_at(self, view, caller, edges):
        """Where the caller has instructions: "place", for a site of the edges, its "line" alone, "elsewhere"
        in the same file; None: in no file of the sites, so that nothing can be said."""
        spots, found = view.spots.get(caller, {}), None
        ranks = (None, "elsewhere", "line", "place")
        for edge in edges:
            for path, line, column in edge.sites:
                for emitted, places in spots.items():
                    if self._real(emitted) != self._real(path):
                        continue
                    here = ("place" if (line, column) in places else
                            "line" if any(line == other for other, _ in places) else "elsewhere")
                    found = max(found, here, key=ranks.index)
        return found

    def _real(self, path):
        if path not in self._paths:
            self._paths[path] = os.path.realpath(path)
        return self._paths[path]

    def _dropped(self, view, caller, edges):
        """No instruction of the caller stands where the edge does."""
        emitted = self.emitted_at(view, caller, edges)
        if emitted == "elsewhere" and all(edge.kind == "destroy" for edge in edges):
            return "destroyed in a statement that emitted nothing"
        # clang's call graph has no constructors that are only declared.
        unknown = all(edge.kind == "construct" and not edge.callee.has("defined") for edge in edges)
        if emitted == "elsewhere" and unknown:
            return DROPPED
        if emitted in ("elsewhere", "line") and self._confirmed(edges):
            if edges[0].callee.has("constexpr"):
                return FOLDED
            return DROPPED if emitted == "elsewhere" else DROPPED_OPERAND
        return None

    def _folded(self, edges):
        # VarDecl::needsDestruction: a variable whose destruction is a constant expression is not destroyed.
        if edges[0].callee.has("constexpr") and all(edge.kind == "destroy" for edge in edges):
            return "constant destruction: the destructor is constexpr"
        return FOLDED_IN_MACRO if edges[0].callee.has("constexpr") and self._confirmed(edges) else None

    def through_builtin(self, caller, callee):
        """Does `caller` call `callee` as `__builtin_callee`, which the graph leaves out unless asked?"""
        witness = self._the_witness()
        return caller is not None and witness and witness.confirms(caller.qualified, "__builtin_" + callee)

    @staticmethod
    def _virtual_base(view, caller, edges):
        structor = edges[0].caller.has("constructor") or edges[0].caller.has("destructor")
        if structor and "complete" not in view.forms.get(caller, ()) and all(
                edge.kind in ("construct", "destroy") for edge in edges):
            return "virtual base: the complete-object form is not emitted in this unit"
        return None

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
