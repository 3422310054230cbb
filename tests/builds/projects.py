#!/usr/bin/env python3
"""Projects that nobody here wrote, built by their own build systems with and
without the plugin: the same artefacts, a graph of every unit, and what it
costs. Then with ccache: after hits, `callchain missing` names every unit.

    projects.py --build FOLDER --clang CLANG --major N make|autotools|cmake|setuptools
"""

import argparse
import glob
import importlib.util
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile

import fetch

# zopfli: a plain Makefile, C and C++. libsodium (in PyNaCl's source package):
# autotools with libtool. double-conversion (in ujson's): CMake. brotli:
# setuptools. `units`: what each build compiles; None: as many as make says.
PROJECTS = {
    "make": {"package": ("zopfli", "0.4.3", "d3a50f91a13cea9bafe025de8fd87a005eb26de02a4f0c193127ddbf23ac8ebe"), "folder": "zopfli", "units": 15},
    "autotools": {"package": ("pynacl", "1.6.2", "018494d6d696ae03c7e656e5e74cdfd8ea1326962cc401bcf018f1ed8436811c"),
                  "folder": "src/libsodium", "units": None},
    "cmake": {"package": ("ujson", "6.1.0", "aef7ea4cd9e2e9f8a35c4538a9780d58c80d76c5da66a8dad269b4cc6d930c29"),
              "folder": "src/ujson/deps/double-conversion", "units": 8},
    "setuptools": {"package": ("brotli", "1.2.1", "02b2f7b5a83485efe448a44ddf7983def05c3bb1dcf917d4f7154070260e13de"), "folder": "", "units": 36},
}
ARTEFACTS = (".o", ".so", ".a")


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def contents(path):
    with open(path, "rb") as stream:
        return stream.read()


