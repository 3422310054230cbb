#!/usr/bin/env python3
"""Writes a profiler's trace of the launches that a file of tests/observed has, again and again, with known times.

    make_trace.py OBSERVED EVENTS OUT.json|OUT.json.gz|OUT.sqlite

Launch n (from 0) takes 1 + n % 7 microseconds and starts 10 n microseconds after the first. PyTorch's own kernels are
among them. A Chrome trace has what PyTorch's profiler writes around a kernel: the operator on the CPU (named after
the entry: flash_attn::NAME), the call of the runtime, flows, and events of other categories with fields of any kind.
"""
import gzip
import json
import sqlite3
import sys


def launches(path):
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in list(stream)[1:]:
            case = json.loads(line)
            for launch in case["launches"] + case.get("backward_launches", []):
                yield "flash_attn::" + case["entry"].rsplit(".", 1)[1], launch


def events(path, count):
    some, n = list(launches(path)), 0
    while n < count:
        for op, launch in some[:count - n]:
            yield n, op, launch
            n += 1


def chrome(path, count, stream):
    stream.write('{\n  "schemaVersion": 1,\n  "deviceProperties": [{"id": 0, "name": "NVIDIA H200", "computeMajor": 9}],\n'
                 '  "traceEvents": [\n  {"ph": "M", "ts": 0, "name": "process_name", "args": {"name": "python \\"x\\" ] }"}}')
    for n, op, launch in events(path, count):
        start = 1000000000.5 + 10 * n
        for event in (
                {"ph": "X", "cat": "cpu_op", "name": op, "pid": 7, "tid": 7, "ts": start - 5, "dur": 4.0,
                 "args": {"External id": n + 1, "Sequence number": n, "Fwd thread id": 0, "Record function id": 0}},
                {"ph": "X", "cat": "cuda_runtime", "name": "cudaLaunchKernel", "pid": 7, "tid": 7, "ts": start - 3,
                 "dur": 2.0, "args": {"External id": n + 1, "cbid": 211, "correlation": n + 1}},
                {"ph": "s", "id": n + 1, "pid": 7, "tid": 7, "ts": start - 3, "cat": "ac2g", "name": "ac2g"},
                {"ph": "X", "cat": "kernel", "name": launch["kernel"], "pid": 0, "tid": 7, "ts": start,
                 "dur": 1 + n % 7,
                 "args": {"External id": n + 1, "queued": 0, "device": 0, "context": 1, "stream": 7,
                          "correlation": n + 1, "registers per thread": launch["registers"],
                          "shared memory": launch["shared"], "blocks per SM": 0.5, "warps per SM": 4.0,
                          "grid": launch["grid"], "block": launch["block"], "est. achieved occupancy %": 6}},
                {"ph": "f", "id": n + 1, "pid": 0, "tid": 7, "ts": start, "cat": "ac2g", "name": "ac2g", "bp": "e"}):
            stream.write(",\n  " + json.dumps(event))
    stream.write('\n  ],\n  "traceName": "trace.json", "displayTimeUnit": "ms"\n}\n')


def nsight(path, count, out):
    base = sqlite3.connect(out)
    base.execute("CREATE TABLE StringIds (id INTEGER NOT NULL PRIMARY KEY, value TEXT NOT NULL)")
    base.execute("CREATE TABLE CUPTI_ACTIVITY_KIND_KERNEL (start INTEGER NOT NULL, \"end\" INTEGER NOT NULL,"
                 " deviceId INTEGER NOT NULL, contextId INTEGER NOT NULL, streamId INTEGER NOT NULL,"
                 " correlationId INTEGER, globalPid INTEGER, demangledName INTEGER NOT NULL, shortName INTEGER NOT NULL,"
                 " mangledName INTEGER, launchType INTEGER, cacheConfig INTEGER, registersPerThread INTEGER NOT NULL,"
                 " gridX INTEGER NOT NULL, gridY INTEGER NOT NULL, gridZ INTEGER NOT NULL, blockX INTEGER NOT NULL,"
                 " blockY INTEGER NOT NULL, blockZ INTEGER NOT NULL, staticSharedMemory INTEGER NOT NULL,"
                 " dynamicSharedMemory INTEGER NOT NULL)")
    names = {}
    for n, _, launch in events(path, count):
        name = names.setdefault(launch["kernel"], len(names) + 1)
        start = 1000000000500 + 10000 * n
        base.execute("INSERT INTO CUPTI_ACTIVITY_KIND_KERNEL VALUES (?" + ", ?" * 20 + ")",
                     (start, start + 1000 * (1 + n % 7), 0, 1, 7, n + 1, 7, name, name, None, 1, 0,
                      launch["registers"], *launch["grid"], *launch["block"], 0, launch["shared"]))
    base.executemany("INSERT INTO StringIds VALUES (?, ?)", [(number, name) for name, number in names.items()])
    base.commit()
    base.close()


def main():
    observed, count, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    if out.endswith(".sqlite"):
        nsight(observed, count, out)
        return
    with (gzip.open if out.endswith(".gz") else open)(out, "wt", encoding="utf-8") as stream:
        chrome(observed, count, stream)


if __name__ == "__main__":
    main()
