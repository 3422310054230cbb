#!/usr/bin/env python3
"""`callchain export --to sqlite` read by DuckDB's SQLite reader and by Datasette, from the registry: every table and view,
counted against sqlite3.

    database_readers_test.py CALLCHAIN MAKE_GRAPH [GRAPH]

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
PINS = os.path.join(HERE, "database_readers.txt")
ONLY_SQLITE = "chains_to_kernel"  # DuckDB knows no LIMIT in a recursive query


def install(folder):
    done = subprocess.run([*fetch.pip(), "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary",
                           ":all:", "--require-hashes", "--target", os.path.join(folder, "lib"), "-r", PINS],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        fetch.skip("cannot fetch the readers from the registry: " + (done.stdout.strip().splitlines() or [""])[-1])


with open(PINS, "rb") as pins:
    KEY = hashlib.sha256(pins.read() + repr(sys.version_info[:2]).encode()).hexdigest()[:16]
LIB = os.path.join(fetch.unpacked(f"database-readers-{KEY}", install), "lib")
sys.path.insert(0, LIB)
import duckdb


class Readers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.graphs = Graphs(CALLCHAIN, MAKE_GRAPH)
        cls.addClassCleanup(cls.graphs.folder.cleanup)
        for path in sys.argv[3:]:
            shutil.copy(path, cls.graphs.path("given.ccg"))
            cls.graphs.names.append("given")

    def counts(self, path):
        """Rows by table and view, as sqlite3 counts them."""
        db = sqlite3.connect(path)
        self.addCleanup(db.close)
        names = [name for name, in db.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")]
        return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}

    def test_by_duckdb(self):
        (extension,) = glob.glob(os.path.join(LIB, "duckdb_extension_sqlite_scanner", "extensions", "*", "*.duckdb_extension"))
        for name in self.graphs.names:
            path = self.graphs.export(name, "sqlite")
            with duckdb.connect() as db:
                db.execute(f"LOAD '{extension}'")
                db.execute(f"ATTACH '{path}' AS graph (TYPE sqlite, READ_ONLY)")
                for table, count in self.counts(path).items():
                    if table != ONLY_SQLITE:
                        self.assertEqual(count, db.execute(f'SELECT count(*) FROM graph."{table}"').fetchone()[0], (name, table))
                text = db.execute('SELECT short_name, flags FROM graph."function" ORDER BY id').fetchall()
            with sqlite3.connect(path) as own:
                self.assertEqual(own.execute('SELECT short_name, flags FROM "function" ORDER BY id').fetchall(), text)

    def datasette(self, path, address):
        done = subprocess.run([sys.executable, "-m", "datasette", path, "--setting", "sql_time_limit_ms", "60000", "--get", address],
                              capture_output=True, check=False, env={**os.environ, "PYTHONPATH": LIB}, timeout=120)
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout.decode()

    def test_by_datasette(self):
        for name in ("attention", "hostile", *(["given"] if sys.argv[3:] else [])):
            path = self.graphs.path(f"{name}.db")
            shutil.copy(self.graphs.export(name, "sqlite"), path)
            counts = self.counts(path)
            told = json.loads(self.datasette(path, f"/{name}.json"))
            tables = {table["name"]: table for table in told["tables"]}
            views = {view["name"] for view in told["views"]}
            self.assertEqual(set(counts), {table for table in tables if not table.startswith("sqlite_")} | views)
            for table, about in tables.items():
                if about["count"] is not None:  # a large one is not counted
                    self.assertEqual(counts[table], about["count"], (name, table))
            self.assertEqual({"caller", "callee"}, {key["column"] for key in tables["edge"]["foreign_keys"]["outgoing"]})
            for view in views:
                rows = json.loads(self.datasette(path, f"/{name}/{view}.json?_shape=array&_size=1000"))
                self.assertEqual(min(counts[view], 1000), len(rows), (name, view))
            page = self.datasette(path, f"/{name}/function")
            self.assertNotIn("<x a=", page)  # names are no markup of its pages


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
