#!/usr/bin/env python3
"""With the plugin, a build is what it is without: the same object bytes, exit
codes, stdout and stderr; and its graph files are whole or not there.

    neutral_test.py --clang CLANG --major N --plugins FOLDER --graph-facts TOOL [unittest arguments]
"""

import argparse
import glob
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
INPUTS = os.path.join(HERE, "inputs")
OPTIONS = None

# A toolkit as far as clang's driver needs one: ptxas hands the PTX on, and
# fatbinary puts the images of all architectures one behind the other.
PTXAS = """#!/bin/sh
while [ $# -gt 0 ]; do
    case $1 in
    --output-file) out=$2; shift ;;
    *.s) in=$1 ;;
    esac
    shift
done
cp "$in" "$out"
"""
FATBINARY = """#!/bin/sh
for word; do
    case $word in
    --create) next=1 ;;
    --image*=*file=*) cat "${word##*file=}" >>"$out" ;;
    *) [ "$next" = 1 ] && out=$word && : >"$out"; next=0 ;;
    esac
done
"""


def plugin(major=None):
    return os.path.join(OPTIONS.plugins, f"callchain-clang-{major or OPTIONS.major}.so")


def run(command, **environment):
    return subprocess.run(command, capture_output=True, env=dict(clean_environment(), **environment), timeout=120)


def clean_environment():
    return {name: value for name, value in os.environ.items() if not name.startswith("CALLCHAIN")}


def contents(path):
    with open(path, "rb") as stream:
        return stream.read()


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="callchain-neutral-")
        self.out = os.path.join(self.folder, "graphs")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def clang(self, *arguments, cxx=False):
        return [OPTIONS.clang, "--driver-mode=" + ("g++" if cxx else "gcc"), *arguments]

    def load(self):
        return ["-fplugin=" + plugin()]

    def graphs(self):
        return sorted(glob.glob(os.path.join(self.out, "**", "*.ccg"), recursive=True))

    def leftovers(self):
        """Files in the output folder that are no graph."""
        return [name for _, _, names in os.walk(self.out) for name in names if not name.endswith(".ccg")]

    def assert_readable(self, path):
        result = run([OPTIONS.graph_facts, path])
        self.assertEqual(result.returncode, 0, (path, result.stderr))

    def assert_same(self, command, output=None, environment=None):
        """Runs `command` without and with the plugin, and compares. Returns the exit code."""
        results = []
        for extra in ([], self.load()):
            if output and os.path.exists(output):
                os.remove(output)
            result = run(command + extra, **(environment or {"CALLCHAIN_OUT": self.out}))
            results.append((result.returncode, result.stdout, result.stderr,
                            contents(output) if output and os.path.exists(output) else None))
        without, within = results
        self.assertEqual(without[0], within[0], within[2])
        self.assertEqual(without[1], within[1])
        self.assertEqual(without[2], within[2])
        self.assertEqual(without[3], within[3], "the objects differ")
        return without[0]


