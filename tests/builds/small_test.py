#!/usr/bin/env python3
"""A build gets its graph files without being edited, its objects stay what
they are, and `callchain missing` tells which units have no graph and why.

    small_test.py --build FOLDER --clang CLANG --major N [unittest arguments]
"""

import argparse
import glob
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

OPTIONS = None


def clean_environment(**more):
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("CALLCHAIN", "CCACHE", "CUDA")) and
            name not in ("CC", "CXX", "CFLAGS", "CXXFLAGS", "CUDACXX", "CUDAFLAGS", "NVCC", "PYTORCH_NVCC")}
    return dict(kept, **more)


def contents(path):
    with open(path, "rb") as stream:
        return stream.read()


class Case(unittest.TestCase):
    def setUp(self):
        # Every test works in a folder whose name needs quoting.
        self.base = tempfile.mkdtemp(prefix="callchain-builds-")
        self.folder = os.path.join(self.base, "it's a folder")
        os.mkdir(self.folder)
        self.addCleanup(shutil.rmtree, self.base, ignore_errors=True)
        self.out = self.path("callchain-out")

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text, mode=0o644):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.chmod(path, mode)
        return path

    def run_command(self, command, expected=0, folder=None, **environment):
        result = subprocess.run(command, cwd=folder or self.folder, env=clean_environment(**environment),
                                capture_output=True, text=True, timeout=100, check=False)
        if expected is not None:
            self.assertEqual(result.returncode, expected, (command, result.stdout, result.stderr))
        return result

    def callchain(self, *arguments, expected=0, **environment):
        return self.run_command([CALLCHAIN, *arguments], expected, **environment)

    def shell(self, script, expected=0, **environment):
        path = os.path.dirname(CALLCHAIN) + os.pathsep + os.environ["PATH"]
        return self.run_command(["sh", "-c", script], expected, PATH=path, **environment)

    def graphs(self, folder=None):
        return sorted(os.path.basename(path).rsplit("-", 1)[0]
                      for path in glob.glob(os.path.join(glob.escape(folder or self.out), "*.ccg")))


