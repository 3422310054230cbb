#!/usr/bin/env python3
"""Where values of a Python package go, by what dump_values prints.

Usage: journeys.py DUMP EDGES [--outside PREFIX]... [--without PREFIX]... [-v] ENTRY...
EDGES is what `callchain edges` prints. ENTRY is a function ("pkg.m.f"), whose
parameters are followed, a class ("pkg.m.C"), the same for its __init__ and
forward, or one value ("pkg.m.f:x"). For each parameter it prints the ends:
arguments of names outside that begin with PREFIX ("itself" when some way has
no step but the value itself), and the conditions, shapes and forms of results
that the value itself is used in; with -v the steps to each argument. Functions
that begin with --without's PREFIX are left out.

Only ways that can happen are followed: a result goes back to the call that its
argument came from (summaries by parameter); attributes and globals forget the
call, but only functions that the entry reaches read them.
"""
import collections
import sys

ITSELF = {"copy", "argument", "return"}


def lines(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            yield line.rstrip("\n").split("\t")


def is_parameter(value):
    return ":" in value and "#" not in value and not value.startswith("=")


def is_result(value):
    return "()" in value and "(" == value[value.index("()")] and "/" not in value


def is_shared(value):
    return "#" in value or value.startswith("=")


def function_of(value):
    if is_shared(value):
        return None
    for end in (":", "/", "()"):
        if end in value:
            return value[: value.index(end)]
    return None


class Program:
    def __init__(self, dump, edges, without):
        self.flows, self.uses, self.values = [], collections.defaultdict(list), []
        for cells in lines(dump):
            if cells[0] == "flow" and cells[1] != "constant":
                self.flows.append(tuple(cells[1:]))
            elif cells[0] == "use":
                self.uses[cells[1]].append(cells[2:])
            elif cells[0] == "value":
                self.values.append((int(cells[2]), cells[1]))
        self.calls = collections.defaultdict(set)
        for cells in lines(edges):
            if not cells[1].startswith(without):
                self.calls[cells[0]].add(cells[1])
        self.without = without
        self.out = {}

    def reached_by(self, functions):
        seen, todo = set(functions), list(functions)
        while todo:
            for callee in self.calls[todo.pop()]:
                if callee not in seen:
                    seen.add(callee)
                    todo.append(callee)
        return seen

    def enter(self, functions):
        """Keeps to the flows between what these functions reach."""
        reached = self.reached = self.reached_by(functions)
        self.out = collections.defaultdict(list)
        for source, kind, target, site, certain, text in self.flows:
            if all(function_of(value) in reached | {None} for value in (source, target)):
                self.out[source].append((kind, target, site, certain, text))

    def follow(self, start, only=None):
        """All (context, value) reached, with the step that reached each first."""
        seen = {("", start): None}
        queue = collections.deque([("", start)])
        callers = collections.defaultdict(set)
        exits = collections.defaultdict(set)

        def reach(state, step):
            if state not in seen:
                seen[state] = step
                queue.append(state)

        def give_back(context, result, caller, site, by):
            for edge in self.out[result]:
                if edge[2] == site and edge[0] != "control" and (not only or edge[0] in only):
                    reach((caller if not is_shared(edge[1]) else "*", edge[1]), (by, edge))

        while queue:
            state = queue.popleft()
            context, value = state
            if is_result(value) and value != start:
                exits[context].add(value)
                for caller, site in list(callers[context]):
                    give_back(context, value, caller, site, state)
                if context != "*":
                    continue
            for edge in self.out[value]:
                kind, target, site = edge[:3]
                if kind == "control" or (only and kind not in only):
                    continue
                if is_parameter(target):
                    callers[target].add((context, site))
                    reach((target, target), (state, edge))
                    for result in list(exits[target]):
                        give_back(target, result, context, site, (target, result))
                else:
                    reach(("*" if is_shared(target) else context, target), (state, edge))
        return seen


def way(seen, state):
    steps = []
    while seen[state]:
        state, edge = seen[state]
        steps.append(f"        {edge[0]:8} {edge[1]}  {edge[2]} {edge[3]} {edge[4]}\n")
    return reversed(steps)


def journey(program, start, outside, verbose):
    seen = program.follow(start)
    itself = {value for _, value in program.follow(start, ITSELF)}
    ends = {}
    for state in seen:
        value = state[1]
        if is_parameter(value) and value.startswith(outside):
            name, argument = value.split(":")
            text = f"{name} {'itself' if value in itself else 'derived'}"
            ends.setdefault(text, {})[argument] = "".join(way(seen, state)) if verbose else ""
    for value in itself:
        for kind, function, _, _, text in program.uses[value]:
            if kind in ("shape", "return-form", "condition") and function in program.reached:
                ends[f"{kind} {function} {text}"] = {}
    return ends


def by_place(argument):
    return (len(argument), argument)


def main():
    arguments, words, options = sys.argv[1:], [], {"--outside": [], "--without": ["-"], "-v": False}
    while arguments:
        word = arguments.pop(0)
        if word == "-v":
            options[word] = True
        elif word in options:
            options[word].append(arguments.pop(0))
        else:
            words.append(word)
    program = Program(words[0], words[1], tuple(options["--without"]))
    for entry in words[2:]:
        functions = [entry] if entry in program.calls or ":" in entry else []
        if not functions:
            functions = [entry + "." + name for name in ("__init__", "forward")]
        program.enter([function.split(":")[0] for function in functions])
        for function in functions:
            starts = [function] if ":" in function else [
                value for _, value in sorted(program.values)
                if value.startswith(function + ":") and "[" not in value]
            for start in starts:
                print(start)
                for end, arguments_of in sorted(journey(program, start, tuple(options["--outside"]),
                                                        options["-v"]).items()):
                    print("    " + " ".join([end, *sorted(arguments_of, key=by_place)]))
                    for argument in sorted(arguments_of, key=by_place) if options["-v"] else []:
                        print(f"      {argument}\n{arguments_of[argument]}", end="")


if __name__ == "__main__":
    main()