class SameBuild(Case):
    """Objects, output and exit codes."""

    def objects(self, source, *flags, cxx=False):
        output = self.path("object.o")
        for optimisation in (["-O2"], ["-O0", "-g"], ["-O2", "-flto"]):
            with self.subTest(optimisation=optimisation):
                code = self.assert_same(self.clang(*optimisation, *flags, "-c", os.path.join(INPUTS, source),
                                                   "-o", output, cxx=cxx), output)
                self.assertEqual(code, 0)
        self.assertTrue(self.graphs())

    def test_c(self):
        self.objects("plain.c", "-Wall", "-Wextra")

    def test_cxx(self):
        self.objects("classes.cpp", "-std=c++17", "-Wall", "-Wextra", cxx=True)

    def test_cuda_host(self):
        self.objects("kernel.cu", *CUDA, "--cuda-host-only", cxx=True)

    def test_cuda_device(self):
        output = self.path("device.s")
        self.assertEqual(0, self.assert_same(self.clang(
            "-O2", *CUDA, "--cuda-device-only", "-S", os.path.join(INPUTS, "kernel.cu"), "-o", output, cxx=True),
            output))
        self.assertEqual(len(self.graphs()), 1)

    def test_cuda_object_of_three_passes(self):
        if OPTIONS.major < 16:
            self.skipTest("this clang knows no sm_90")
        toolkit = self.toolkit()
        output = self.path("object.o")
        # The name of the embedded image's file is a temporary one; it is no part of the object.
        code = self.assert_same(self.clang("-O2", *CUDA, "--cuda-gpu-arch=sm_90", "--cuda-path=" + toolkit, "-c",
                                           os.path.join(INPUTS, "kernel.cu"), "-o", output, cxx=True), output)
        self.assertEqual(code, 0)
        self.assertIn(b"scale", contents(output))
        self.assertEqual(len(self.graphs()), 3)
        for graph in self.graphs():
            self.assert_readable(graph)

    def toolkit(self):
        toolkit = self.path("toolkit")
        for name in ("bin", "include", "lib64", "nvvm/libdevice"):
            os.makedirs(os.path.join(toolkit, name))
        for name, text in (("ptxas", PTXAS), ("fatbinary", FATBINARY)):
            path = os.path.join(toolkit, "bin", name)
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(text)
            os.chmod(path, 0o755)
        with open(os.path.join(toolkit, "include", "cuda.h"), "w", encoding="utf-8") as stream:
            stream.write("#define CUDA_VERSION 12000\n")
        return toolkit

    def test_failing_unit(self):
        output = self.path("object.o")
        code = self.assert_same(self.clang("-std=c++17", "-Wall", "-c", os.path.join(INPUTS, "failing.cpp"),
                                           "-o", output, cxx=True), output)
        self.assertEqual(code, 1)
        self.assertEqual(len(self.graphs()), 1, "a unit with errors still leaves its graph")
        self.assert_readable(self.graphs()[0])

    def test_missing_source_and_header(self):
        self.assertEqual(1, self.assert_same(self.clang("-c", self.path("none.c"))))
        source = self.path("includes.c")
        with open(source, "w", encoding="utf-8") as stream:
            stream.write('#include "nowhere.h"\nint f(void) { return 1; }\n')
        self.assertEqual(1, self.assert_same(self.clang("-c", source, "-o", self.path("object.o"))))

    def test_warnings_as_errors_and_remarks(self):
        self.assertEqual(1, self.assert_same(self.clang("-Wall", "-Werror", "-c", os.path.join(INPUTS, "plain.c"),
                                                        "-o", self.path("object.o"))))
        self.assertEqual(0, self.assert_same(self.clang("-O2", "-Rpass=.*", "-Wall", "-c",
                                                        os.path.join(INPUTS, "plain.c"), "-o", self.path("o.o"))))

    def test_assembly_bitcode_syntax_and_linking(self):
        for action in (["-S"], ["-emit-llvm", "-c"], ["-fsyntax-only"], []):
            with self.subTest(action=action):
                output = None if action == ["-fsyntax-only"] else self.path("output")
                self.assertEqual(0, self.assert_same(self.clang(
                    "-O1", *action, os.path.join(INPUTS, "plain.c"), *(["-o", output] if output else [])), output))

    def test_dependencies_beside_the_object(self):
        listing = self.path("object.d")
        self.assertEqual(0, self.assert_same(self.clang("-MD", "-MF", listing, "-c", os.path.join(INPUTS, "plain.c"),
                                                        "-o", self.path("object.o")), listing))

    def test_precompiled_header(self):
        header, compiled = self.path("all.h"), self.path("all.h.pch")
        with open(header, "w", encoding="utf-8") as stream:
            stream.write("#include <map>\n#include <string>\ninline int in_header(int a) { return a; }\n")
        self.assertEqual(0, self.assert_same(self.clang("-std=c++17", "-O2", "-x", "c++-header", header, "-o", compiled,
                                                        cxx=True), compiled))
        source, output = self.path("user.cpp"), self.path("user.o")
        with open(source, "w", encoding="utf-8") as stream:
            stream.write("int use(std::map<int, std::string> &m) { m[1] = \"a\"; return in_header(2); }\n")
        self.assertEqual(0, self.assert_same(self.clang("-std=c++17", "-O2", "-include-pch", compiled, "-c", source,
                                                        "-o", output, cxx=True), output))
        (graph,) = [graph for graph in self.graphs() if "user" in os.path.basename(graph)]
        self.assertIn(b"_Z9in_headeri", run([OPTIONS.graph_facts, graph]).stdout)


