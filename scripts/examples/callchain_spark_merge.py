#!/usr/bin/env python3
"""Merges many graph files in shards, with Spark: each task is one `callchain merge --shard`.

    spark-submit callchain_spark_merge.py --shards N -o FOLDER GRAPH...
    python3 callchain_spark_merge.py ...            (with pyspark installed)

A shard holds the functions whose hash falls into it, and what hangs on them: FOLDER gets part-1.ccg … part-N.ccg, whose
union, `callchain merge FOLDER`, is the merge of all, byte for byte. The graphs, and FOLDER, are on a file system that all
workers see; --callchain names the program there.
"""
import argparse
import os
import subprocess

from pyspark.sql import SparkSession


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shards", type=int, default=8)
    parser.add_argument("--callchain", default="callchain")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("graphs", nargs="+", metavar="GRAPH")
    options = parser.parse_args()
    program, count, folder, graphs = options.callchain, options.shards, options.output, options.graphs
    os.makedirs(folder, exist_ok=True)

    def merged(shards):
        for shard in shards:
            path = os.path.join(folder, f"part-{shard}.ccg")
            done = subprocess.run([program, "merge", *graphs, "--shard", f"{shard}/{count}", "-o", path, "-q"],
                                  capture_output=True, text=True, check=False)
            if done.returncode not in (0, 3):  # 3: it is complete as far as the graphs are
                raise RuntimeError(done.stderr)
            yield path

    spark = SparkSession.builder.appName("callchain-merge").getOrCreate()
    for path in spark.sparkContext.parallelize(range(1, count + 1), count).mapPartitions(merged).collect():
        print(path)
    spark.stop()


if __name__ == "__main__":
    main()
