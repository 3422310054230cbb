#!/usr/bin/env python3
"""Runs the cases of this folder: compiles each with the plugin, merges, asks, and compares with what is expected.

A case is a folder:
  about              one line: what the case is for
  *.c *.cpp *.cu     its units (headers beside them are found by their names)
  python             a folder of Python code that is merged with them
  args               further arguments for clang, one a line
  options            options for the plugin, one a line (scope=all)
  status             what clang's exit code must be, for units with errors; 0 unless told
  clang              the least clang version that the case needs
  expected           what must hold of functions as written (--level source)
  expected.instance  what must hold of specializations (--level instance)
  expected.values    flows and uses of values that must be there (see class Values)
  expected.model     what `callchain params --model` must tell of entry points (see class Model)
  expected.hardware  what `callchain params --hardware` must tell of kernels (see class Hardware)
  expected.program  what `callchain show --program` prints of functions (see class Program)
  expected.select   what `callchain select` tells of calls (see class Selected)

The expectations are written by hand from the rules of the language, which their comments cite; nothing here
generates them. In a line, fields are separated by tabs or by two or more spaces:

  CALLER  CALLEE  KIND  CERTAINTY  PASSES  LINE  COUNT
      This edge exists. CERTAINTY is certain, possible or never (in code that does not run); PASSES are all of them, comma-separated; LINE is that of
      the least call site; COUNT that of distinct sites. Any of them can be "-" or left out: not looked at.
  ! CALLER  CALLEE  KIND  CERTAINTY
      No such edge exists. CALLEE "-": the caller has no edge at all. The caller must exist, and the case's sources
      name the callee, so that a misspelt line fails.
  only CALLER
      Its edges to functions of the case's own files are those that the file lists, and no more.
  node NAME  FLAG,!FLAG
      There is such a function, with these flags and without those.
  ! node NAME
      There is none, or only a template that has no edges.
  at NAME  FILE:LINE
      It is defined there, or declared if no unit defines it.
  count NAME  N
      So many functions have this name.
  reaches FROM  TO        ! reaches FROM  TO
      A path of edges of any kind leads from one to the other, or none does (as `callchain chains` finds them: by
      specialization).
  chain FROM  …  TO       ! chain FROM  …  TO
      These functions are a chain of calls from the first to the last, or they are none; closures are functions, too.
      certain-chain: by certain edges only; folded-chain: closures are part of the functions that they are written in.
  chains FROM  TO  N
      So many chains lead from one to the other; certain-chains, folded-chains.
  launch CALLER  KERNEL  COLUMN=TEXT  …        ! launch CALLER  KERNEL  COLUMN=TEXT  …
      There is such a launch, or none; columns as `callchain launches` calls them. Both functions must be there.
  binding NAME  FUNCTION  COLUMN=TEXT  …
      There is such a binding; columns as `callchain show --json` calls them (kind, dispatch_key, schema), and
      parameters: those of the Python-visible name, comma-separated.
  incomplete UNIT  PASS
      This pass of this unit is marked incomplete.

NAME is the short qualified name (template arguments left out), or at instance level also the full one; NAME@FILE
tells functions of one name apart by the file that defines them; =IDENTITY is the mangled name. For #if-like
differences between compilers a line can begin with [clang>=19] or [clang<19].
"""
import argparse
import concurrent.futures
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
INCLUDE = os.path.join(os.path.dirname(HERE), "include")
UNIT_ARGUMENTS = {
    ".c": ["-std=gnu17"],
    ".cpp": ["-std=c++20"],
    ".cu": ["-x", "cuda", "-std=c++17", "-nocudainc", "-nocudalib", "--cuda-gpu-arch=sm_80"],
}


KINDS = ["call", "construct", "destroy", "virtual", "indirect", "address", "launch", "bind", "dispatch"]

# A space where no name has one: not after "operator" or within parentheses.
SUSPICIOUS = re.compile(r"^(?!.*\boperator )[^(]* ")


class Failure(Exception):
    """The case could not be run."""


