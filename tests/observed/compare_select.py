#!/usr/bin/env python3
"""Holds `callchain select` against what a GPU ran.

    compare_select.py CALLCHAIN GRAPHS OBSERVED [--device NAME] [--rename OURS=THEIRS] [-v]

GRAPHS is what select takes, OBSERVED a file of this folder. Each case is evaluated from its Python entry; every launch
that was observed must be in the predicted set, with its grid and block and a dynamic shared memory that is the observed
one or, where the kernel has static memory of its own, below it. A case is exact when the prediction is that sequence and
nothing else. Cases, or their backward parts, with a kernel of which the graphs know nothing (other units) are left out. Exit code 1: a launch was
not predicted, or fewer than nine cases of ten are exact.
"""
import argparse
import gzip
import json
import re
import subprocess
import sys
import tempfile

RENAMED = []  # what the graphs' sources call otherwise than those that ran
FLOATING = ("fp16", "bf16", "fp32", "fp8")


def plain(name):
    """One form for the names of a profiler and ours."""
    for ours_is, theirs in RENAMED:
        name = name.replace(ours_is, theirs)
    name = re.sub(r"^(void|auto) ", "", name)
    depth, end = 0, len(name)
    if name.endswith(")"):
        for end in range(len(name) - 1, -1, -1):
            depth += (name[end] == ")") - (name[end] == "(")
            if not depth:
                break
    name = re.sub(r"\(\w[\w:]*\)(-?\d+)", r"\1", name[:end])
    return re.sub(r"(?<=[<, ])(\d+)[uUlL]+\b", r"\1", name).replace(" ", "")


def given_of(case):
    """The arguments as --given has them; tensors with what the recording said of them."""
    given = {}
    for name, value in case["given"].items():
        if isinstance(value, str) and "[" in value:
            if name.startswith("cu_seqlens") and name in case.get("totals", {}):
                value += ":last(%d)" % case["totals"][name]
            elif name in ("cache_seqlens", "seqused_k") and "fill" in case:
                value += ":fill(%d)" % case["fill"]
            elif case.get("backward") and value.startswith(FLOATING) and name in ("q", "k", "v", "qkv", "kv"):
                value += ":requires_grad"
        given[name] = value
    return given


def ours(launches):
    return [one for one in launches if "at::native" not in one["kernel"] and "Memset" not in one["kernel"]]


def same(predicted, observed):
    """Of one launch: what differs, or ""."""
    if plain(predicted["kernel"]["full_name"]) != plain(observed["kernel"]):
        return "kernel"
    for key in ("grid", "block"):
        if predicted[key] != observed[key]:
            return "%s %s is not %s" % (key, predicted[key], observed[key])
    dynamic = predicted["shared_memory"]
    if not isinstance(dynamic, int) or dynamic > observed["shared"]:
        return "shared memory %s is not %s" % (dynamic, observed["shared"])
    return ""


def includes(predicted, observed):
    """May this launch be the observed one? Unknown numbers may be any."""
    if not predicted["kernel"] or plain(predicted["kernel"]["full_name"]) != plain(observed["kernel"]):
        return False
    pairs = list(zip(predicted["grid"], observed["grid"])) + list(zip(predicted["block"], observed["block"]))
    pairs.append((predicted["shared_memory"], None))
    return all(ours is None or theirs is None or ours == theirs or (isinstance(ours, list) and theirs in ours)
               for ours, theirs in pairs)


def verdict(answer, case):
    predicted = [one for one in answer["launches"] if one["kernel"]]
    observed = ours(case["launches"]) + ours(case.get("backward_launches", []))
    missing = [one for one in observed if not any(includes(p, one) for p in predicted)]
    if missing:
        return "missing", "not predicted: %s grid %s" % (plain(missing[0]["kernel"]), missing[0]["grid"])
    certain = all(one["certainty"] == "runs" for one in answer["launches"])
    if len(predicted) != len(observed) or not certain:
        return "set", "%d predicted, %d observed" % (len(predicted), len(observed))
    differs = [text for text in map(same, predicted, observed) if text]
    return ("differs", differs[0]) if differs else ("exact", "")


def of_graphs(case, known):
    """The case, without its backward part where only that needs other units; None: the graphs lack what it ran."""
    def has(launches):
        return all(plain(one["kernel"]) in known for one in ours(launches))
    if not has(case["launches"]):
        return None
    if case.get("backward") and not has(case["backward_launches"]):
        return dict(case, backward=False, backward_launches=[])
    return case


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("callchain")
    parser.add_argument("graphs")
    parser.add_argument("observed")
    parser.add_argument("--device", default="H200")
    parser.add_argument("--rename", action="append", default=[], metavar="OURS=THEIRS")
    parser.add_argument("-v", action="store_true")
    options = parser.parse_args()
    RENAMED.extend(pair.split("=") for pair in options.rename)
    with gzip.open(options.observed, "rt", encoding="utf-8") as stream:
        cases = [json.loads(line) for line in stream][1:]
    listed = subprocess.run([options.callchain, "launches", options.graphs, "--level", "instance", "--json"],
                            capture_output=True, text=True, check=False)
    known = {plain(one["kernel"]["name"]) for one in json.loads(listed.stdout) if one["kernel"]} \
        if not listed.returncode else None
    if known is not None:
        cases = [case for case in (of_graphs(case, known) for case in cases) if case]
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as stream:
        json.dump([{"name": str(i), "entry": case["entry"], "backward": bool(case.get("backward")),
                    "given": given_of(case)} for i, case in enumerate(cases)], stream)
        stream.flush()
        done = subprocess.run([options.callchain, "select", options.graphs, "--device", options.device, "--cases",
                               stream.name, "--json"], capture_output=True, text=True, check=False)
    if done.stderr:
        print(done.stderr[:2000], file=sys.stderr)
    answers = {int(one["case"]): one for one in json.loads(done.stdout)}
    counts = {}
    for i, case in enumerate(cases):
        found, text = verdict(answers[i], case) if i in answers else ("failed", "")
        counts[found] = counts.get(found, 0) + 1
        if found not in ("exact", "set") or options.v:
            print(found, i, case["entry"].rsplit(".", 1)[-1], json.dumps(case["given"]), text, sep="\t")
    print("%d cases: %s" % (len(cases), ", ".join("%d %s" % (n, name) for name, n in sorted(counts.items()))))
    wrong = sum(counts.get(name, 0) for name in ("missing", "failed"))
    return 1 if wrong or counts.get("exact", 0) < 0.9 * len(cases) else 0


if __name__ == "__main__":
    sys.exit(main())
