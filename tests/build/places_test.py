#!/usr/bin/env python3
"""Where a project begins, and which headers are the system's: one rule each,
the same for the plugin, for `callchain env`, `flags`, `run` and `missing`, and
whichever option the headers came by.

    places_test.py CALLCHAIN CLANG PLUGIN
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

CALLCHAIN = CLANG = PLUGIN = None
HEADER = "#pragma once\ninline int %s(int x) { return x; }\n"


class PlacesTest(unittest.TestCase):
    def setUp(self):
        self.top = os.path.realpath(tempfile.mkdtemp(prefix="callchain-places-"))
        self.addCleanup(shutil.rmtree, self.top)
        self.home = os.path.join(self.top, "home")
        self.out = os.path.join(self.top, "graphs")
        os.mkdir(self.home)

    def environment(self, **more):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CALLCHAIN")}
        return dict(kept, HOME=self.home, **more)

    def write(self, name, text=""):
        path = os.path.join(self.home, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)
        return path

    def run_one(self, *command, folder=None):
        return subprocess.run(command, cwd=folder or self.top, env=self.environment(CALLCHAIN_OUT=self.out), check=True,
                              capture_output=True, text=True, timeout=60).stdout

    def compile(self, file, *arguments):
        """The unit's graph and no other is in the output folder."""
        shutil.rmtree(self.out, ignore_errors=True)
        self.run_one(CLANG, "-fsyntax-only", "-w", "-fplugin=" + PLUGIN, *arguments, file)

    def functions(self):
        found = json.loads(self.run_one(CALLCHAIN, "functions", self.out, "--json"))
        return {row["function"]["name"]: row for row in found}

    def test_root(self):
        unit = self.write("work/project/third_party/part/src/a.cpp", "void f() {}\n")
        folder = os.path.dirname(unit)
        absolute = os.path.join(self.home, "work")
        # No file tells: there is no root, and the folder at hand stands in for one where one is needed.
        self.expect_root(unit, None, folder)
        # One in a home folder is no project.
        self.write("CMakeLists.txt")
        self.write("setup.py")
        self.expect_root(unit, None, folder)
        # Each of the four; the outermost, whatever lies between.
        for name in ("pyproject.toml", "setup.py", "setup.cfg", "CMakeLists.txt"):
            marker = self.write("work/project/third_party/part/" + name)
            self.expect_root(unit, os.path.join(absolute, "project/third_party/part"))
            outer = self.write("work/project/CMakeLists.txt")
            self.expect_root(unit, os.path.join(absolute, "project"))
            os.remove(marker)
            os.remove(outer)
        # A .git comes first, the outermost of them.
        self.write("work/project/CMakeLists.txt")
        os.mkdir(os.path.join(absolute, "project/third_party/part/.git"))
        self.expect_root(unit, os.path.join(absolute, "project/third_party/part"))
        os.mkdir(os.path.join(absolute, ".git"))
        self.expect_root(unit, absolute)

    def expect_root(self, unit, root, instead="/"):
        """All that find a root find this one; `instead`: what stands in for one where none is known."""
        folder = os.path.dirname(unit)
        name = os.path.relpath(unit, root) if root else unit
        self.compile(unit)
        self.assertEqual(self.functions()["f"]["place"]["file"], name)
        self.assertEqual(self.run_one(CALLCHAIN, "env", "--root-of", unit).strip(), root or "/")
        self.assertIn(f"export CALLCHAIN_ROOT='{root or instead}';\n",
                      self.run_one(CALLCHAIN, "env", "--clang", CLANG, "--plugin", PLUGIN, folder=folder))
        self.assertIn(f"-fplugin-arg-callchain-root={root or instead} ",
                      self.run_one(CALLCHAIN, "flags", "--clang", CLANG, "--plugin", PLUGIN, folder=folder).replace("\n", " "))
        build = os.path.join(self.top, "build")
        os.makedirs(build, exist_ok=True)
        with open(os.path.join(build, "compile_commands.json"), "w", encoding="utf-8") as stream:
            json.dump([{"directory": folder, "file": unit, "arguments": ["clang++", "-c", unit]}], stream)
        self.assertEqual(json.loads(self.run_one(CALLCHAIN, "missing", "-p", build, "--json"))["missing"], [])
        self.assertTrue(self.run_one(CALLCHAIN, "run", "-p", build, "--dry-run", "--clang", CLANG, "--plugin", PLUGIN)
                        .startswith(os.path.relpath(unit, root or instead) + "\t"))

    def expect_system(self, expected, *arguments):
        """What is the system's, whichever option its folder comes by."""
        for option in ("-I", "-isystem", "-idirafter"):
            words = [word for folder in arguments for word in (option, os.path.join(self.home, folder))]
            self.compile(os.path.join(self.home, "project/a.cpp"), *words)
            functions = self.functions()
            for name, is_system in expected.items():
                self.assertEqual("system" in functions[name]["flags"].split(","), is_system, (name, option))

    def project(self, *names):
        os.makedirs(os.path.join(self.home, "project/.git"))
        self.write("project/a.cpp", "".join(f'#include "{name}.h"\n' for name in names) +
                   "int f() { return " + " + ".join(f"{name}(1)" for name in names) + "; }\n")

    def test_system_headers(self):
        self.project("own", "vendored", "outside", "torch", "python", "toolkit", "wheel", "part")
        packages = "project/.venv/lib/python3.11/site-packages/"
        folders = {"own": "project/include", "vendored": "project/build/_deps/vendored-src", "outside": "elsewhere/include",
                   "torch": packages + "torch/include", "python": "pyenv/include/python3.11",
                   "toolkit": "cuda/targets/x86_64-linux/include", "wheel": packages + "nvidia/cublas/include",
                   "part": packages + "part/include"}
        for name, folder in folders.items():
            self.write(f"{folder}/{name}.h", HEADER % name)
        for name in (folders["torch"] + "/ATen/ATen.h", folders["torch"] + "/c10/macros/Macros.h",
                     folders["python"] + "/Python.h", folders["python"] + "/patchlevel.h",
                     folders["python"] + "/pyconfig.h", folders["toolkit"] + "/cuda_runtime.h",
                     folders["toolkit"] + "/cuda_device_runtime_api.h", folders["toolkit"] + "/vector_types.h",
                     packages + "nvidia/cuda_runtime/include/cuda_runtime.h",
                     packages + "nvidia/cuda_runtime/include/vector_types.h",
                     # A stand-in for the toolkit's header is the project's.
                     folders["own"] + "/cuda_runtime.h"):
            self.write(name)
        self.expect_system({"f": False, "own": False, "vendored": False, "outside": False, "part": False,
                            "torch": True, "python": True, "toolkit": True, "wheel": True}, *folders.values())

    def test_preprocessed(self):
        """The names that #line gives count."""
        self.project("own")
        self.write("project/include/own.h", "#include <stdlib.h>\ninline int own(int x) { return abs(x); }\n")
        text = self.run_one(CLANG, "-E", "-isystem", os.path.join(self.home, "project/include"),
                            os.path.join(self.home, "project/a.cpp"))
        self.compile(self.write("project/a.ii", text))
        functions = self.functions()
        self.assertNotIn("system", functions["own"]["flags"].split(","))
        self.assertIn("system", functions["abs"]["flags"].split(","))

    def test_project_below_a_system_folder(self):
        """What lies around the project is none of its headers' business."""
        self.project("own")
        self.write("project/include/own.h", HEADER % "own")
        for name in ("cuda_runtime.h", "cuda_device_runtime_api.h", "vector_types.h"):
            self.write(name)
        self.expect_system({"own": False}, "project/include")


if __name__ == "__main__":
    CALLCHAIN, CLANG, PLUGIN = sys.argv[1:4]
    unittest.main(argv=[sys.argv[0]] + sys.argv[4:])