def read_lines(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as stream:
        return [line.rstrip("\n") for line in stream if line.strip()]


def run(command, status=0, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, **more)
    if done.returncode != status:
        raise Failure("exit code %d: %s\n%s" % (done.returncode, " ".join(command),
                                                "\n".join(done.stderr.decode(errors="replace").splitlines()[:12])))
    return done


def without_template_arguments(name):
    """Box<int>::get → Box::get; operator<, operator-> and the like stay."""
    result, depth, at = [], 0, 0
    while at < len(name):
        match = re.compile(r"operator\s*(<=>|<<=|>>=|->\*|->|<<|>>|<=|>=|<|>)").match(name, at)
        if match and not depth:
            result.append(match.group(0))
            at = match.end()
            continue
        if name[at] == "<":
            depth += 1
        elif name[at] == ">" and depth and name[at - 1] != "-":
            depth -= 1
        elif not depth:
            result.append(name[at])
        at += 1
    return "".join(result)


class Graph:
    """What `callchain` tells of a graph at one level."""

    def __init__(self, callchain, path, level):
        def ask(what):
            return json.loads(run([callchain, what, path, "--level", level, "--json"]).stdout)

        self.callchain, self.path, self.level = callchain, path, level
        self.show = lambda name: json.loads(run([callchain, "show", path, name, "--json"]).stdout)
        self.info = lambda: json.loads(run([callchain, "info", path, "--json"]).stdout)
        self.functions = {f["function"]["id"]: f for f in ask("functions")}
        self.edges = ask("edges")
        self.launches = ask("launches")
        self.callees = {}
        for edge in self.edges:
            if not edge.get("never"):
                self.callees.setdefault(edge["caller"]["id"], set()).add(edge["callee"]["id"])

    def file(self, identity):
        place = self.functions.get(identity, {}).get("place")
        return place["file"] if place else ""

    def flags(self, identity):
        return set(filter(None, self.functions.get(identity, {}).get("flags", "").split(",")))

    def means(self, pattern, function):
        if pattern == "-":
            return True
        if pattern.startswith("="):
            return function["id"].split("@")[0] == pattern[1:]
        name, at, file = pattern.partition("@")
        if at and os.path.basename(self.file(function["id"])) != file:
            return False
        return name in (function["name"], without_template_arguments(function["name"]))

    def find(self, pattern):
        return [i for i, f in self.functions.items() if self.means(pattern, f["function"])]

    def find_edges(self, caller, callee="-", kind="-", certainty="-"):
        return [e for e in self.edges
                if self.means(caller, e["caller"]) and self.means(callee, e["callee"])
                and kind in ("-", e["kind"]) and certainty in ("-", certainty_of(e))]

    def chains(self, start, end, *options):
        """The chains from one to the other, each a list of functions."""
        ends = ["--from=" + i for i in self.find(start)] + ["--to=" + i for i in self.find(end)]
        told = run([self.callchain, "chains", self.path, "--level", self.level, "--json", "-q", "--limit", "0", *options,
                    *ends])
        return json.loads(told.stdout)["chains"]

    def reaches(self, start, end):
        if set(self.find(start)) & set(self.find(end)):  # to chains, that is an end, and no start
            return self.leads_back(start, end)
        return bool(self.chains(start, end, "--kinds", ",".join(KINDS), "--limit", "1"))

    def leads_back(self, start, end):
        seen, waiting = set(), self.find(start)
        ends = set(self.find(end))
        while waiting:
            for callee in self.callees.get(waiting.pop(), ()):
                if callee in ends:
                    return True
                if callee not in seen:
                    seen.add(callee)
                    waiting.append(callee)
        return False


def certainty_of(edge):
    return "certain" if edge["certain"] else "never" if edge.get("never") else "possible"


def show(graph, edge):
    site = edge["site"] or {"file": "?", "line": 0}

    def name(end):
        file = os.path.basename(graph.file(edge[end]["id"]))
        return "%s [%s%s]" % (edge[end]["name"], edge[end]["id"], "@" + file if file else "")

    return "%s -> %s  %s %s %s %s:%d x%d" % (
        name("caller"), name("callee"), edge["kind"], certainty_of(edge),
        ",".join(edge["passes"]), os.path.basename(site["file"]), site["line"], edge["count"])


def for_compiler(line, major):
    """What a line says for this version of clang; nothing where it is for others."""
    match = re.match(r"\[clang(>=|<)(\d+)\]\s*(.*)", line)
    if not match:
        return line
    return match.group(3) if (major >= int(match.group(2))) == (match.group(1) == ">=") else ""


class Check:
    """One expectation file against one graph."""

    def __init__(self, graph, path, major, case):
        self.graph, self.problems, self.listed, self.only = graph, [], [], []
        self.name = os.path.basename(path)
        self.case_files = case.files
        self.names = case.names
        for number, line in enumerate(open(path, encoding="utf-8"), 1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            line = for_compiler(line, major)
            if not line:
                continue
            self.at = "%s:%d: %s" % (self.name, number, re.sub(r"\s{2,}|\t", "  ", line))
            self.line(line)
        for caller, at in self.only:
            self.at = at
            self.check_only(caller)

    def problem(self, text, edges=()):
        self.problems.append("\n      ".join(["%s\n    %s" % (self.at, text)] + [show(self.graph, e) for e in edges]))

    def line(self, line):
        fields = re.split(r"\t+| {2,}", line)
        if not fields[0].startswith(("launch ", "binding ")) and any(map(SUSPICIOUS.search, fields[1:])):
            self.problem("a field with a space in it: two are needed between fields")
            return
        word, _, rest = fields[0].partition(" ")
        negative = word == "!"
        if negative:
            fields[0] = rest.strip()
            word, _, rest = fields[0].partition(" ")
        match = re.fullmatch(r"(certain-|folded-)?(chains?)", word)
        if match and rest:
            fields[0] = rest.strip()
            options = {None: ["--lambdas"], "certain-": ["--lambdas", "--certain"], "folded-": []}[match.group(1)]
            getattr(self, "check_" + match.group(2))(fields, negative, *options)
        elif word in ("node", "at", "count", "only", "reaches", "launch", "binding", "incomplete") and rest:
            fields[0] = rest.strip()
            getattr(self, "check_" + word if word != "only" else "note_only")(fields, negative)
        elif negative:
            self.check_no_edge(fields)
        else:
            self.check_edge(fields)

    def check_edge(self, fields):
        caller, callee, kind, certainty, passes, line, count = (fields + ["-"] * 7)[:7]
        found = self.graph.find_edges(caller, callee, kind, certainty)
        self.listed += found
        fit = [e for e in found
               if (passes == "-" or set(passes.split(",")) == set(e["passes"]))
               and (line == "-" or (e["site"] and e["site"]["line"] == int(line)))
               and (count == "-" or e["count"] == int(count))]
        if not fit:
            if not self.graph.find(caller):
                self.problem("no function %s" % caller)
            else:
                near = self.graph.find_edges(caller, callee) or self.graph.find_edges(caller)
                self.problem("missing; there is:" if near else "missing; the caller has no edges", near)

    def check_no_edge(self, fields):
        found = self.graph.find_edges(*fields)
        self.listed += found
        callee = fields[1] if len(fields) > 1 else "-"
        if found:
            self.problem("there is:", found)
        elif not self.graph.find(fields[0]):
            self.problem("no function %s" % fields[0])
        elif not self.graph.find(callee) and not self.names(callee):
            self.problem("no function %s, and the sources name none" % callee)

    def note_only(self, fields, _):
        self.only.append((fields[0], self.at))

    def check_only(self, caller):
        if not self.graph.find(caller):
            self.problem("no function %s" % caller)
        listed = {id(e) for e in self.listed}
        more = [e for e in self.graph.find_edges(caller) if id(e) not in listed
                and os.path.basename(self.graph.file(e["callee"]["id"])) in self.case_files]
        if more:
            self.problem("there is more:", more)

    def check_node(self, fields, negative):
        found = self.graph.find(fields[0])
        if negative:
            found = [i for i in found if "template" not in self.graph.flags(i) or i in self.graph.callees]
            if found:
                self.problem("there is %s" % ", ".join(found))
            return
        if not found:
            self.problem("there is none")
        wanted = fields[1].split(",") if len(fields) > 1 else []
        for identity in found:
            flags = self.graph.flags(identity)
            wrong = [w for w in wanted if (w[1:] in flags if w.startswith("!") else w not in flags)]
            if wrong:
                self.problem("%s: not %s; it has %s" % (identity, ",".join(wrong), ",".join(sorted(flags))))

    def check_at(self, fields, _):
        places = [self.graph.functions[i]["place"] for i in self.graph.find(fields[0])]
        found = ["%s:%d" % (os.path.basename(p["file"]), p["line"]) for p in places if p]
        if fields[1] not in found:
            self.problem("it is at: %s" % (", ".join(found) or "no place"))

    def check_count(self, fields, _):
        found = self.graph.find(fields[0])
        if len(found) != int(fields[1]):
            self.problem("there are %d: %s" % (len(found), ", ".join(
                "%s@%s" % (i, os.path.basename(self.graph.file(i))) for i in found)))

    def check_reaches(self, fields, negative):
        for end in fields:
            if not self.graph.find(end):
                self.problem("no function %s" % end)
                return
        if self.graph.reaches(*fields) == negative:
            self.problem("it %s" % ("does" if negative else "does not"))

    def check_chain(self, fields, negative, *options):
        for name in fields:
            if not self.graph.find(name):
                self.problem("no function %s" % name)
                return
        found = self.graph.chains(fields[0], fields[-1], *options)
        has = any(len(chain) == len(fields) and all(map(self.graph.means, fields, chain)) for chain in found)
        if has == negative:
            self.problem("it is one" if negative else "missing; there is:\n      " + "\n      ".join(
                " -> ".join(f["name"] for f in chain) for chain in found[:20]))

    def check_chains(self, fields, _, *options):
        found = self.graph.chains(fields[0], fields[1], *options)
        if len(found) != int(fields[2]):
            self.problem("there are %d:\n      " % len(found) + "\n      ".join(
                " -> ".join(f["name"] for f in chain) for chain in found[:20]))

    def check_launch(self, fields, negative):
        found = [l for l in self.graph.launches if self.graph.means(fields[0], l["caller"])
                 and l["kernel"] and self.graph.means(fields[1], l["kernel"])]
        wanted = [f.partition("=")[::2] for f in fields[2:]]
        unknown = [column for column, _ in wanted
                   if self.graph.launches and not any(column in l for l in self.graph.launches)]
        if not self.graph.find(fields[0]):
            self.problem("no function %s" % fields[0])
        elif not self.graph.find(fields[1]) and not self.names(fields[1]):
            self.problem("no function %s, and the sources name none" % fields[1])
        elif unknown:
            self.problem("no column %s" % ", ".join(unknown))
        elif any(all(l.get(column) == text for column, text in wanted) for l in found) == negative:
            self.problem(("there is:" if negative else "missing; there is:") + "\n      " + "\n      ".join(
                json.dumps({k: v for k, v in l.items() if isinstance(v, str)}) for l in found))

    def check_binding(self, fields, _):
        if not self.graph.find_edges(fields[0], fields[1], "bind"):
            self.problem("missing; there is:", self.graph.find_edges(fields[0]))
            return
        shown = self.graph.show("::" + fields[0])[0]
        found = [dict(b, parameters=",".join(shown["parameters"])) for b in shown["bindings"]
                 if b["target"] and self.graph.means(fields[1], b["target"])]
        wanted = [f.partition("=")[::2] for f in fields[2:]]
        if not any(all(b.get(column) == text for column, text in wanted) for b in found):
            self.problem("missing; there is:\n      " + "\n      ".join(
                json.dumps({k: v for k, v in b.items() if isinstance(v, str)}) for b in found))

    def check_incomplete(self, fields, _):
        found = self.graph.info()["incomplete"]
        if not any(os.path.basename(p["unit"]) == fields[0] and p["pass"] == fields[1] for p in found):
            self.problem("it is not; there is: %s" % json.dumps(found))


class Values:
    """An expected.values file against a graph, as `dump_values --names` prints it. Its lines:

      FROM KIND TO [TEXT]                   There is such a flow; TEXT is the expression, nothing: not looked at.
      use KIND VALUE [TARGET [TEXT]]        There is such a use; TARGET "-": none.
      ! …                                   There is none such; the sources name the value it begins with.
    A * in a value or target stands for anything.
    """

    def __init__(self, tool, graph, path, case, level_names=("flow", "use")):
        self.problems, self.names = [], case.names
        dumped = [line.split("\t") for line in run([tool, "--names", graph]).stdout.decode().splitlines()]
        self.rows = {kind: [row[1:] for row in dumped if row[0] == kind] for kind in level_names}
        for number, line in enumerate(open(path, encoding="utf-8"), 1):
            line = line.strip()
            if line and not line.startswith("#"):
                self.check("%s:%d: %s" % (os.path.basename(path), number, line), line)

    @staticmethod
    def means(pattern, text):
        return pattern is None or re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), text) is not None

    def check(self, at, line):
        negative = line.startswith("! ")
        words = line[2:].split() if negative else line.split()
        use = words[0] == "use"
        if use:
            kind, value, target = words[1], words[2], words[3] if len(words) > 3 else None
            text = " ".join(words[4:])
            found = [row for row in self.rows["use"] if row[1] == kind and self.means(value, row[0])
                     and self.means(target, row[4]) and text in ("", row[5])]
        else:
            start, kind, end = words[:3]
            text = " ".join(words[3:])
            found = [row for row in self.rows["flow"] if row[1] == kind and self.means(start, row[0])
                     and self.means(end, row[2]) and text in ("", row[5])]
        begins = value if use else start
        if negative and not self.names(begins):
            self.problems.append("%s\n    the sources have no %s" % (at, begins))
        if bool(found) == negative:
            near = found or [row for row in self.rows["use" if use else "flow"] if row[0] == (value if use else start)]
            self.problems.append("%s\n    %s\n      %s" % (at, "there is:" if negative else "missing; there is:",
                                                         "\n      ".join("  ".join(row) for row in near)))