class Variables(Case):
    """callchain flags and callchain env."""

    def test_flags(self):
        words = self.callchain("flags", "--clang", OPTIONS.clang, "--out", "/g", "--root", "/r").stdout.split()
        self.assertEqual(words, ["-fplugin=" + PLUGIN, "-fplugin-arg-callchain-out=/g", "-fplugin-arg-callchain-root=/r"])
        for language in ("--c", "--cxx", "--cuda"):
            self.assertEqual(self.callchain("flags", "--clang", OPTIONS.clang, "--out", "/g", "--root", "/r",
                                            language).stdout.split(), words)
        self.callchain("flags", "--c", "--cxx", expected=64)

    def test_flags_leave_to_the_environment_what_is_there(self):
        words = self.callchain("flags", "--clang", OPTIONS.clang, CALLCHAIN_OUT="a b", CALLCHAIN_ROOT="/c").stdout.split()
        self.assertEqual(words, ["-fplugin=" + PLUGIN])

    def test_flags_refuse_what_they_cannot_carry(self):
        for name in ("a b", "a'b", 'a"b', "a$b", "a\\b", "a;b", "a\nb", "a#b", "a*b"):
            result = self.callchain("flags", "--clang", OPTIONS.clang, "--out", name, expected=64)
            self.assertEqual(result.stdout, "")
            self.assertEqual(result.stderr.count("\n"), 1)
            self.assertIn("CALLCHAIN_OUT", result.stderr)

    def variables(self, *arguments, **environment):
        script = 'eval "$(callchain env "$@")" && env -0'
        path = os.path.dirname(CALLCHAIN) + os.pathsep + os.environ["PATH"]
        output = self.run_command(["sh", "-c", script, "sh", *arguments], PATH=path, **environment).stdout
        return dict(item.split("=", 1) for item in output.split("\0") if item)

    def test_env(self):
        found = self.variables("--clang", OPTIONS.clang)
        self.assertEqual(shlex.split(found["CC"])[-1], "-fplugin=" + PLUGIN)
        self.assertIn("clang++", found["CXX"])
        self.assertNotIn("CFLAGS", found)
        self.assertEqual(found["CALLCHAIN_OUT"], self.out)
        self.assertEqual(found["CALLCHAIN_ROOT"], self.folder)
        # twice is once
        again = self.variables("--clang", OPTIONS.clang, CC=found["CC"], CXX=found["CXX"],
                               CALLCHAIN_OUT=found["CALLCHAIN_OUT"])
        for name in ("CC", "CXX", "CALLCHAIN_OUT", "CALLCHAIN_ROOT"):
            self.assertEqual(again[name], found[name])

    def test_env_keeps_launchers_and_options(self):
        found = self.variables("--clang", OPTIONS.clang, CC="ccache gcc -m64 '-DX=a b'", CFLAGS="-O2")
        words = shlex.split(found["CC"])
        self.assertEqual((words[0], words[2:]), ("ccache", ["-m64", "-DX=a b", "-fplugin=" + PLUGIN]))
        self.assertIn("clang", words[1])
        self.assertEqual(found["CFLAGS"], "-O2")

    def test_env_keeps_a_clang_that_is_named(self):
        found = self.variables(CC=OPTIONS.clang + " -m64", CXX=OPTIONS.clang + "++")
        self.assertEqual(shlex.split(found["CC"]), [OPTIONS.clang, "-m64", "-fplugin=" + PLUGIN])
        self.assertEqual(shlex.split(found["CXX"]), [OPTIONS.clang + "++", "-fplugin=" + PLUGIN])

    def test_env_in_flags(self):
        old = "-O2  -fplugin=/old/callchain-clang-15.so '-DX=a  b' -fplugin-arg-callchain-out=/old -fplugin=other.so"
        found = self.variables("--clang", OPTIONS.clang, "--in", "flags", CFLAGS=old)
        self.assertEqual(found["CFLAGS"], "-O2 '-DX=a  b' -fplugin=other.so -fplugin=" + PLUGIN)
        self.assertEqual(found["CXXFLAGS"], "-fplugin=" + PLUGIN)
        self.assertNotIn("fplugin", found["CC"])

    def test_env_failures_print_nothing_to_eval(self):
        for variable, value in (("CC", "clang-none"), ("CXX", "clang++-none"), ("CC", "'unclosed")):
            result = self.callchain("env", expected=None, **{variable: value})
            self.assertIn(result.returncode, (1, 64))
            self.assertEqual(result.stdout, "")
            self.assertEqual(result.stderr.count("\n"), 1, result.stderr)

    def test_env_for_fish_and_for_ccache(self):
        lines = self.callchain("env", "--clang", OPTIONS.clang, "--shell", "fish", "--recache", "--out",
                               "a'b\\c").stdout.splitlines()
        self.assertIn("set -gx CALLCHAIN_OUT '" + self.path("a").replace("'", "\\'") + "\\'b\\\\c';", lines)
        self.assertIn("set -gx CCACHE_RECACHE '1';", lines)

    def test_what_build_systems_try_out(self):
        for name in ("conftest.c", "CMakeCCompilerId.c", "CMakeFiles/CMakeScratch/TryCompile-x/src.c",
                     "meson-private/tmp/testfile.c",
                     "tmp1x_2/testfile.c", "my_conftest.c", "CMakeFiles/app.dir/Unity/unity_0_c.c"):
            self.write(name, "int main(void) { return 0; }\n")
            self.shell(f'eval "$(callchain env --clang {OPTIONS.clang})" && $CC -c "{name}" -o x.o')
        self.assertEqual(self.graphs(), ["CMakeFiles_app.dir_Unity_unity_0_c.c-host", "my_conftest.c-host"])

    def test_a_precompiled_header(self):
        # B is named by the header alone, and yet the call can end in it.
        self.write("h.h", "#pragma once\nstruct A { virtual void f(); virtual ~A(); };\n"
                          "struct B : A { void f() override {} };\n")
        self.write("u.cpp", '#include "h.h"\nvoid g(A &a) { a.f(); }\n')
        made = []
        for use in "", "-include-pch h.pch":
            self.shell(f'$CXX -xc++-header h.h -o h.pch; eval "$(callchain env --clang {OPTIONS.clang})" && '
                       f"$CXX {use} -c u.cpp", CXX=OPTIONS.clang)
            (path,) = glob.glob(os.path.join(glob.escape(self.out), "*.ccg"))
            made.append(contents(path))
        self.assertEqual(made[0], made[1])
        edges = self.callchain("edges", self.out).stdout
        self.assertIn("g\tB::f\tvirtual\tpossible", edges)

    def test_a_makefile(self):
        self.write("Makefile", "CFLAGS = -O2 -Wall\nall: a.o b/c.o\n")
        self.write("a.c", "int a(int x) { return x; }\n")
        self.write("b/c.c", "int a(int); int c(int x) { return a(x); }\n")
        self.shell(f"make -s CC={OPTIONS.clang}")
        plain = contents(self.path("b/c.o"))
        self.shell(f'rm -f *.o b/*.o; eval "$(callchain env --clang {OPTIONS.clang})" && make -s -j2')
        self.assertEqual(self.graphs(), ["a.c-host", "b_c.c-host"])
        self.assertEqual(contents(self.path("b/c.o")), plain)


