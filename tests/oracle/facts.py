"""What the two witnesses say about one compiler pass, read and brought to one
vocabulary: the code generator's IR (by ir_calls) and our graph (by graph_facts).

A function is known by its mangled name; `INITIALISERS` stands for all
functions that run initialisers of globals, since neither side's names for
them say which variable they belong to.
"""

import re
import subprocess

INITIALISERS = "(initialisers of globals)"

# Functions that clang writes for its own use. What they call is not called by
# anything that a person wrote. Each with the reason.
INVENTED = [
    (r"__clang_call_terminate$", "ends the program when unwinding meets noexcept"),
    (r"__cuda_module_ctor$|__cuda_module_dtor$|__cuda_register_globals$", "registers kernels with the CUDA runtime"),
    (r"_ZTW", "wrapper around a thread_local variable"),
    (r"\.omp_", "OpenMP's outlined regions and tasks, which older clangs name after nothing"),
    (r".*\.resolver$", "chooses a version of a multiversioned function at load time"),
]

# Functions that run initialisers of globals, or are registered by them.
INITIALISER = re.compile(
    r"__cxx_global_var_init|_GLOBAL__sub_I_|_GLOBAL__I_|_GLOBAL__D_|__cxx_global_array_dtor|__tls_init$|_ZTH|__dtor_|"
    r"__cuda_init|__StaticInit")

# Parts that clang cuts out of a function's body: the calls are the function's.
OUTLINED = re.compile(r"^(.+?)(\.__await_suspend_wrapper__.*|\.omp_outlined.*)$|^__(.+)_block_invoke(_\d+)?$")

# A captureless lambda's static invoker: it is its call operator, called through a pointer.
INVOKER = re.compile(r"^(_ZN|_ZZN?)(.*)8__invoke(I.*?E)?E")


def invented(name):
    """The reason why this function is clang's own, or None."""
    for pattern, reason in INVENTED:
        if re.match(pattern, name):
            return reason
    return None


def form(raw, name):
    """Which form of the constructor or destructor `name` the raw name stands for: "complete" or "C2", "D0" …"""
    for at, (a, b) in enumerate(zip(raw, name)):
        if a != b:
            return raw[at - 1:at + 1].replace("I2", "C2")
    return "complete"


def read_fields(tool, path):
    """Each line that `tool path` prints, split at tabs."""
    with subprocess.Popen([tool, path], stdout=subprocess.PIPE, text=True, errors="surrogateescape") as process:
        for line in process.stdout:
            yield line.rstrip("\n").split("\t")
    if process.returncode:
        raise RuntimeError(f"{tool} failed on {path}")


class Ir:
    """The code generator's view.

    `defined`, `declared`: names; `calls`: {(caller, callee): "normal" or
    "unwind"}; `addresses`: pairs whose caller names the callee as an operand;
    `called`: every name that anything calls; `in_globals`: those in initialisers of globals; `spots`: {caller: {file: {(line, column)}}};
    `places`: {name: "file:line"}; `aliases`: {name: its target};
    `forms`: {name: the forms that are emitted}, of a constructor
    "complete" or "C2", of a destructor also "D2" and "D0";
    `left_out`: {reason: functions of clang's own}.
    """

    def __init__(self, tool, bitcode):
        self.defined, self.declared = set(), set()
        self.calls, self.addresses, self.called, self.in_globals = {}, set(), set(), set()
        self.spots, self.places, self.aliases = {}, {}, {}
        self.left_out, self.unchecked, self.forms = {}, 0, {}
        self._names, self._skip = {}, set()
        for fields in read_fields(tool, bitcode):
            getattr(self, "_read_" + fields[0])(fields)

    def _read_F(self, fields):
        _, number, name, raw, state, flags, place = fields
        self.unchecked += "unchecked" in flags
        reason = invented(raw)
        if "thunk" in flags:
            reason = "thunk: adjusts the object's address and jumps to the function"
        elif "stub" in flags:
            reason = "a kernel's host stub"
        if INITIALISER.match(raw):
            name = INITIALISERS
        outlined = OUTLINED.match(raw)
        if outlined:
            name = outlined.group(1) or outlined.group(3)
        self._names[number] = name
        if reason and state == "defined":
            self._skip.add(number)
            self.left_out[reason] = self.left_out.get(reason, 0) + 1
            if "stub" in flags:
                self.declared.add(name)
            return
        (self.defined if state == "defined" else self.declared).add(name)
        if state == "defined" and name.startswith("_Z"):
            self.forms.setdefault(name, set()).add(form(raw, name))
        if place != "-" and not outlined:
            self.places[name] = place

    def _read_A(self, fields):
        _, alias, target = fields
        if self._names[alias] != self._names[target]:
            self.aliases[self._names[alias]] = self._names[target]

    def _read_E(self, fields):
        _, caller, callee, how = fields
        if caller in self._skip:
            return
        pair = (self._names[caller], self._names[callee])
        if how == "address":
            self.addresses.add(pair)
            return
        self.called.add(pair[1])
        if pair[0] == pair[1] and caller != callee:
            self.calls.setdefault(pair, "same")  # a constructor's or destructor's forms call each other
        elif self.calls.get(pair) != "normal":
            self.calls[pair] = how

    def _read_G(self, fields):
        self.in_globals.add(self._names[fields[1]])

    def _read_L(self, fields):
        _, number, path, spots = fields
        if number not in self._skip:
            into = self.spots.setdefault(self._names[number], {}).setdefault(path, set())
            into.update(tuple(map(int, spot.split(":"))) for spot in spots.split())