class Model:
    """An expected.model file against what `callchain params --model` tells of entry points. Its lines:

      ENTRY  PARAMETER  END   The parameter of this entry ends so, certainly. END is a class, and perhaps, behind
                              "->", the function that is decided: decides a launch configuration -> fill
      ENTRY  PARAMETER  possible: END
      ENTRY  PARAMETER  alone: END   And it has no end of another class.
      ! ENTRY  PARAMETER  END      It has no such end, certain or possible.
    """

    def __init__(self, callchain, graph, path):
        self.problems, self.callchain, self.graph, self.entries = [], callchain, graph, {}
        for number, line in enumerate(open(path, encoding="utf-8"), 1):
            line = line.strip()
            if line and not line.startswith("#"):
                self.check("%s:%d: %s" % (os.path.basename(path), number, line), line)

    def ends(self, entry, parameter):
        if entry not in self.entries:
            told = run([self.callchain, "params", self.graph, "--model", "--entry", "::" + entry, "--format", "json"])
            self.entries[entry] = json.loads(told.stdout)
        ends, found = {}, False
        for row in self.entries[entry]:
            if row["parameter"] != parameter:
                continue
            found = True
            for end in row["ends"] or [{"class": row["class"], "certain": True, "target": None}]:
                kernel = " -> " + end["target"]["name"] if end["target"] else ""
                for name in {end["class"], end["class"] + kernel}:
                    ends[name] = ends.get(name, False) or end["certain"]
        return ends if found else None

    def check(self, at, line):
        negative, fields = line.startswith("! "), re.split(r"\t+|  +", line.removeprefix("! "))
        ends = self.ends(fields[0], fields[1]) if len(fields) == 3 else None
        if ends is None:
            self.problems.append(at + "\n    no such line, entry or parameter")
            return
        end = fields[2]
        alone, possible = end.startswith("alone: "), end.startswith("possible: ")
        end = end.removeprefix("alone: ").removeprefix("possible: ")
        others = {name.split(" -> ")[0] for name in ends} - {end.split(" -> ")[0]}
        good = end not in ends if negative else ends.get(end) is (not possible) and not (alone and others)
        if not good:
            self.problems.append(at + "\n    found: " + "; ".join(
                ("" if certain else "possible: ") + name for name, certain in sorted(ends.items())))