class Missing(Case):
    """callchain missing, for every reason."""

    def setUp(self):
        super().setUp()
        self.out = self.path("graphs")
        self.cache = {"CCACHE_DIR": self.path("cache"), "CCACHE_NOHASHDIR": "1", "CCACHE_SLOPPINESS": ""}
        self.units = {}
        for name in ("a", "b"):
            self.write(f"src/{name}.c", f'#include "all.h"\nint {name}(int x) {{ return in_header(x); }}\n')
        self.write("src/all.h", "static inline int in_header(int x) { return x + MACRO; }\n#include \"macro.h\"\n"
                                .replace("MACRO", "1"))
        self.write("src/macro.h", "#define MACRO 1\n")

    def command(self, name, *more, launcher=(), plugin=True):
        load = ["-fplugin=" + PLUGIN, "-fplugin-arg-callchain-out=" + self.out] if plugin else []
        return [*launcher, OPTIONS.clang, *load, "-c", self.path(f"src/{name}.c"), "-o", f"obj/{name}.o", *more]

    def database(self, *commands):
        os.makedirs(self.path("build", "obj"), exist_ok=True)
        self.write("build/compile_commands.json", json.dumps(
            [{"directory": self.path("build"), "file": next(word for word in command if word.endswith(".c")),
              "arguments": command} for command in commands]))
        return commands

    def compile(self, *commands, expected=0, **environment):
        for command in commands:
            self.run_command(command, expected, folder=self.path("build"), **environment)

    def missing(self, *arguments):
        result = self.callchain("missing", "-p", "build", "--out", self.out, "--json", *arguments, expected=None)
        found = json.loads(result.stdout)
        self.assertEqual(result.returncode, 2 if found["missing"] else 0, result.stderr)
        self.passes = found["passes"]
        return [(os.path.basename(entry["unit"]), entry["reason"]) for entry in found["missing"]]

    def later(self, *names):
        """Touches files, later than everything before."""
        soon = time.time() + 2
        for name in names:
            os.utime(self.path(name), (soon, soon))

    def test_nothing(self):
        self.compile(*self.database(self.command("a"), self.command("b")))
        self.assertEqual(self.missing(), [])
        self.assertEqual(self.passes, 2)

    def test_not_compiled(self):
        first, _ = self.database(self.command("a"), self.command("b"))
        self.assertEqual(self.missing(), [("a.c", "not compiled"), ("b.c", "not compiled")])
        self.compile(first)
        self.assertEqual(self.missing(), [("b.c", "not compiled")])

    def test_failed(self):
        self.write("src/b.c", "int b(int x) { return nothing; }\n")
        first, second = self.database(self.command("a"), self.command("b"))
        self.compile(first)
        self.compile(second, expected=1)
        self.assertEqual(self.missing(), [("b.c", "failed")])
        text = self.callchain("missing", "-p", "build", "--out", self.out, expected=2)
        self.assertIn("nothing", text.stdout)
        self.assertIn("1 of 2 passes", text.stderr)

    def test_without_the_plugin(self):
        self.compile(*self.database(self.command("a"), self.command("b", plugin=False)))
        self.assertEqual(self.missing(), [("b.c", "without the plugin")])

    def test_out_of_date(self):
        self.compile(*self.database(self.command("a"), self.command("b")))
        self.later("src/b.c")
        self.assertEqual(self.missing(), [("b.c", "out of date")])
        self.later("src/all.h")
        self.assertEqual(self.missing(), [("a.c", "out of date"), ("b.c", "out of date")])

    def test_out_of_date_by_the_dependency_file(self):
        self.compile(*self.database(self.command("a", "-MD", "-MF", "obj/a.deps"), self.command("b")))
        self.later("src/macro.h")  # the graphs have no place in it
        self.assertEqual(self.missing(), [("a.c", "out of date")])

    def test_gone(self):
        self.compile(*self.database(self.command("a"), self.command("b")))
        os.remove(self.path("src/b.c"))
        self.assertEqual(self.missing(), [("b.c", "out of date")])

    def test_graph_lost_or_unreadable(self):
        self.compile(*self.database(self.command("a"), self.command("b")))
        for path in glob.glob(os.path.join(glob.escape(self.out), "*b.c*.ccg")):
            os.truncate(path, 100)
        self.assertEqual(self.missing(), [("b.c", "no graph")])

    def test_two_compiles_of_one_file(self):
        self.compile(*self.database(self.command("a"), self.command("a", "-DOTHER", "-o", "obj/a2.o")))
        self.assertEqual(self.missing(), [])
        for path in glob.glob(os.path.join(glob.escape(self.out), "*.ccg"))[:1]:
            os.remove(path)
        self.assertEqual(self.missing(), [("a.c", "no graph"), ("a.c", "no graph")])

    @unittest.skipUnless(shutil.which("ccache"), "ccache is not installed")
    def test_cached(self):
        commands = self.database(self.command("a", launcher=["ccache"]), self.command("b", launcher=["ccache"]))
        self.compile(*commands, **self.cache)
        self.assertEqual(self.missing(), [])
        shutil.rmtree(self.out)
        shutil.rmtree(self.path("build", "obj"))
        os.mkdir(self.path("build", "obj"))
        self.compile(*commands, **self.cache)
        self.assertEqual(self.missing(), [("a.c", "cached"), ("b.c", "cached")])
        self.compile(*commands, CCACHE_RECACHE="1", **self.cache)
        self.assertEqual(self.missing(), [])

    def test_named_from_the_current_folder(self):
        commands = self.database(self.command("a"), self.command("b"))
        self.compile(*commands, CALLCHAIN_ROOT=self.folder)
        self.assertEqual(self.missing(), [])

    def test_elsewhere(self):
        self.write("bin/distcc", '#!/bin/sh\nfor word; do case $word in *.o) : >"$word" ;; esac; done\n', 0o755)
        commands = self.database(self.command("a", launcher=[self.path("bin/distcc")]))
        self.compile(*commands)
        self.assertEqual(self.missing(), [("a.c", "compiled elsewhere")])

    def test_what_run_has_read_is_there(self):
        self.database(self.command("a", plugin=False), self.command("b", plugin=False))
        self.callchain("run", "-p", "build", "-o", self.out, "-q", "--clang", OPTIONS.clang)
        self.assertEqual(self.missing(), [])

    def test_bad_input(self):
        self.assertIn("cannot read", self.callchain("missing", "-p", "nowhere", expected=1).stderr)
        self.write("build/compile_commands.json", '[{"directory": 1}]')
        self.assertIn("cannot read", self.callchain("missing", "-p", "build", expected=1).stderr)


