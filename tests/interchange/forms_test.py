#!/usr/bin/env python3
"""`callchain export` without anything but Python: each form is read by its own reader, and counted against `info`.

    forms_test.py CALLCHAIN MAKE_GRAPH
"""
import gzip
import json
import os
import re
import sqlite3
import subprocess
import sys
import unittest
import xml.etree.ElementTree as tree

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from graphs import Graphs

CALLCHAIN, MAKE_GRAPH = map(os.path.abspath, sys.argv[1:3])
SOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "postproc", "interchange")
NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"


def varints(content):
    number = shift = 0
    for byte in content:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield number
            number = shift = 0


def protobuf(content):
    """Fields of a message: numbers, and bytes."""
    at = 0

    def varint():
        nonlocal at
        start = at
        while content[at] > 127:
            at += 1
        at += 1
        return next(varints(content[start:at]))

    while at < len(content):
        head = varint()
        number = varint()
        if head & 7:
            at += number
            number = content[at - number:at]
        yield head >> 3, number


class Forms(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.graphs = Graphs(CALLCHAIN, MAKE_GRAPH)
        cls.addClassCleanup(cls.graphs.folder.cleanup)

    def each(self):
        return self.graphs.names

    def database(self, name):
        connection = sqlite3.connect(self.graphs.export(name, "sqlite"))
        self.addCleanup(connection.close)
        return connection

    def one(self, connection, query):
        return connection.execute(query).fetchone()[0]

    # SQLite ------------------------------------------------------------------

    def test_database_counts(self):
        for name in self.each():
            db, info = self.database(name), self.graphs.info(name, "instance")
            self.assertEqual(self.one(db, "PRAGMA integrity_check"), "ok")
            self.assertEqual(db.execute("PRAGMA foreign_key_check").fetchall(), [])
            self.assertEqual(self.one(db, "SELECT count(*) FROM function WHERE shown"), info["functions"])
            self.assertEqual(self.one(db, "SELECT count(*) FROM program_edge"), info["edges"])
            self.assertEqual(self.one(db, "SELECT count(*) FROM edges_named"), info["edges"])
            self.assertEqual(self.one(db, "SELECT count(*) FROM kernels"), len(info["kernels"]))
            self.assertEqual(self.one(db, "SELECT count(*) FROM launches"), info["launches"])
            self.assertEqual(self.one(db, "SELECT count(DISTINCT name_id) FROM operators"), len(info["bindings"]))
            python = "python" in info["passes"]  # else nothing is known to be called by none
            for key, what in (("undefined_bindings", "called AND NOT bound"), ("unused_bindings", f"NOT called AND {python:d}")):
                self.assertEqual({name for name, in db.execute(f"SELECT name FROM operators WHERE {what}")} if name != "hostile" else
                                 self.one(db, f"SELECT count(DISTINCT name_id) FROM operators WHERE {what}"),
                                 {told["name"] for told in info[key]} if name != "hostile" else len(info[key]), (name, key))
            self.assertEqual({row[0] for row in db.execute("SELECT identity FROM kernels")},
                             {kernel["id"] for kernel in info["kernels"]})
            kinds = dict(db.execute("SELECT kind || certain, count(*) FROM program_edge GROUP BY 1"))
            for kind, counts in info["kinds"].items():
                self.assertEqual((kinds.get(kind + "1", 0), kinds.get(kind + "0", 0)),
                                 (counts["certain"], counts["possible"]))

    def test_database_of_names_with_a_schema_beside(self):
        """A definition binds nothing to a name; another row may."""
        with open(self.graphs.path("schema.txt"), "w", encoding="ascii") as stream:
            stream.write("pass m.py.python unit=m.py kind=python\nfunction py:f name=f lang=python flags=defined\n"
                         + "".join(f"function py:ops.{name} name=ops.{name} lang=python flags=binding\nedge py:f py:ops.{name} call passes=python\n"
                                   f"binding py:ops.{name} - kind=4 module=ops schema={name}()\n" for name in ("bound", "lost"))
                         + "function g name=g flags=defined\nbinding py:ops.bound g module=ops\nedge py:ops.bound g bind\n")
        subprocess.run([MAKE_GRAPH, self.graphs.path("schema.txt"), self.graphs.path("schema.ccg")], check=True)
        told = [item["name"] for item in self.graphs.info("schema", "instance")["undefined_bindings"]]
        self.assertEqual(["ops.lost"], told)
        db = self.database("schema")
        self.assertEqual(told, [name for name, in db.execute("SELECT DISTINCT name FROM operators WHERE called AND NOT bound")])

    def test_database_chains(self):
        for name in self.each():
            db = self.database(name)
            starts = db.execute("SELECT start, identity, count(DISTINCT numbers) FROM chains_to_kernel c JOIN function f "
                                "ON f.id = c.start WHERE NOT f.flags & 512 GROUP BY start").fetchall()
            for _, identity, number in starts:
                if identity.isascii() and name != "hostile":
                    told = self.graphs.run("chains", f"{name}.ccg", "--level", "instance", "--lambdas", "--kernel", "--count",
                                           "--from", identity).decode()
                    self.assertEqual(int(told.split()[0]), number, identity)
            self.assertTrue(starts or not db.execute("SELECT 1 FROM kernels").fetchone())
            reached = set(db.execute("SELECT kernel, function FROM reaches_kernel"))
            self.assertEqual(set(db.execute("SELECT kernel, start FROM chains_to_kernel")),
                             {pair for pair in reached if pair[0] != pair[1]})

    def test_database_of_more_chains_than_can_be_listed(self):
        steps = 30  # 2^30 chains from the first function
        text = "".join(f"function {f}{n} name={f}{n} flags=defined\n" for n in range(steps) for f in "abc")
        text += f"function a{steps} name=a{steps} flags=kernel,defined\n"
        for n in range(steps):
            text += f"edge a{n} b{n} call\nedge a{n} c{n} call\nedge b{n} a{n + 1} call\nedge c{n} a{n + 1} call\n"
        with open(self.graphs.path("ladder.txt"), "w", encoding="ascii") as stream:
            stream.write(text)
        subprocess.run([MAKE_GRAPH, self.graphs.path("ladder.txt"), self.graphs.path("ladder.ccg")], check=True)
        db = self.database("ladder")
        self.assertEqual(100000, self.one(db, "SELECT count(*) FROM chains_to_kernel"))
        lengths = [row[0] for row in db.execute("SELECT steps FROM chains_to_kernel")]
        self.assertEqual(sorted(lengths), lengths)  # the shortest
        self.assertEqual([(1, 2), (2, 2), (3, 4), (4, 4), (5, 8)],
                         db.execute("SELECT steps, count(*) FROM chains_to_kernel GROUP BY 1 LIMIT 5").fetchall())
        self.assertEqual(3 * steps + 1, self.one(db, "SELECT count(*) FROM leads_to_kernel"))

    def test_questions_of_the_page(self):
        with open(os.path.join(SOURCES, "SQLITE.md"), encoding="utf-8") as stream:
            queries = re.findall(r"```sql\n(.*?)```", stream.read(), re.S)
        self.assertGreater(len(queries), 8)
        answers = {}
        for name in self.each():
            db = self.database(name)
            for number, query in enumerate(queries):
                answers[name, number] = db.execute(query).fetchall()
        self.assertEqual(answers["attention", 0], [("flash::fwd_kernel", 2)])
        self.assertEqual(answers["attention", 1], [("mha_fwd", "call", "csrc/flash_api.cpp", 70)])
        self.assertEqual(answers["attention", 2], [("attn_cuda.bwd", "called, bound nowhere"),
                                                   ("attn_cuda.unused", "never called")])
        self.assertIn(("attn.interface.attn_func", "flash::fwd_kernel"), answers["attention", 3])
        self.assertEqual([row[0] for row in answers["attention", 4]], [7])
        self.assertEqual(answers["attention", 6], [("host", 8), ("python", 3), ("sm_80", 3)])
        self.assertEqual(answers["attention", 7], [("attn/interface.py", 20, 9), ("attn/interface.py", 22, 9)])

    def test_database_of_the_hostile(self):
        db = self.database("hostile")
        self.assertEqual(self.one(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'edge'"), 1)
        for row in db.execute("SELECT short_name, identity, parameters FROM function"):
            json.loads(row[2])
        text = self.one(db, "SELECT text FROM problem WHERE text LIKE 'no %'")
        self.assertIn("'; DROP TABLE edge; --", text)
        self.assertIn("\ufffd", text)

    # Lines and markup ----------------------------------------------------------

    def test_json_lines(self):
        for name in self.each():
            with open(self.graphs.export(name, "json"), encoding="utf-8") as stream:
                rows = [json.loads(line) for line in stream]
            info = self.graphs.info(name, "instance")
            counts = dict(rows[0])
            self.assertEqual(counts.pop("table"), "graph")
            self.assertEqual(counts["program_edge"], info["edges"])
            self.assertEqual(counts["launch"], info["launches"])
            found = {table: [row["id"] for row in rows[1:] if row["table"] == table] for table in counts}
            self.assertEqual({table: list(range(1, count + 1)) for table, count in counts.items()}, found)
            functions = {row["id"]: row for row in rows if row["table"] == "function"}
            for row in rows:
                if row["table"] == "program_edge":
                    self.assertTrue(functions[row["caller"]]["full_name"] and functions[row["callee"]]["short_name"])

    def test_database_and_lines_are_the_same(self):
        for name in self.each():
            db = self.database(name)
            with open(self.graphs.export(name, "json"), encoding="utf-8") as stream:
                rows = [json.loads(line) for line in stream][1:]
            compared = 0
            for row in rows:
                table, number = row.pop("table"), row.pop("id")
                cursor = db.execute(f'SELECT * FROM "{table}" WHERE id = ?', (number,))
                stored = dict(zip([column[0] for column in cursor.description], cursor.fetchone()))
                for column, value in row.items():
                    if isinstance(value, list) and isinstance(stored[column], str):
                        self.assertEqual(json.loads(stored[column]), value, (table, number, column))
                    elif isinstance(value, list):
                        items = db.execute(f'SELECT item FROM "{table}_{column}" WHERE list = ? ORDER BY position',
                                           (stored[column],)).fetchall()
                        self.assertEqual([item[0] for item in items], value, (table, number, column))
                    elif name != "hostile" or not isinstance(value, str):  # JSON keeps turned text as an escape
                        self.assertEqual(stored[column], value, (table, number, column))
                    compared += 1
            self.assertGreater(compared, 100)

    def test_graphml(self):
        for name in self.each():
            for level in ("source", "instance"):
                root = tree.parse(self.graphs.export(name, "graphml", "--level", level)).getroot()
                info = self.graphs.info(name, level)
                nodes, edges = root.findall(f".//{NAMESPACE}node"), root.findall(f".//{NAMESPACE}edge")
                self.assertEqual((len(nodes), len(edges)), (info["functions"], info["edges"]))
                ids = {node.get("id") for node in nodes}
                self.assertEqual(len(ids), len(nodes))
                self.assertTrue(all({edge.get("source"), edge.get("target")} <= ids for edge in edges))
                kernels = [n for n in nodes if n.find(f"{NAMESPACE}data[@key='kernel']").text == "true"]
                self.assertEqual(len(kernels), len(info["kernels"]))

    def test_graphml_of_the_hostile(self):
        root = tree.parse(self.graphs.export("hostile", "graphml")).getroot()
        self.assertEqual({e.tag.removeprefix(NAMESPACE) for e in root.iter()}, {"graphml", "key", "graph", "node",
                                                                             "edge", "data"})
        names = [e.text for e in root.iter(f"{NAMESPACE}data") if e.get("key") == "name"]
        self.assertTrue(any("]]>--><!--<x a='b'>&amp;`\n;=1+1\ty" in name for name in names), names)

    def test_folded(self):
        for name in self.each():
            with open(self.graphs.export(name, "folded"), encoding="utf-8") as stream:
                lines = stream.read().split("\n")
            self.assertEqual(lines.pop(), "")
            for line in lines:  # as speedscope reads it
                self.assertRegex(line, r"^(.*) (\d+)$")
        with open(self.graphs.export("attention", "folded", "--from", "attn_func"), encoding="utf-8") as stream:
            stack, _, weight = stream.read().strip().rpartition(" ")
        self.assertEqual(stack.split(";")[0], "attn.interface.attn_func")
        self.assertEqual((stack.split(";")[-1], weight), ("flash::fwd_kernel", "2"))

    def test_metacg(self):
        """By the rules of MetaCG's VersionFourMCGReader."""
        for name in self.each():
            with open(self.graphs.export(name, "metacg"), encoding="utf-8") as stream:
                graph = json.load(stream)
            self.assertEqual(graph["_MetaCG"]["version"][0], "4")
            self.assertRegex(graph["_MetaCG"]["generator"]["version"], r"^\d+\.\d+")
            nodes, info = graph["_CG"]["nodes"], self.graphs.info(name, "instance")
            self.assertEqual(len(nodes), info["functions"])
            self.assertEqual(sum(node["hasBody"] for node in nodes.values()), info["defined"])
            for node in nodes.values():
                self.assertTrue(node["origin"] is None or node["origin"])
                self.assertIsInstance(node["functionName"], str)
                self.assertIsInstance(node["meta"], dict)
                self.assertTrue(set(node["callees"]) <= set(nodes))
            edges = self.database(name).execute("SELECT count(*) FROM (SELECT DISTINCT caller, callee FROM program_edge "
                                                "WHERE kind <> 'address')").fetchone()[0]
            self.assertEqual(sum(len(node["callees"]) for node in nodes.values()), edges)

    def test_sarif(self):
        for name in self.each():
            with open(self.graphs.export(name, "sarif"), encoding="utf-8") as stream:
                log = json.load(stream)
            run, = log["runs"]
            rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
            for result in run["results"]:
                self.assertEqual(rules[result["ruleIndex"]], result["ruleId"])
                self.assertTrue(result["message"]["text"])
                for location in result.get("locations", []):
                    place = location["physicalLocation"]
                    self.assertRegex(place["artifactLocation"]["uri"], r"^(file:///)?([A-Za-z0-9._~/-]|%[0-9A-F]{2})+$")
                    self.assertGreaterEqual(place.get("region", {"startLine": 1})["startLine"], 1)
            if name == "hostile":
                self.assertEqual(sorted(result["ruleId"] for result in run["results"]),
                                 ["compiler-error", "incomplete", "missing-unit"])
            if name == "attention":
                self.assertEqual([result["ruleId"] for result in run["results"]], ["undefined-binding"])

    def test_pprof(self):
        for name in self.each():
            with gzip.open(self.graphs.export(name, "pprof")) as stream:
                fields = list(protobuf(stream.read()))
            strings = [value.decode() for field, value in fields if field == 6]
            self.assertEqual(strings[0], "")
            self.assertEqual([strings[v] for _, v in protobuf(dict(fields)[1])], ["specializations", "count"])
            functions = {}
            for field, value in fields:
                if field == 5:
                    function = dict(protobuf(value))
                    functions[function[1]] = strings[function[2]].replace(";", ":")
            locations = {dict(protobuf(v))[1]: dict(protobuf(dict(protobuf(v))[4]))[1] for f, v in fields if f == 4}
            stacks = {}
            for field, value in fields:
                if field == 2:
                    sample = dict(protobuf(value))
                    stack = tuple(functions[locations[place]] for place in varints(sample[1]))
                    stacks[stack] = stacks.get(stack, 0) + list(varints(sample[2]))[0]
            with open(self.graphs.export(name, "folded"), encoding="utf-8") as stream:
                lines = [line.rstrip("\n").rpartition(" ") for line in stream]
            folded = {}  # functions of one name are two lines
            for stack, _, n in lines:
                key = tuple(reversed(stack.split(";")))
                folded[key] = folded.get(key, 0) + int(n)
            if name != "hostile":
                self.assertEqual(folded, stacks)
            self.assertEqual(sum(int(n) for _, _, n in lines), sum(stacks.values()))

    def test_parquet_is_whole(self):
        """What readers make of the tables is readers_test.py's."""
        folder = self.graphs.export("attention", "parquet")
        self.assertEqual(len(os.listdir(folder)), 13)
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), "rb") as stream:
                content = stream.read()
            self.assertEqual((content[:4], content[-4:]), (b"PAR1", b"PAR1"))

    # Manners ---------------------------------------------------------------------

    def test_errors(self):
        for arguments, status, word in (
                (["attention.ccg", "-o", "x"], 64, "--to is missing"),
                (["attention.ccg", "--to", "json"], 64, "--output is missing"),
                (["attention.ccg", "--to", "nothing", "-o", "x"], 64, "nothing"),
                (["attention.ccg", "--to", "sqlite", "-o", "x", "--level", "source"], 64, "--level"),
                (["attention.ccg", "--to", "sqlite", "-o", "none/x"], 1, "cannot write 'none/x'"),
                (["attention.ccg", "--to", "json", "-o", "."], 1, "cannot write '.'"),
                (["attention.ccg", "--to", "sqlite", "-o", "/dev/null"], 1, "cannot write '/dev/null'"),
                (["attention.ccg", "--to", "json", "-o", "/dev/full"], 1, "cannot write '/dev/full'"),
                (["none.ccg", "--to", "json", "-o", "x"], 1, "none.ccg")):
            done = subprocess.run([CALLCHAIN, "export", *arguments], cwd=self.graphs.folder.name, capture_output=True,
                                  text=True, check=False, timeout=60)
            self.assertEqual((done.returncode, done.stdout), (status, ""), done.stderr)
            self.assertIn(word, done.stderr)
            self.assertFalse(os.path.exists(self.graphs.path("x")))

    def test_no_space(self):
        """Past the size that a file may have: an error, and the old file stays."""
        for form in ("sqlite", "json", "graphml"):
            path = self.graphs.path("old." + form)
            with open(path, "w", encoding="utf-8") as stream:
                stream.write("old")
            before = sorted(os.listdir(self.graphs.folder.name))
            done = subprocess.run(["sh", "-c", 'ulimit -f 4; exec "$@"', "sh", CALLCHAIN, "export", "attention.ccg", "--to",
                                   form, "-o", path], cwd=self.graphs.folder.name, capture_output=True, text=True,
                                  check=False, timeout=60)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn("cannot write", done.stderr)
            with open(path, encoding="utf-8") as stream:
                self.assertEqual(stream.read(), "old")
            self.assertEqual(sorted(os.listdir(self.graphs.folder.name)), before)

    def test_the_same_twice(self):
        for form in ("json", "graphml", "folded", "metacg", "pprof", "sarif"):
            with open(self.graphs.export("attention", form), "rb") as stream:
                first = stream.read()
            with open(self.graphs.export("attention", form), "rb") as stream:
                self.assertEqual(first, stream.read())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