class Hardware:
    """An expected.hardware file against the table that `callchain params --hardware` makes of a graph. Its lines:

      KERNEL  FACT  VALUE     Each row of the kernel has this fact. KERNEL is the short name, or the full one with
                              its template arguments (fill<64>); "(unknown)": launches of no known kernel.
      ! KERNEL  FACT          No row of it has such a fact; with a VALUE: with this value.
      KERNEL  rows  N         So many rows have this name.

    Facts and their values, one for each thing that a row says:
      grid, block, cluster    1, 2, 3
      static, alignment, variables    of static shared memory
      shared memory, stream, api, architectures, passes, bounds (as in __launch_bounds__), cooperative, programmatic
      template NAME           a template argument; those of a class among them: template NAME.NAME
      trait NAME              its value, then "used", "unused", or nothing where no device pass tells
      class NAME              the class that declares this trait
      condition N             TEXT: OUTCOME, from the outermost, 1; = VALUE after the text where that is another,
                              [MACRO: DEFINITIONS] at the end where a macro wrote the branch
      conditions              how many there are; ways: on how many ways it is launched
      setting ATTRIBUTE       VALUE, then "if" the conditions, then "always", "never", or nothing where run time tells
      query NAME              what its answer decides, comma-separated
      site, caller            FILE:LINE of the launch; the functions that launch it there
    A kernel has a row for each place, way and configuration that it is launched at: a line holds of all of them.
    KERNEL@LINE means those launched in this line of the code, and
      KERNEL  row  FACT=VALUE  FACT=VALUE  …
    that one of them has all of these (with "! ": that none has).
    A value that is not known is an expression, "EXPRESSION <- A, B" with what it depends on, or "unknown: REASON".
    "..." in a value stands for anything.
    """

    def __init__(self, callchain, graph, path, major):
        rows = json.loads(run([callchain, "params", graph, "--hardware", "--format", "json"]).stdout)
        self.rows = [(row["name"], row["kernel"], list(self.facts(row))) for row in rows]
        self.problems = []
        for number, line in enumerate(open(path, encoding="utf-8"), 1):
            line = for_compiler(line.strip(), major)
            if line and not line.startswith("#"):
                self.check("%s:%d: %s" % (os.path.basename(path), number, line), line)

    @classmethod
    def text(cls, value):
        if value is None:
            return "none"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, list):
            return ", ".join(map(cls.text, value))
        if isinstance(value, dict) and "unknown" in value:
            return "unknown: " + value["unknown"]
        if isinstance(value, dict) and "expression" in value:
            depends = ", ".join(value["depends_on"])
            return value["expression"] + (" <- " + depends if depends else "")
        if isinstance(value, dict):
            return ", ".join(map(cls.text, value.values())) if "type" not in value else value["type"]
        return str(value)

    @classmethod
    def configuration(cls, row):
        for fact, column in (("grid",) * 2, ("block",) * 2, ("shared memory", "shared_memory_bytes"), ("cluster",) * 2,
                             ("static", "static_shared_memory_bytes"), ("alignment", "static_shared_memory_alignment"),
                             ("variables", "static_shared_variables"),
                             ("stream",) * 2, ("api",) * 2, ("cooperative",) * 2,
                             ("programmatic", "programmatic_serialization")):
            if column in row:
                yield fact, cls.text(row[column])

    @classmethod
    def arguments(cls, prefix, arguments):
        for name, value in arguments.items():
            yield prefix + name, cls.text(value)
            if isinstance(value, dict) and "arguments" in value:
                yield from cls.arguments(prefix + name + ".", value["arguments"])

    @staticmethod
    def condition(one):
        value = " = " + one["value"] if one["value"] != one["text"] else ""
        macro = " [%s: %s]" % (one["macro"], ", ".join(one["defines"])) if one["macro"] else ""
        return one["text"] + value + ": " + one["outcome"] + macro

    @classmethod
    def facts(cls, row):
        yield from cls.configuration(row)
        place = row["launch_site"]
        yield "site", "%s:%d" % (os.path.basename(place["file"]), place["line"])
        yield "caller", ", ".join(row["callers"])
        yield "architectures", cls.text(row["architectures"])
        yield "passes", cls.text(row["passes"])
        yield "bounds", cls.text(row["launch_bounds"])
        yield from cls.arguments("template ", row["template_arguments"])
        for one in row["traits"]:
            used = {True: " used", False: " unused", None: ""}[one["used"]]
            yield "trait " + one["name"], cls.text(one["value"]) + used
            yield "class " + one["name"], one["class"]
        for number, one in enumerate(row["conditions"], 1):
            yield "condition %d" % number, cls.condition(one)
        yield "conditions", str(len(row["conditions"]))
        yield "ways", str(1 + len(row["other_ways"]))
        for one in row["settings"]:
            when = " if " + " and ".join(map(cls.condition, one["conditions"])) if one["conditions"] else ""
            yield ("setting " + one["attribute"],
                   cls.text(one["value"]) + when + {True: " always", False: " never", None: ""}[one["applies"]])
        for one in row["queries"]:
            yield "query " + one["name"], ", ".join(one["decides"])

    @staticmethod
    def has(facts, fact, value):
        pattern = value and ".*".join(map(re.escape, value.split("...")))
        return any(name == fact and (value is None or re.fullmatch(pattern, text)) for name, text in facts)

    def check(self, at, line):
        negative = line.startswith("! ")
        fields = re.split(r"\t+| {2,}", line[2:].strip() if negative else line)
        kernel, fact, value = (fields + [None])[:3]
        kernel, _, place = kernel.partition("@")
        rows = [facts for name, full, facts in self.rows if kernel in (name, full)
                and (not place or self.has(facts, "site", "...:" + place))]
        if fact == "rows":
            if len(rows) != int(value):
                self.problems.append("%s\n    there are %d of: %s" % (at, len(rows), ", ".join(r[1] for r in self.rows)))
            return
        if not rows:
            self.problems.append("%s\n    no such kernel; there is: %s" % (at, ", ".join(r[1] for r in self.rows)))
        if fact == "row":
            wanted = [field.partition("=")[::2] for field in fields[2:]]
            if any(all(self.has(facts, *one) for one in wanted) for facts in rows) == negative:
                self.problems.append("%s\n    %s\n      %s" % (at, "there is:" if negative else "missing; there is:", (
                    "\n      ".join("; ".join("=".join(f) for f in facts if f[0] in dict(wanted)) for facts in rows))))
            return
        for facts in rows:
            if self.has(facts, fact, value) == negative:
                near = [f for f in facts if f[0] == fact] or facts
                self.problems.append("%s\n    %s\n      %s" % (at, "there is:" if negative else "missing; there is:",
                                                             "\n      ".join("  ".join(f) for f in near)))