PROJECT = """cmake_minimum_required(VERSION 3.5)
project(small C CXX)
include(CheckCSourceCompiles)
check_c_source_compiles("int main(void) { return 0; }" works)
add_library(part STATIC part.c)
add_library(headers INTERFACE)
add_custom_target(nothing ALL COMMAND ${CMAKE_COMMAND} -E true)
add_subdirectory(sub)
"""


class Package(Case):
    """What `cmake --install` puts into a prefix, also when that is moved."""

    def setUp(self):
        super().setUp()
        self.run_command(["cmake", "--install", OPTIONS.build, "--prefix", self.path("first")])
        self.prefix = self.path("moved prefix")
        os.rename(self.path("first"), self.prefix)
        (self.package,) = glob.glob(os.path.join(glob.escape(self.prefix), "lib*", "**", "cmake", "callchain"),
                                    recursive=True)
        self.write("p/CMakeLists.txt", PROJECT)
        self.write("p/part.c", "int part(int x) { return x; }\n")
        self.write("p/sub/CMakeLists.txt", "add_executable(program main.cpp)\ntarget_link_libraries(program part)\n"
                                           "target_precompile_headers(program PRIVATE <cstddef>)\n")
        self.write("p/sub/main.cpp", 'extern "C" int part(int);\nint main() { return part(0); }\n')
        self.compilers = ["-DCMAKE_C_COMPILER=" + OPTIONS.clang, "-DCMAKE_CXX_COMPILER=" + OPTIONS.clang + "++"]

    def configure(self, *arguments):
        return self.run_command(["cmake", "-G", "Ninja", "-S", "p", "-B", "p/build", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                                 *arguments]).stdout

    def missing(self, *arguments, expected=0):
        return self.run_command([os.path.join(self.prefix, "bin", "callchain"), "missing", "-p", "p/build", *arguments],
                                expected).stdout

    def test_unedited(self):
        version = self.run_command(["cmake", "--version"]).stdout.split()[2]
        if tuple(map(int, version.split(".")[:2])) < (3, 24):
            self.skipTest("CMake has CMAKE_PROJECT_TOP_LEVEL_INCLUDES from 3.24 on")
        include = "-DCMAKE_PROJECT_TOP_LEVEL_INCLUDES=" + os.path.join(self.package, "callchain-instrument.cmake")
        text = self.configure(include, *self.compilers)
        self.assertIn(f"callchain: CXX: clang {OPTIONS.major} writes graph files", text)
        self.run_command(["cmake", "--build", "p/build"])
        self.assertEqual([name for name in self.graphs(self.path("p/build/callchain")) if "cmake_pch" not in name],
                         ["part.c-host", "sub_main.cpp-host"])
        self.assertEqual(self.missing(), "")

    def test_other_compilers_are_left_alone(self):
        if not shutil.which("gcc") or not shutil.which("g++"):
            self.skipTest("gcc is not installed")
        include = "-DCMAKE_PROJECT_TOP_LEVEL_INCLUDES=" + os.path.join(self.package, "callchain-instrument.cmake")
        text = self.configure(include, "-DCMAKE_C_COMPILER=gcc", "-DCMAKE_CXX_COMPILER=g++")
        self.assertIn("callchain: C: no graph files: the compiler is GNU", text)
        self.run_command(["cmake", "--build", "p/build"])
        self.assertFalse(os.path.exists(self.path("p/build/callchain")))

    def test_find_package(self):
        self.write("p/CMakeLists.txt", PROJECT + "find_package(callchain REQUIRED)\n"
                   'callchain_enable(part headers nothing OUT "my graphs")\n')
        self.configure("-DCMAKE_PREFIX_PATH=" + self.prefix, *self.compilers)
        self.run_command(["cmake", "--build", "p/build"])
        out = self.path("p/build/my graphs")
        self.assertEqual(self.graphs(out), ["part.c-host"])
        self.assertIn("without the plugin: sub/main.cpp (host)", self.missing("--out", out, expected=2))

    @unittest.skipUnless(shutil.which("pkg-config"), "pkg-config is not installed")
    def test_pkg_config(self):
        folder = os.path.join(os.path.dirname(os.path.dirname(self.package)), "pkgconfig")
        for variable in (f"plugin{OPTIONS.major}", "command", "nvcc", "cmake_include"):
            value = self.run_command(["pkg-config", "--variable=" + variable, "callchain"],
                                     PKG_CONFIG_PATH=folder).stdout.strip()
            self.assertTrue(os.path.exists(value.replace("\\", "")), value)