FLAGS = {name: 1 << bit for bit, name in enumerate([
    "kernel", "device", "host", "virtual", "implicit", "lambda", "instantiation", "defined", "entry", "template",
    "synthetic", "internal", "constructor", "destructor", "binding", "pure", "main file", "system", "class",
    "external", "constexpr", "trivial", "builtin"])}


class Function:
    """A node of our graph."""

    __slots__ = ("identity", "name", "flags", "place", "first", "last", "qualified")

    def has(self, flag):
        return bool(self.flags & FLAGS[flag])


class Edge:
    """An edge of our graph; `sites`: list of (file, line, column); `never`: in code that constants decide
    against, of which the code generator may still emit some."""

    __slots__ = ("caller", "callee", "kind", "certain", "never", "sites")


class Graph:
    """Our view of the same pass: `functions` by name, `edges`, `passes`;
    `pointer_calls`, `taken`: {name: signatures} of calls through pointers and
    of functions whose address is taken."""

    def __init__(self, tool, path):
        self.functions, self.edges, self.passes = {}, [], []
        self.pointer_calls, self.taken = {}, {}
        self._numbers = {}
        for fields in read_fields(tool, path):
            getattr(self, "_read_" + fields[0])(fields)

    def _read_P(self, fields):
        self.passes.append(dict(zip(["name", "unit", "kind", "flags", "errors", "first_error"], fields[1:])))

    def _read_F(self, fields):
        function = Function()
        function.identity, function.flags, function.place = fields[2], int(fields[3]), fields[4]
        function.first, function.last = int(fields[5]), int(fields[6])
        function.qualified = fields[7]
        function.name = function.identity.partition("@")[0]
        self._numbers[fields[1]] = function
        if function.has("synthetic"):
            function.name = INITIALISERS
        self.functions[function.name] = function

    def _read_E(self, fields):
        edge = Edge()
        edge.caller, edge.callee = self._numbers[fields[1]], self._numbers[fields[2]]
        edge.kind, edge.certain, edge.never = fields[3], fields[4] == "certain", fields[4] == "never"
        edge.sites = [(path, int(line), int(column)) for path, line, column in
                      (site.rsplit(":", 2) for site in fields[5:])]
        self.edges.append(edge)

    def _read_C(self, fields):
        self.pointer_calls.setdefault(self._numbers[fields[1]].name, set()).add(fields[2])

    def _read_T(self, fields):
        self.taken.setdefault(self._numbers[fields[1]].name, set()).add(fields[2])

    def may_call_by_pointer(self, caller, callee):
        """Does the merge derive a possible edge from these?"""
        return not self.pointer_calls.get(caller, set()).isdisjoint(self.taken.get(callee, set()))