class Build:
    """One project in one folder, made anew for each build, so that paths in objects are equal."""

    def __init__(self, options, folder):
        self.options = options
        self.project = PROJECTS[options.project]
        self.original = os.path.join(fetch.source_package(*self.project["package"]), self.project["folder"])
        self.folder = os.path.join(folder, "source")
        self.out = os.path.join(folder, "graphs")
        self.cache = os.path.join(folder, "ccache")
        self.fragments = os.path.join(folder, "fragments")
        self.database = os.path.join(folder, "compile_commands.json")
        self.callchain = os.path.join(options.build, "bin", "callchain")
        self.prefix = os.path.join(folder, "prefix")
        if options.project == "cmake":
            self.run(["cmake", "--install", options.build, "--prefix", self.prefix], cwd=folder)

    def environment(self, plugin, launcher="", recache=False):
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("CALLCHAIN", "CCACHE")) and name not in ("CFLAGS", "CXXFLAGS", "LDSHARED")}
        kept.update(CC=f"{launcher}{self.options.clang}", CXX=f"{launcher}{self.options.clang}++",
                    CCACHE_DIR=self.cache, CFLAGS="-O1 -w", CXXFLAGS="-O1 -w")
        if plugin:
            command = [self.callchain, "env", "--out", self.out, "--root", self.folder]
            script = 'eval "$("$@")" && env -0'
            output = subprocess.run(["sh", "-c", script, "sh", *command, *(["--recache"] if recache else [])],
                                    env=kept, check=True, stdout=subprocess.PIPE, text=True).stdout
            kept = dict(item.split("=", 1) for item in output.split("\0") if item)
        return kept

    def run(self, command, env=None, cwd=None):
        result = subprocess.run(command, cwd=cwd or self.folder, env=env, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
        if result.returncode:
            sys.exit(f"{' '.join(command)}: exit code {result.returncode}\n{result.stdout[-3000:]}")
        return result.stdout

    def build(self, plugin, launcher="", recache=False, record=False):
        """Builds anew. Returns the artefacts and the processor time of the build itself."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.original, self.folder)
        environment = self.environment(plugin and self.options.project != "cmake", launcher, recache)
        self.record = f" -gen-cdb-fragment-path {self.fragments}" if record else ""  # clang writes what Bear would
        for name in ("CC", "CXX"):
            environment[name] += self.record if self.options.project != "autotools" else ""
        self.compiled = self.project["units"]
        started = getattr(self, self.options.project)(environment, plugin, launcher, recache)
        seconds = processor_seconds() - started
        found = {}
        for path in glob.glob(os.path.join(self.folder, "**", "*"), recursive=True):
            if path.endswith(ARTEFACTS) and os.path.isfile(path):
                found[os.path.relpath(path, self.folder)] = contents(path)
        return found, seconds

    def make(self, environment, _plugin, _launcher, _recache):
        started = processor_seconds()
        self.run(["make", "-j2", "libzopfli.a", "libzopflipng.a"], environment)
        return started

    def autotools(self, environment, plugin, _launcher, _recache):
        self.run(["sh", "./configure", "--disable-shared", "--disable-dependency-tracking"], environment)
        if plugin:
            check(not os.path.isdir(self.out), "what configure tries out has no graphs")
        started = processor_seconds()
        said = self.run(["make", "-j2", f"CC={environment['CC']}{self.record}"], environment)
        self.compiled = sum(line.startswith("  CC ") for line in said.splitlines())
        return started

    def cmake(self, environment, plugin, launcher, recache):
        words = ["cmake", "-G", "Ninja", "-S", ".", "-B", "build", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                 "-DCMAKE_CXX_COMPILER=" + self.options.clang + "++", "-DCMAKE_C_COMPILER=" + self.options.clang]
        environment = dict(environment, CC=self.options.clang, CXX=self.options.clang + "++")
        if recache:
            environment["CCACHE_RECACHE"] = "1"
        if launcher:
            words.append("-DCMAKE_CXX_COMPILER_LAUNCHER=" + launcher.strip())
        if plugin:
            (include,) = glob.glob(os.path.join(self.prefix, "lib*", "**", "callchain-instrument.cmake"),
                                   recursive=True)
            words += ["-DCMAKE_PROJECT_TOP_LEVEL_INCLUDES=" + include, "-DCALLCHAIN_OUT=" + self.out,
                      "-DCALLCHAIN_ROOT=" + self.folder]
        self.run(words, environment)
        started = processor_seconds()
        self.run(["ninja", "-C", "build", "-j2"], environment)
        self.database = os.path.join(self.folder, "build", "compile_commands.json")
        return started

    def setuptools(self, environment, _plugin, _launcher, _recache):
        started = processor_seconds()
        self.run([self.options.python, "setup.py", "-q", "build_ext", "-j2"], environment)
        return started

    def write_database(self):
        """From clang's fragments, where the build writes none."""
        entries = []
        for path in glob.glob(os.path.join(self.fragments, "*.json")):
            entries.append(json.loads(contents(path).decode().rstrip().rstrip(",")))
        if entries:
            with open(self.database, "w", encoding="utf-8") as stream:
                json.dump(entries, stream)

    def put_launcher_in(self, launcher):
        """As the database of such a build would have it; CMake's has it in its cache."""
        if self.options.project == "cmake":
            return
        entries = json.loads(contents(self.database))
        for entry in entries:
            entry["arguments"].insert(0, launcher)
        with open(self.database, "w", encoding="utf-8") as stream:
            json.dump(entries, stream)

    def missing(self):
        result = subprocess.run([self.callchain, "missing", "--json", "-q", "-p", self.database, "--out", self.out,
                                 "--root", self.folder], stdout=subprocess.PIPE, text=True, check=False)
        found = json.loads(result.stdout)
        if result.returncode != (2 if found["missing"] else 0) or found["unreadable"]:
            sys.exit(f"callchain missing: exit code {result.returncode}\n{result.stdout}")
        return found


def check(condition, text):
    if not condition:
        sys.exit("FAILED: " + text)
    print("ok: " + text)


def compare(build, options):
    plain, plain_seconds = build.build(plugin=False)
    instrumented, seconds = build.build(plugin=True, record=options.project != "cmake")
    check(len(plain) > 5 and set(plain) == set(instrumented), f"{len(plain)} artefacts in both builds")
    differing = [name for name in plain if plain[name] != instrumented[name]]
    check(not differing, "each is the same byte for byte" + "".join("\n    " + name for name in differing))
    print(f"{options.project}: {plain_seconds:.1f} s of CPU without, {seconds:.1f} s with: "
          f"{seconds / plain_seconds:.3f}")


def check_missing(build):
    build.write_database()
    expected_units = build.compiled
    found = build.missing()
    check(found["passes"] == expected_units, f"{found['passes']} units are compiled, expected {expected_units}")
    check(not found["missing"], f"none is without a graph: {found['missing'][:3]}")
    merged = build.out + ".ccg"
    build.run([build.callchain, "merge", "-q", build.out, "-o", merged])
    check(os.path.getsize(merged) > 1000, "the graphs merge")


def check_ccache(build):
    shutil.rmtree(build.out)
    build.build(plugin=True, launcher="ccache ")
    build.put_launcher_in("ccache")
    check(not build.missing()["missing"], "ccache, cold: none is without a graph")
    shutil.rmtree(build.out)
    build.build(plugin=True, launcher="ccache ")
    reasons = [entry["reason"] for entry in build.missing()["missing"]]
    check(reasons == ["cached"] * build.compiled, f"ccache, warm: {len(reasons)} are: {sorted(set(reasons))}")
    build.build(plugin=True, launcher="ccache ", recache=True)
    check(not build.missing()["missing"], "ccache, warm, recached: none is without a graph")


def find_python():
    """A Python that has setuptools."""
    if importlib.util.find_spec("setuptools"):
        return sys.executable
    private = os.path.join(os.path.dirname(fetch.STORE), "pip", "bin", "python")
    if os.path.exists(private):
        return private
    return fetch.skip("no Python with setuptools is at hand")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--build", required=True)
    arguments.add_argument("--clang", required=True)
    arguments.add_argument("--major", required=True)
    arguments.add_argument("project", choices=PROJECTS)
    options = arguments.parse_args()
    if options.project == "setuptools":
        options.python = find_python()
    with tempfile.TemporaryDirectory(prefix="callchain-project-") as folder:
        build = Build(options, folder)
        compare(build, options)
        check_missing(build)
        if options.project != "autotools" and shutil.which("ccache"):
            check_ccache(build)


if __name__ == "__main__":
    main()