class Program:
    """An expected.program file against what functions do. A line that does not begin with a blank is the full name of
    a function; the lines behind it are its program as PROGRAM.md (postproc/graph_file) has it, with the names of
    functions in < > and constants behind their numbers, laid out in any way. Names that stand there several times have
    programs in the graph's order. `!` before a name: there is the function, and it has none."""

    def __init__(self, callchain, graph, path, major):
        self.problems = []
        self.at = os.path.basename(path)
        printed = run([callchain, "show", graph, "*", "--program", "--limit", "0"]).stdout.decode()
        there = self.read(printed.split("\n"))

        @functools.lru_cache(1)
        def known():
            listed = json.loads(run([callchain, "functions", graph, "--level", "instance", "--json"]).stdout)
            return {f["function"][which] for f in listed for which in ("name", "full_name") if which in f["function"]}

        with open(path, encoding="utf-8") as stream:
            lines = [for_compiler(line.rstrip("\n"), major) for line in stream if not line.startswith("#")]
        for name, texts in self.read([line for line in lines if line is not None]).items():
            if name.startswith("! "):
                if name[2:] in there:
                    self.problems.append("%s: '%s' has a program" % (self.at, name[2:]))
                elif name[2:] not in known():
                    self.problems.append("%s: no function %s" % (self.at, name[2:]))
            elif there.get(name) != texts:
                self.problems.append("%s: %s\n    expected\n      %s\n    there is\n      %s" % (
                    self.at, name, "\n      ".join(texts), "\n      ".join(there.get(name, ["none"]))))

    @staticmethod
    def read(lines):
        programs = {}
        for line in lines:
            if not line.strip():
                continue
            if not line.startswith(" "):
                texts = programs.setdefault(line.strip(), [])
                texts.append("")
            else:
                texts[-1] = (texts[-1] + " " + line.strip()).strip()
        for texts in programs.values():
            texts[:] = [re.sub(r"\( \(", "((", re.sub(" +", " ", text)) for text in texts]
        return programs