class Loading(Case):
    """The ways in which the plugin is loaded and told where to write."""

    SOURCE = os.path.join(INPUTS, "plain.c")

    def compile(self, *arguments, **environment):
        result = run(self.clang("-w", "-fsyntax-only", self.SOURCE, *arguments), **environment)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stdout + result.stderr, b"")

    def test_fplugin(self):
        self.compile(*self.load(), CALLCHAIN_OUT=self.out)
        self.assertEqual(len(self.graphs()), 1)

    def test_xclang_load(self):
        self.compile("-Xclang", "-load", "-Xclang", plugin(), CALLCHAIN_OUT=self.out)
        self.assertEqual(len(self.graphs()), 1)

    def test_argument_of_fplugin(self):
        self.compile(*self.load(), "-fplugin-arg-callchain-out=" + self.out)
        self.assertEqual(len(self.graphs()), 1)

    def test_argument_of_xclang(self):
        self.compile("-Xclang", "-load", "-Xclang", plugin(), "-Xclang", "-plugin-arg-callchain", "-Xclang",
                     "out=" + self.out)
        self.assertEqual(len(self.graphs()), 1)

    def test_the_folder_is_made(self):
        self.out = os.path.join(self.folder, "a", "b", "c")
        self.compile(*self.load(), CALLCHAIN_OUT=self.out)
        self.assertEqual(len(self.graphs()), 1)

    def test_loaded_twice(self):
        self.compile(*self.load(), *self.load(), CALLCHAIN_OUT=self.out)
        self.assertEqual(len(self.graphs()), 1)

    def test_other_versions_refuse_in_one_line(self):
        for path in glob.glob(os.path.join(OPTIONS.plugins, "callchain-clang-*.so")):
            if path == plugin():
                continue
            with self.subTest(plugin=os.path.basename(path)):
                output = self.path("object.o")
                result = run(self.clang("-w", "-c", self.SOURCE, "-o", output, "-fplugin=" + path),
                             CALLCHAIN_OUT=self.out)
                lines = result.stderr.decode().splitlines()
                self.assertEqual(len(lines), 1, lines)
                self.assertIn("callchain", lines[0])
                self.assertIn(str(OPTIONS.major), lines[0])
                self.assertEqual(self.graphs(), [])
                self.assertEqual(result.returncode, 0)
                self.assertTrue(os.path.exists(output))

    def test_actions_that_parse_nothing(self):
        for action in (["-E"], ["-MM"], ["-M"], ["--version"]):
            with self.subTest(action=action):
                self.assert_same(self.clang(*action, self.SOURCE))
        self.assertEqual(self.graphs(), [])

    def test_linking_runs_nothing(self):
        obj = self.path("object.o")
        run(self.clang("-c", self.SOURCE, "-o", obj))
        self.assertEqual(0, self.assert_same(self.clang(obj, "-o", self.path("program")), self.path("program")))
        self.assertEqual(self.graphs(), [])

    def test_same_graph_twice(self):
        self.compile(*self.load(), CALLCHAIN_OUT=self.out)
        first = {path: contents(path) for path in self.graphs()}
        self.compile(*self.load(), CALLCHAIN_OUT=self.out)
        self.assertEqual(first, {path: contents(path) for path in self.graphs()})

    @unittest.skipUnless(shutil.which("ccache"), "ccache is not installed")
    def test_a_ccache_hit_runs_no_plugin(self):
        environment = {"CCACHE_DIR": self.path("cache"), "CALLCHAIN_OUT": self.out, "CCACHE_NOHASHDIR": "1"}
        command = ["ccache", *self.clang("-w", *self.load(), "-c", self.SOURCE, "-o", self.path("object.o"))]
        self.assertEqual(run(command, **environment).returncode, 0)
        self.assertEqual(len(self.graphs()), 1)
        os.remove(self.graphs()[0])
        self.assertEqual(run(command, **environment).returncode, 0)
        self.assertEqual(self.graphs(), [], "ccache compiled again: its hit was expected to run no plugin")


