#!/usr/bin/env python3
"""Questions to many programs over their Parquet tables: PARQUET.md's with DuckDB, and scripts/examples/callchain_spark.py's
with Spark, where pyspark and a Java are there; the answers are those of `callchain` on the merged graph.

    many_test.py CALLCHAIN MAKE_GRAPH
"""
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
import readers_test
from readers_test import duckdb, networkx

PROGRAMS = ("attention", "attention-next", "hierarchy", "circle", "overloads")
KERNEL = "flash::fwd_kernel"


class Many(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.graphs = readers_test.Graphs(readers_test.CALLCHAIN, readers_test.MAKE_GRAPH)
        cls.addClassCleanup(cls.graphs.folder.cleanup)
        os.mkdir(cls.graphs.path("exports"))
        for name in PROGRAMS:
            os.rename(cls.graphs.export(name, "parquet"), cls.graphs.path(f"exports/{name}"))
        # Merged, as callchain itself answers. (Exit code 3: some expect a unit that is missing.)
        subprocess.run([readers_test.CALLCHAIN, "merge", *[f"{name}.ccg" for name in PROGRAMS], "-o", "all.ccg", "-q"],
                       cwd=cls.graphs.folder.name, check=False, timeout=60)

    def entries(self):
        info = self.graphs.info("all", "source")
        chains = json.loads(self.graphs.run("chains", "all.ccg", "--from", "*", "--to", KERNEL, "--json", "--lambdas"))
        on_chains = {function["name"] for chain in chains["chains"] for function in chain}
        return sorted(on_chains & {entry["name"] for entry in info["entry_points"]})

    def component_sizes(self):
        graph = networkx.Graph()
        with open(self.graphs.export("all", "json"), encoding="utf-8") as stream:
            rows = [json.loads(line) for line in stream]
        with duckdb.connect() as db:
            folder = self.graphs.export("all", "parquet")
            graph.add_nodes_from(row[0] for row in db.execute(f"SELECT id FROM '{folder}/functions.parquet' WHERE shown")
                                 .fetchall())
        numbers = {row["id"]: row for row in rows if row["table"] == "function"}
        with duckdb.connect() as db:
            ids = dict(db.execute(f"SELECT identity, id FROM '{folder}/functions.parquet'").fetchall())
        for row in rows:
            if row["table"] == "program_edge" and row["kind"] != "address":
                graph.add_edge(ids[numbers[row["caller"]]["identity"]], ids[numbers[row["callee"]]["identity"]])
        return sorted(map(len, networkx.connected_components(graph)), reverse=True)

    def test_page_by_duckdb(self):
        with open(os.path.join(PROJECT, "postproc", "interchange", "PARQUET.md"), encoding="utf-8") as stream:
            blocks = re.findall(r"```sql\n(.*?)```", stream.read(), re.S)
        here = os.getcwd()
        os.chdir(self.graphs.folder.name)
        try:
            with duckdb.connect() as db:
                db.execute(blocks[0])
                entries = [row[0] for row in db.execute(blocks[1]).fetchall()]
                shared = db.execute(blocks[2]).fetchall()
        finally:
            os.chdir(here)
        self.assertEqual(entries, self.entries())
        self.assertIn("attn.interface.attn_func", entries)
        self.assertEqual(shared[0][1], 2)

    def spark(self, script, *arguments):
        """The lines that a script prints which Spark runs."""
        if not importlib.util.find_spec("pyspark") or not shutil.which("java"):
            self.skipTest("no pyspark, or no java")
        done = subprocess.run([sys.executable, os.path.join(PROJECT, "scripts", "examples", script), *arguments],
                              capture_output=True, text=True, check=False, timeout=900,
                              env=dict(os.environ, SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable,
                                       PYSPARK_SUBMIT_ARGS="--master local[2] --conf spark.ui.enabled=false --conf "
                                       "spark.sql.shuffle.partitions=2 pyspark-shell"))
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        return done.stdout.strip().splitlines()

    def test_merge_by_spark(self):
        graphs = [self.graphs.path(f"{name}.ccg") for name in PROGRAMS]
        parts = self.spark("callchain_spark_merge.py", "--shards", "3", "--callchain", readers_test.CALLCHAIN, "-o",
                           self.graphs.path("parts"), *graphs)
        self.assertEqual([self.graphs.path(f"parts/part-{shard}.ccg") for shard in (1, 2, 3)], sorted(parts))
        subprocess.run([readers_test.CALLCHAIN, "merge", *reversed(parts), "-o", self.graphs.path("union.ccg"), "-q"],
                       check=False, timeout=60)
        with open(self.graphs.path("union.ccg"), "rb") as union, open(self.graphs.path("all.ccg"), "rb") as whole:
            self.assertEqual(union.read(), whole.read())

    def test_spark(self):
        folders = [self.graphs.path(f"exports/{name}") for name in PROGRAMS]
        answer = json.loads(self.spark("callchain_spark.py", "--kernel", KERNEL, "--shared", "1000", *folders)[-1])
        self.assertEqual(answer["entries"], self.entries())
        self.assertEqual(answer["components"], self.component_sizes())
        self.assertEqual(answer["shared"][0][1], 2)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