class Selected:
    """An expected.select file against what `callchain select` tells. A line that does not begin with a blank is a call:

      ENTRY  NAME=VALUE  …

    and the lines behind it are its launches, those and no others, in their order:

      KERNEL  GRID  BLOCK  SHARED     as select prints them: k<1>  4,1,1  32,1,1  0; ? is not known, 3|4 either
      may KERNEL …                    it may run
      unread KERNEL                   it is reached by what could not be evaluated

    `device NAME` is the device of the calls behind it."""

    def __init__(self, callchain, graph, path, major):
        self.problems = []
        self.device = []
        call, wanted = None, []
        with open(path, encoding="utf-8") as stream:
            lines = [for_compiler(line.rstrip("\n"), major) for line in stream if not line.startswith("#")]
        for line in [line for line in lines if line and line.strip()] + ["end"]:
            if line.startswith(" "):
                wanted.append(" ".join(line.split()))
                continue
            if call:
                found = self.launches(callchain, graph, call)
                if found != wanted:
                    self.problems.append("%s: %s\n    expected\n      %s\n    there is\n      %s" % (
                        os.path.basename(path), call, "\n      ".join(wanted), "\n      ".join(found)))
            call, wanted = line, []
            if line.startswith("device "):
                self.device, call = ["--device", line.split()[1]], None

    def launches(self, callchain, graph, call):
        entry, *given = re.split(r"\t+| {2,}", call)
        told = json.loads(run([callchain, "select", graph, "--entry", entry, "--json"] + self.device +
                              [word for fact in given for word in ("--given", fact)]).stdout)
        return [self.text(launch) for launch in told[0]["launches"]]

    @staticmethod
    def text(launch):
        def shown(value):
            return "?" if value is None else "|".join(str(one) for one in sorted(value)) if isinstance(value, list) \
                else str(value)
        name = launch["kernel"]["full_name"] if launch["kernel"] else "?"
        if launch["certainty"] == "not evaluated":
            return "unread " + name
        sizes = [",".join(shown(one) for one in launch[what]) for what in ("grid", "block")]
        return "%s%s %s %s" % ("may " if launch["certainty"] != "runs" else "", name, " ".join(sizes),
                               shown(launch["shared_memory"]))