class Files(Case):
    """Graph files are whole or not there."""

    def test_parallel_make(self):
        count = 12
        for number in range(count):
            source = "kernel.cu" if number % 3 == 0 else "classes.cpp" if number % 3 == 1 else "plain.c"
            shutil.copy(os.path.join(INPUTS, source), self.path(f"unit{number}{os.path.splitext(source)[1]}"))
        os.mkdir(self.path("other"))
        shutil.copy(os.path.join(INPUTS, "plain.c"), self.path("other/unit2.c"))
        flags = " ".join(CUDA)
        with open(self.path("Makefile"), "w", encoding="utf-8") as stream:
            stream.write(f"CLANG = {OPTIONS.clang} -w -O1 -fplugin={plugin()}\n"
                         "all: $(patsubst %,%.o,$(wildcard *.c *.cpp *.cu other/*.c))\n"
                         "%.c.o: %.c\n\t$(CLANG) -c $< -o $@\n"
                         "%.cpp.o: %.cpp\n\t$(CLANG) --driver-mode=g++ -std=c++17 -c $< -o $@\n"
                         f"%.cu.o: %.cu\n\t$(CLANG) --driver-mode=g++ {flags} --cuda-device-only -S $< -o $@.s\n"
                         f"\t$(CLANG) --driver-mode=g++ {flags} --cuda-host-only -c $< -o $@\n")
        make = run(["make", "-C", self.folder, "-j", "6"], CALLCHAIN_OUT=self.out)
        self.assertEqual(make.returncode, 0, make.stderr)
        self.assertEqual(len(self.graphs()), count + count // 3 + 1)
        self.assertEqual(self.leftovers(), [])
        for graph in self.graphs():
            self.assert_readable(graph)

    def test_killed_in_the_middle(self):
        command = self.clang("-std=c++17", "-fsyntax-only", os.path.join(INPUTS, "classes.cpp"), *self.load(), cxx=True)
        environment = dict(clean_environment(), CALLCHAIN_OUT=self.out)
        start = time.monotonic()
        subprocess.run(command, env=environment, check=True)
        whole = time.monotonic() - start
        (graph,) = self.graphs()
        expected = contents(graph)
        generator = random.Random(1)
        killed = 0
        for _ in range(12):
            if os.path.exists(graph):
                os.remove(graph)
            process = subprocess.Popen(command, env=environment)
            time.sleep(whole * generator.uniform(0.7, 1.0))
            process.send_signal(signal.SIGKILL)
            if process.wait() == 0:
                whole *= 0.8  # the measured one was slower
            else:
                killed += 1
            found = self.graphs()
            self.assertIn(found, ([], [graph]))
            if found:
                self.assertEqual(contents(graph), expected)
        self.assertGreater(killed, 0)

    def assert_one_warning(self, out, wrap=lambda command: command):
        """The compile is what it is without the plugin, but for one line on stderr."""
        source, output = os.path.join(INPUTS, "classes.cpp"), self.path("object.o")
        plain = self.clang("-std=c++17", "-O1", "-c", source, "-o", output, cxx=True)
        self.assertEqual(run(plain).returncode, 0)
        expected = contents(output)
        os.remove(output)
        result = run(wrap(plain + self.load()), CALLCHAIN_OUT=out)
        lines = result.stderr.decode().splitlines()
        self.assertEqual(result.returncode, 0, lines)
        self.assertEqual(result.stdout, b"")
        self.assertEqual(len(lines), 1, lines)
        self.assertIn("callchain", lines[0])
        self.assertIn(out, lines[0])
        self.assertEqual(contents(output), expected)

    def test_output_folder_cannot_be_made(self):
        blocking = self.path("file")
        with open(blocking, "w", encoding="utf-8"):
            pass
        self.assert_one_warning(os.path.join(blocking, "graphs"))
        self.assert_one_warning(blocking)
        self.assert_one_warning("/proc/graphs")

    def mounted(self, options, after=":"):
        """Wraps a command so that self.out is a file system of its own."""
        os.makedirs(self.out, exist_ok=True)
        unshare = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
        script = f'mount -t tmpfs -o {options} none "$0" && {after} && exec "$@"'

        def wrap(command):
            return [*unshare, "sh", "-c", script, self.out, *command]
        if run(wrap(["true"])).returncode:
            self.skipTest("file systems cannot be mounted here")
        return wrap

    def test_full_disk(self):
        self.assert_one_warning(self.out, self.mounted("size=4k", 'head -c 4096 /dev/zero >"$0/filler"'))

    def test_disk_that_fills_up(self):
        self.assert_one_warning(self.out, self.mounted("size=4k"))

    def test_read_only_folder(self):
        self.assert_one_warning(self.out, self.mounted("size=64k", 'mount -o remount,ro "$0"'))

    def test_nothing_is_left_on_a_full_disk(self):
        wrap = self.mounted("size=4k")
        listing = self.path("listing")
        command = self.clang("-std=c++17", "-w", "-fsyntax-only", os.path.join(INPUTS, "classes.cpp"), *self.load(),
                             cxx=True)
        run(wrap(["sh", "-c", 'out=$1; shift; "$@"; ls -A "$CALLCHAIN_OUT" >"$out"', "sh", listing, *command]),
            CALLCHAIN_OUT=self.out)
        self.assertEqual(contents(listing), b"")


CUDA = ["-x", "cuda", "-nocudainc", "-nocudalib", "--cuda-gpu-arch=sm_80"]

if __name__ == "__main__":
    ARGUMENTS = argparse.ArgumentParser()
    for NAME in ("clang", "plugins", "graph-facts"):
        ARGUMENTS.add_argument("--" + NAME, required=True)
    ARGUMENTS.add_argument("--major", type=int, required=True)
    OPTIONS, REST = ARGUMENTS.parse_known_args()
    if OPTIONS.major >= 17:
        CUDA.append("--cuda-feature=+ptx80")
    unittest.main(argv=[sys.argv[0], *REST])
