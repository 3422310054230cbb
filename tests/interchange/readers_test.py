#!/usr/bin/env python3
"""`callchain export` read back by others' readers, from the registry: pyarrow, DuckDB, networkx; and by `go tool pprof`
where Go is there. Counted against `info` and against the database.

    readers_test.py CALLCHAIN MAKE_GRAPH [GRAPH]

With GRAPH, of that graph file too.
"""
import glob
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "builds")]
import fetch
from graphs import Graphs

CALLCHAIN, MAKE_GRAPH = map(os.path.abspath, sys.argv[1:3])
# Wheels for CPython 3.11 on x86-64; others are taken as pip finds them, with a line that says so.
PACKAGES = {
    "pyarrow": ("26.0.1", "39cb0f2418282c24bea6ceda77b03e5a8f0a5766b63a8bf194d4e2a2c423548c"),
    "duckdb": ("2.0.1", "eb32b389d99d14cbbec4c110f58237c77eacefc65ef6f737619f413c97a91a77"),
    "networkx": ("3.6.1", "d47fbf302e7d9cbbb9e2555a0d267983d2aa476bac30e90dfbe5669bd57f3762"),
}


def install(folder):
    requirements = os.path.join(folder, "requirements.txt")
    with open(requirements, "w", encoding="ascii") as stream:
        stream.writelines(f"{name}=={version} --hash=sha256:{digest}\n" for name, (version, digest) in PACKAGES.items())
    done = subprocess.run([*fetch.pip(), "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary",
                           ":all:", "--require-hashes", "--target", os.path.join(folder, "lib"), "-r", requirements],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        fetch.skip("cannot fetch the readers from the registry: " + (done.stdout.strip().splitlines() or [""])[-1])


KEY = hashlib.sha256(repr((PACKAGES, sys.version_info[:2])).encode()).hexdigest()[:16]
sys.path.insert(0, os.path.join(fetch.unpacked(f"readers-{KEY}", install), "lib"))
import duckdb
import networkx
import pyarrow.parquet

TABLES = {"functions": "function", "launches": "launch", "template_arguments": "template_argument", "guards": "guard",
          "bindings": "binding", "values": "value", "flows": "flow", "uses": "use", "kernels": "kernel",
          "constants": "constant", "passes": "pass", "problems": "problem"}


class Readers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.graphs = Graphs(CALLCHAIN, MAKE_GRAPH)
        cls.addClassCleanup(cls.graphs.folder.cleanup)
        for path in sys.argv[3:]:
            shutil.copy(path, cls.graphs.path("given.ccg"))
            cls.graphs.names.append("given")

    def each(self):
        return self.graphs.names

    def test_parquet_by_pyarrow(self):
        for name in self.each():
            folder = self.graphs.export(name, "parquet")
            db = sqlite3.connect(self.graphs.export(name, "sqlite"))
            self.addCleanup(db.close)
            tables = {}
            for path in glob.glob(os.path.join(folder, "*.parquet")):
                table = pyarrow.parquet.read_table(path)
                table.validate(full=True)
                tables[os.path.basename(path).removesuffix(".parquet")] = table
            self.assertEqual(set(tables), {*TABLES, "edges"})
            for file, table in TABLES.items():
                rows = db.execute(f'SELECT * FROM "{table}" ORDER BY id')
                columns = [column[0] for column in rows.description]
                rows = rows.fetchall()
                self.assertEqual(tables[file].num_rows, len(rows), (name, file))
                for column in set(columns) & set(tables[file].column_names) - {"id"}:
                    self.compare(tables[file].column(column), [row[columns.index(column)] for row in rows],
                                 (name, file, column))
            self.assertEqual(tables["edges"].num_rows, self.graphs.info(name, "instance")["edges"])
            ids = tables["functions"].column("id").to_pylist()
            self.assertEqual(len(set(ids)), len(ids))
            self.assertTrue(set(tables["edges"].column("src").to_pylist()) <= set(ids))

    def compare(self, column, expected, where):
        """Texts, numbers and lists of texts; what refers to rows has other numbers in the database."""
        kind = str(column.type)
        if kind.startswith("list"):
            self.assertEqual(column.to_pylist(), [json.loads(text) for text in expected], where)
        elif kind == "string":
            self.assertEqual(column.to_pylist(), expected, where)
        elif kind == "bool":
            self.assertEqual(column.to_pylist(), [bool(number) for number in expected], where)
        elif where[2] in ("count", "line", "index", "flags", "errors", "carries", "parts", "first_line", "last_line"):
            self.assertEqual(column.to_pylist(), expected, where)
        else:
            self.assertEqual([number is None for number in column.to_pylist()], [n is None for n in expected], where)

    def test_parquet_and_database_by_duckdb(self):
        for name in self.each():
            folder, info = self.graphs.export(name, "parquet"), self.graphs.info(name, "instance")
            with duckdb.connect() as db:
                db.execute(f"CREATE VIEW functions AS SELECT * FROM '{folder}/functions.parquet'")
                db.execute(f"CREATE VIEW edges AS SELECT * FROM '{folder}/edges.parquet'")

                def one(query):
                    return db.execute(query).fetchone()[0]

                self.assertEqual(one("SELECT count(*) FROM functions WHERE shown"), info["functions"])
                self.assertEqual(one("SELECT count(*) FROM functions WHERE shown AND kernel"), len(info["kernels"]))
                self.assertEqual(one("SELECT count(*) FROM edges s JOIN functions a ON a.id = s.src "
                                     "JOIN functions b ON b.id = s.dst"), info["edges"])
                reached = one("WITH RECURSIVE up(k, f) AS (SELECT e.dst, e.src FROM edges e JOIN functions g ON g.id = e.dst "
                              "WHERE g.kernel AND g.shown AND e.kind <> 'address' UNION SELECT up.k, e.src FROM up "
                              "JOIN edges e ON e.dst = up.f WHERE e.kind <> 'address') SELECT count(*) FROM up")
            db = sqlite3.connect(self.graphs.export(name, "sqlite"))
            self.assertEqual(reached, db.execute("SELECT count(*) FROM reaches_kernel").fetchone()[0])
            db.close()

    def test_two_graphs_are_one(self):
        """The same thing has the same id in both."""
        first, second = self.graphs.export("attention", "parquet"), self.graphs.export("attention-next", "parquet")
        self.graphs.run("merge", "attention.ccg", "attention-next.ccg", "-o", "both.ccg", "-q")
        both = self.graphs.export("both", "parquet")
        for table in ("functions", "edges", "bindings"):
            with duckdb.connect() as db:
                united = db.execute(f"SELECT DISTINCT id FROM read_parquet(['{first}/{table}.parquet', "
                                    f"'{second}/{table}.parquet']) ORDER BY id").fetchall()
                merged = db.execute(f"SELECT id FROM '{both}/{table}.parquet' ORDER BY id").fetchall()
            self.assertEqual(united, merged, table)

    def test_graphml_by_networkx(self):
        for name in self.each():
            graph = networkx.read_graphml(self.graphs.export(name, "graphml"))
            info = self.graphs.info(name, "source")
            self.assertEqual((graph.number_of_nodes(), graph.number_of_edges()), (info["functions"], info["edges"]))
            self.assertEqual(sum(data["kernel"] for _, data in graph.nodes(data=True)), len(info["kernels"]))

    def test_pprof_by_go(self):
        if not shutil.which("go"):
            self.skipTest("no go")
        for name in self.each():
            with open(self.graphs.export(name, "folded"), encoding="utf-8") as stream:
                total = sum(int(line.rpartition(" ")[2]) for line in stream)
            if not total:
                continue
            done = subprocess.run(["go", "tool", "pprof", "-top", "-symbolize=none", self.graphs.export(name, "pprof")],
                                  capture_output=True, text=True, check=False, timeout=120,
                                  env=dict(os.environ, PPROF_TMPDIR=self.graphs.folder.name))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f" of {total} total", done.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