class Case:
    def __init__(self, folder, options):
        self.folder, self.options = folder, options
        self.name = os.path.basename(folder)
        self.files = sorted(os.listdir(folder))
        self.units = [f for f in self.files if os.path.splitext(f)[1] in UNIT_ARGUMENTS]
        self.about = " ".join(self.read("about"))

    @functools.cached_property
    def words(self):
        """The identifiers in the case's sources and in the headers that stand in for others."""
        words = set()
        for top in (self.folder, INCLUDE):
            for folder, _, files in os.walk(top):
                for file in files:
                    if not file.startswith("expected") and file != "about":
                        with open(os.path.join(folder, file), encoding="utf-8", errors="replace") as stream:
                            words.update(re.findall(r"\w+", stream.read()))
        return words

    def names(self, function):
        """Do they have one of the last two parts of this name? (The last may be the compiler's own.)"""
        if function.startswith("=_Z"):
            parts = [text[:int(length)] for length, text in re.findall(r"(?<!\d)(\d+)(?=([A-Za-z_]\w*))", function)]
        else:
            parts = re.findall(r"\w+", without_template_arguments(function.partition("@")[0]).replace("(lambda)", ""))
        return function in ("-", "constant") or any(word in self.words for word in parts[-2:])

    def read(self, name):
        return read_lines(os.path.join(self.folder, name))

    def compile(self, unit, out):
        command = [self.options.clang] + UNIT_ARGUMENTS[os.path.splitext(unit)[1]]
        command += ["-Wno-everything", "-fsyntax-only", "-I", INCLUDE]
        for stub in ("pybind11_stub", "torch_stub", "nanobind_stub", "tvm_ffi_stub"):
            command += ["-I", os.path.join(INCLUDE, stub)]
        command += self.read("args")
        command += ["-fplugin=" + self.options.plugin]
        command += ["-fplugin-arg-callchain-" + option for option in self.read("options")]
        lines = [for_compiler(line, self.options.major) for line in self.read("status")]
        status = int(next(filter(None, lines), "0"))
        # After an error in one pass clang leaves the other out.
        separately = status and unit.endswith(".cu")
        for side in [["--cuda-host-only"], ["--cuda-device-only"]] if separately else [[]]:
            done = run(command + side + [unit], status, cwd=self.folder, env=dict(os.environ, CALLCHAIN_OUT=out))
            noise = (done.stdout + done.stderr).decode(errors="replace").strip()
            if noise and not status:
                raise Failure("the compile of %s printed:\n%s" % (unit, noise))

    def run(self):
        """The problems, as texts."""
        major = self.options.major
        if not self.about:
            return ["it has no file 'about', which says in one line what the case is for"]
        needed = self.read("clang")
        if needed and major < int(needed[0]):
            return None
        work = tempfile.mkdtemp(prefix="callchain-case-")
        try:
            out = os.path.join(work, "out")
            for unit in self.units:
                self.compile(unit, out)
            python = os.path.join(self.folder, "python")
            if os.path.isdir(python):
                run([self.options.callchain, "python", "-q", python, "-o", os.path.join(out, "python.ccg")])
            whole = os.path.join(work, "whole.ccg")
            run([self.options.callchain, "merge", out, "-o", whole])
            problems = []
            for level, name in (("source", "expected"), ("instance", "expected.instance")):
                path = os.path.join(self.folder, name)
                if os.path.exists(path):
                    graph = Graph(self.options.callchain, whole, level)
                    problems += Check(graph, path, major, self).problems
                    if self.options.verbose:
                        problems += ["all edges (%s):\n    " % level
                                     + "\n    ".join(show(graph, e) for e in graph.edges)]
            path = os.path.join(self.folder, "expected.values")
            if os.path.exists(path):
                problems += Values(self.options.dump_values, whole, path, self).problems
            path = os.path.join(self.folder, "expected.model")
            if os.path.exists(path):
                problems += Model(self.options.callchain, whole, path).problems
            path = os.path.join(self.folder, "expected.hardware")
            if os.path.exists(path):
                problems += Hardware(self.options.callchain, whole, path, major).problems
            path = os.path.join(self.folder, "expected.program")
            if os.path.exists(path):
                problems += Program(self.options.callchain, whole, path, major).problems
            path = os.path.join(self.folder, "expected.select")
            if os.path.exists(path):
                problems += Selected(self.options.callchain, whole, path, major).problems
            return problems
        except Failure as failure:
            return [str(failure)]
        finally:
            if self.options.keep:
                print("%s: %s" % (self.name, work))
            else:
                shutil.rmtree(work)