FAKE_NVCC = """#!/bin/sh
printf '%s\\n' "$@" >"$RECORD"
cat
echo out; echo err >&2
for word; do case $word in --version) echo release; exit 0 ;; *bad*) exit 7 ;; *slow*) exec sleep 60 ;; esac; done
"""


class Nvcc(Case):
    """callchain-nvcc, with a stand-in for nvcc and one for callchain."""

    def setUp(self):
        super().setUp()
        self.nvcc = self.write("bin/nvcc", FAKE_NVCC, 0o755)
        self.write("k.cu", "__global__ void k() {}\n")
        self.fake = self.write("bin/fake callchain", "#!/bin/sh\n"
                               'printf "%s\\n" "$@" >"$RECORD.beside"\n'
                               'while [ $# -gt 0 ]; do case $1 in -o) out=$2 ;; -p) in=$2 ;; esac; shift; done\n'
                               'cp "$in/compile_commands.json" "$RECORD.json"\n'
                               'mkdir -p "$out"; : >"$out/x-host-0.ccg"; echo noise; exit ${CODE:-0}\n', 0o755)
        self.record = self.path("record")

    def wrap(self, *arguments, expected=0, stdin="text in\n", **environment):
        environment = {"RECORD": self.record, "CALLCHAIN_COMMAND": self.fake, "CALLCHAIN_OUT": self.out,
                       "CALLCHAIN_NVCC": self.nvcc, **environment}
        result = subprocess.run([WRAPPER, *arguments], cwd=self.folder, env=clean_environment(**environment),
                                input=stdin, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(result.returncode, expected, result.stderr)
        return result

    def ran_beside(self):
        return os.path.exists(self.record + ".beside")

    def test_nothing_changes(self):
        arguments = ["-c", "k.cu", "-o", "k.o", "-DX=a 'b\" $c\n", "-Xcompiler", "-Wall,-Wextra", ""]
        result = self.wrap(*arguments)
        self.assertEqual((result.stdout, result.stderr), ("text in\nout\n", "err\n"))
        self.assertEqual(contents(self.record).decode(), "\n".join(arguments) + "\n")
        (entry,) = json.loads(contents(self.record + ".json"))
        self.assertEqual(entry["arguments"], [self.nvcc, *arguments])
        self.assertEqual(os.listdir(self.out).count("x-host-0.ccg"), 1)
        self.assertEqual(os.listdir(os.path.join(self.out, ".callchain")), [])

    def test_nvcc_fails(self):
        self.assertEqual(self.wrap("-c", "bad.cu", expected=7).stderr, "err\n")
        self.assertFalse(self.ran_beside())

    def test_what_compiles_nothing(self):
        for arguments in (["--version"], ["-E", "k.cu"], ["-M", "k.cu"], ["a.o", "-o", "program"], ["-dlink", "a.o"],
                          ["-o", "k.cu"], []):
            self.wrap(*arguments)
            self.assertFalse(self.ran_beside(), arguments)

    def test_our_failures_fail_nothing(self):
        self.assertEqual(self.wrap("-c", "k.cu", CODE="3").stderr, "err\n")  # incomplete, but there
        self.assertIn(b"noise", contents(os.path.join(self.out, "callchain-nvcc.log")))
        blocked = self.write("file", "")
        for environment in ({"CALLCHAIN_COMMAND": "/nowhere/callchain"}, {"CALLCHAIN_OUT": blocked},
                            {"CALLCHAIN_OUT": "/proc/nowhere"}):
            result = self.wrap("-c", "k.cu", **environment)
            self.assertEqual(result.stdout, "text in\nout\n")
            lines = result.stderr.splitlines()
            self.assertEqual((len(lines), lines[0]), (2, "err"))
            self.assertTrue(lines[1].startswith("callchain-nvcc: "))

    def test_found_on_the_path_but_not_itself(self):
        os.mkdir(self.path("front"))
        os.symlink(WRAPPER, self.path("front", "nvcc"))
        path = os.pathsep.join([self.path("front"), self.path("bin"), os.environ["PATH"]])
        self.wrap("-c", "k.cu", CALLCHAIN_NVCC="", PATH=path)
        self.assertTrue(self.ran_beside())
        result = self.wrap("-c", "k.cu", expected=127, CALLCHAIN_NVCC="", CALLCHAIN_COMMAND="", CUDA_HOME="",
                           PATH=os.pathsep.join([self.path("front"), "/usr/bin", "/bin"])) \
            if not os.path.exists("/usr/bin/nvcc") and not os.path.exists("/usr/local/cuda/bin/nvcc") else None
        self.assertTrue(result is None or "cannot find nvcc" in result.stderr)

    def test_as_a_launcher(self):
        self.wrap(self.nvcc, "-c", "k.cu", CALLCHAIN_NVCC="/nowhere")
        self.assertTrue(self.ran_beside())
        os.remove(self.record + ".beside")
        self.assertEqual(self.wrap("/bin/echo", "-c", "k.cu").stdout, "-c k.cu\n")
        self.assertFalse(self.ran_beside())

    def test_signals(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            process = subprocess.Popen([WRAPPER, "-c", "slow.cu"], cwd=self.folder, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
                                       env=clean_environment(RECORD=self.record, CALLCHAIN_NVCC=self.nvcc))
            self.assertEqual(process.stdout.readline(), b"out\n")
            time.sleep(0.2)
            process.send_signal(number)
            self.assertEqual(process.wait(timeout=20), -number)
            process.stdout.close()


if __name__ == "__main__":
    ARGUMENTS = argparse.ArgumentParser()
    ARGUMENTS.add_argument("--build", required=True)
    ARGUMENTS.add_argument("--clang", required=True)
    ARGUMENTS.add_argument("--major", type=int, required=True)
    OPTIONS, REST = ARGUMENTS.parse_known_args()
    CALLCHAIN = os.path.join(OPTIONS.build, "bin", "callchain")
    WRAPPER = os.path.join(OPTIONS.build, "bin", "callchain-nvcc")
    PLUGIN = os.path.join(OPTIONS.build, "lib", "callchain", f"callchain-clang-{OPTIONS.major}.so")
    unittest.main(argv=[sys.argv[0], *REST])
