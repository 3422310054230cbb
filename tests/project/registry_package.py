"""Source packages of the registry: callchain project on one, and what was worked out by reading it.

The headers are those that scripts/fetch-flash-attention keeps; without them the tests are skipped. A test has

    PACKAGE    (name, version, sha256), and ENVIRONMENT, what its setup.py is told while pip asks for metadata
    ONLY       the units that are read, or none: all
    TOTALS     rows of the summary
    CHAINS     lists of functions, from Python to a kernel; closures are left out
    NO_CHAINS  (from, to) that must not be
    LAUNCHES   (kernel, constants of specializations, how many there are, columns that all of them have)
    BINDINGS   (name, state, function, reason)
    OBSERVED   calls that a GPU ran (tests/observed), which callchain select has to tell
"""

import argparse
import csv
import io
import json
import os
import shlex
import subprocess
import sys
import tarfile
import tempfile

TESTS = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
sys.path.insert(0, os.path.join(TESTS, "builds"))
import fetch  # noqa: E402  pylint: disable=wrong-import-position


def unpacked(package, environment, wanted=lambda name: True):
    """The folder of a source package whose setup.py imports torch: pip asks it for the metadata, for which the scripts
    have a torch."""
    name, version, sha256 = package

    def make(folder):
        stand_in = os.path.join(os.path.dirname(TESTS), "scripts", "torch-stand-in")
        before = dict(os.environ)
        os.environ.update(environment, PYTHONPATH=stand_in)
        private = os.path.join(os.path.dirname(fetch.STORE), "pip", "bin", "python")
        if os.path.exists(private):
            fetch.pip = lambda: [private, "-m", "pip"]
        with tempfile.TemporaryDirectory(dir=fetch.STORE) as work:
            path = fetch.download(name, version, sha256, work, "--no-build-isolation", "--no-binary", ":all:")
            with tarfile.open(path) as archive:
                members = [member for member in archive.getmembers() if wanted(member.name)]
                archive.extractall(folder, members,
                                   **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
        os.environ.clear()
        os.environ.update(before)
    return os.path.join(fetch.unpacked(sha256[:16], make), f"{name.replace('-', '_')}-{version}")


def places():
    done = subprocess.run([os.path.join(os.path.dirname(TESTS), "scripts", "fetch-flash-attention"), "--print"],
                          capture_output=True, text=True, check=False)
    found = dict(word.split("=", 1) for word in shlex.split(done.stdout) if "=" in word)
    if done.returncode or not found.get("CUDA_DIR") or not found.get("TORCH_INCLUDE"):
        fetch.skip("no headers of torch and CUDA: scripts/fetch-flash-attention brings them")
    return found


class Checks:
    def __init__(self):
        self.wrong = 0

    def equal(self, what, found, wanted):
        if found != wanted:
            self.wrong += 1
            print(f"{what}: {found}, not {wanted}")


def rows_of(callchain, graph, kernel, columns):
    told = subprocess.run([callchain, "params", "--hardware", graph, kernel, "--format", "csv", "--columns",
                           ",".join(columns)], capture_output=True, text=True, check=True).stdout
    return list(csv.DictReader(io.StringIO(told)))


def lines_of(callchain, graph, start, end):
    return subprocess.run([callchain, "chains", graph, "--from", start, "--to", end, "--format", "lines"],
                          capture_output=True, text=True, check=False).stdout.splitlines()


class Truth:
    """What a test has worked out."""

    def __init__(self, package, environment, totals, only=(), chains=(), no_chains=(), launches=(), bindings=(),
                 observed=None):
        self.package, self.environment, self.totals, self.only = package, environment, totals, only
        self.chains, self.no_chains, self.launches, self.bindings = chains, no_chains, launches, bindings
        self.observed = observed


def check_graph(callchain, graph, truth, checks):
    for chain in truth.chains:
        told = lines_of(callchain, graph, chain[0], chain[-1])
        shown = [[name for name in line.split(" -> ") if "(lambda)" not in name] for line in told]
        checks.equal(f"chain from {chain[0]} to {chain[-1]}, among {told[:3]}", chain in shown, True)
    for start, end in truth.no_chains:
        checks.equal(f"chains from {start} to {end}", lines_of(callchain, graph, start, end), [])
    for kernel, constants, count, wanted in truth.launches:
        rows = rows_of(callchain, graph, kernel, ["name", *constants, *wanted])
        chosen = [row for row in rows
                  if all(row[name] == (str(item).lower() if isinstance(item, bool) else str(item))
                         for name, item in constants.items())]
        checks.equal(f"{kernel} {constants}: specializations", len(chosen), count)
        for name, item in wanted.items():
            checks.equal(f"{kernel} {constants}: {name}", sorted({row[name] for row in chosen}), [str(item)])
    check_bindings(callchain, graph, truth, checks)


def check_bindings(callchain, graph, truth, checks):
    if not truth.bindings:
        return
    told = subprocess.run([callchain, "bindings", graph, "--format", "csv"], capture_output=True, text=True,
                          check=True).stdout
    rows = {row["name"]: (row["state"], row["function"], row["reason"]) for row in csv.DictReader(io.StringIO(told))}
    for name, *wanted in truth.bindings:
        checks.equal(f"binding {name}", rows.get(name), tuple(wanted))


def main(truth):
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    options = parser.parse_args()
    callchain = os.path.join(options.build, "bin", "callchain")
    found, folder, checks = places(), unpacked(truth.package, truth.environment), Checks()
    out = os.path.join(options.build, "tests-project", truth.package[0])

    done = subprocess.run([callchain, "project", folder, "-o", out, "--json", "--cuda-path", found["CUDA_DIR"], "--torch",
                           os.path.dirname(found["TORCH_INCLUDE"]), *[f"--only={unit}" for unit in truth.only]],
                          capture_output=True, text=True, check=False)
    checks.equal("exit code", done.returncode, 0)
    print(done.stderr[-1500:])
    totals = {row["name"]: (row["count"], row["of"]) for row in json.loads(done.stdout) if row["section"] == "total"}
    for name, wanted in truth.totals.items():
        checks.equal(name, totals[name], wanted)
    check_graph(callchain, os.path.join(out, "program.ccg"), truth, checks)
    if truth.observed:
        observed = os.path.join(TESTS, "observed")
        checks.equal("select on what was observed",
                     subprocess.run([sys.executable, os.path.join(observed, "compare_select.py"), callchain,
                                     os.path.join(out, "program.ccg"), os.path.join(observed, truth.observed)],
                                    check=False).returncode, 0)
    print("all as worked out" if not checks.wrong else f"{checks.wrong} wrong")
    sys.exit(1 if checks.wrong else 0)