def major_version(clang):
    text = run([clang, "--version"]).stdout.decode()
    return int(re.search(r"clang version (\d+)", text).group(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clang", required=True)
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--callchain", required=True)
    parser.add_argument("--dump-values", help="the tool dump_values, for cases with expected.values")
    parser.add_argument("--case", action="append", help="only this case (several times for several)")
    parser.add_argument("-j", type=int, default=1, help="cases at the same time")
    parser.add_argument("--keep", action="store_true", help="keep the graph files, and say where")
    parser.add_argument("-v", "--verbose", action="store_true", help="print every edge of the cases")
    options = parser.parse_args()
    try:
        options.major = major_version(options.clang)
    except (Failure, OSError, AttributeError):
        print("no clang '%s' here: skipped" % options.clang)
        return 77
    options.plugin, options.callchain = map(os.path.abspath, (options.plugin, options.callchain))
    cases = [Case(os.path.join(HERE, name), options) for name in sorted(os.listdir(HERE))
             if os.path.isdir(os.path.join(HERE, name))
             and any(file.startswith("expected") for file in os.listdir(os.path.join(HERE, name)))]
    cases = [c for c in cases if c.units and (not options.case or c.name in options.case)]
    if not cases:
        print("no such case")
        return 64
    if len(cases) == 1:
        print("%s: %s" % (cases[0].name, cases[0].about))
    failed = passed = skipped = 0
    with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        for case, problems in zip(cases, pool.map(Case.run, cases)):
            if problems is None:
                skipped += 1
            elif problems:
                failed += 1
                print("FAIL %s\n  %s" % (case.name, "\n  ".join(problems)))
            else:
                passed += 1
    print("clang %d: %d passed, %d failed, %d need a newer clang" % (options.major, passed, failed, skipped))
    return 1 if failed else 0 if passed else 77


if __name__ == "__main__":
    sys.exit(main())
