#!/usr/bin/env python3
"""Questions to many programs at once, with Spark, over what `callchain export --to parquet` writes.

    spark-submit callchain_spark.py --kernel NAME [--shared N] FOLDER...
    python3 callchain_spark.py ...            (with pyspark installed)

Each FOLDER is one export. Ids are hashes of identities, so that the same function has the same id in all of them, and a
union of the tables is a union of the programs. Prints JSON: the entry points, of any program, that lead to a kernel of
this name (the function as written); the sizes of the connected components, the largest first; the functions that most
programs share.
"""
import argparse
import json

from pyspark.sql import SparkSession
from pyspark.sql import functions as sql


def read(spark, folders, table):
    """One table of all programs, with the program's number."""
    parts = [spark.read.parquet(f"{folder}/{table}.parquet").withColumn("program", sql.lit(number))
             for number, folder in enumerate(folders)]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.unionByName(part)
    return whole


def settled(frame):
    """The frame, computed once, and without the long way by which it came to be."""
    return frame.localCheckpoint()


def callers_of(edges, start):
    """The ids that lead to `start`, this included: breadth first, a join a step."""
    reached = frontier = settled(start.distinct())
    while frontier.take(1):
        step = edges.join(frontier, edges.dst == frontier.id).select(edges.src.alias("id")).distinct()
        frontier = settled(step.join(reached, "id", "left_anti"))
        reached = settled(reached.union(frontier))
    return reached


def components(functions, edges):
    """(id, component): each takes the least label of its neighbours, then its label's, until none changes."""
    both = settled(edges.select("src", "dst").union(edges.select(edges.dst, edges.src)).distinct())
    labels = settled(functions.select("id", sql.col("id").alias("label")))
    while True:
        near = both.join(labels, both.dst == labels.id).groupBy("src").agg(sql.min("label").alias("near"))
        new = labels.join(near, labels.id == near.src, "left").select(
            "id", sql.least("label", sql.coalesce("near", "label")).alias("label"))
        far = new.select(sql.col("id").alias("other"), sql.col("label").alias("far"))
        new = settled(new.join(far, new.label == far.other).select("id", sql.col("far").alias("label")))
        changed = new.withColumnRenamed("label", "after").join(labels, "id").where("label <> after").take(1)
        labels = new
        if not changed:
            return labels


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kernel", required=True)
    parser.add_argument("--shared", type=int, default=20)
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    options = parser.parse_args()
    spark = SparkSession.builder.appName("callchain").getOrCreate()
    every = settled(read(spark, options.folders, "functions"))
    functions = settled(every.where("shown").dropDuplicates(["id"]))
    edges = settled(read(spark, options.folders, "edges").where("kind <> 'address'").dropDuplicates(["src", "dst", "kind"]))
    kernel = functions.where("kernel").where(functions.short_name == options.kernel).select("id")
    entries = callers_of(edges, kernel).join(functions.where("entry"), "id").select("short_name").distinct()
    sizes = components(functions, edges).groupBy("label").count()
    shared = every.where("shown").groupBy("id", "short_name").agg(sql.countDistinct("program").alias("programs"))
    print(json.dumps({
        "entries": sorted(row.short_name for row in entries.collect()),
        "components": [row["count"] for row in sizes.orderBy(sql.desc("count")).limit(options.shared).collect()],
        "shared": [[row.short_name, row.programs] for row in
                   shared.orderBy(sql.desc("programs"), "short_name").limit(options.shared).collect()],
    }))
    spark.stop()


if __name__ == "__main__":
    main()
