#!/usr/bin/env python3
"""callchain project on small packages: how their units are found, that what setup.py and CMake do is held back, and
that the summary counts right. The numbers are worked out by hand from the sources below.

    project_test.py --build FOLDER [TEST...]
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
STUBS = os.path.join(os.path.dirname(HERE), "include")

# Two kernels: one is launched by what Python calls, 256 threads a block; the other by nobody, with threads that
# only the caller knows.
KERNELS = """#include "kernels.h"
#ifndef WITH_CUDA
#error no WITH_CUDA
#endif
__global__ void scale_kernel(float *x, int n) { x[0] = n; }
__global__ void lonely_kernel() {}
void launch(float *x, int n) { scale_kernel<<<(n + 255) / 256, 256>>>(x, n); }
void alone(int threads) { lonely_kernel<<<1, threads>>>(); }
"""
API = """#include <torch/extension.h>
#include "kernels.h"
void scale(int n) { launch(nullptr, n); }
void spare() {}
PYBIND11_MODULE(TORCH_EXTENSION_NAME, m) {
    m.def("scale", &scale);
    m.def("spare", &spare);
}
"""
PACKAGE = {
    "csrc/include/kernels.h": "void launch(float *x, int n);\n",
    "csrc/kernels.cu": KERNELS,
    "csrc/api.cpp": API,
    "tiny/__init__.py": "import tiny_ext\n\n\ndef scale(n):\n    return tiny_ext.scale(n)\n\n\n"
                        "def absent(n):\n    return tiny_ext.absent(n)\n",
}
SETUP = """import glob
import os
from setuptools import find_packages, setup
from torch.utils.cpp_extension import CUDA_HOME, BuildExtension, CUDAExtension

HERE = os.path.dirname(os.path.abspath(__file__))
assert CUDA_HOME


class Build(BuildExtension):
    def build_extensions(self):
        for extension in self.extensions:
            extension.extra_compile_args["cxx"].append("-DBY_BUILD=1")
        super().build_extensions()


setup(name="tiny", version="1", packages=find_packages(exclude=["tests"]),
      ext_modules=[CUDAExtension("tiny_ext", sorted(glob.glob("csrc/*.c*")),
                                 include_dirs=[os.path.join(HERE, "csrc", "include")],
                                 define_macros=[("WITH_CUDA", None), ("LEVEL", "2")],
                                 extra_compile_args={"cxx": ["-O3"], "nvcc": ["-O2", "-gencode",
                                                     "arch=compute_80,code=sm_80", "-gencode",
                                                     "arch=compute_90a,code=sm_90a", "-gencode",
                                                     "arch=compute_120,code=sm_120"]})],
      cmdclass={"build_ext": Build.with_options(use_ninja=True)})
"""


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="callchain-project-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.package, self.out = self.path("tiny"), self.path("out")
        # What clang takes for torch and a toolkit; their contents are those of the tests' stand-ins.
        shutil.copytree(os.path.join(STUBS, "torch_stub"), self.path("torch/include"))
        shutil.copytree(os.path.join(STUBS, "pybind11_stub"), self.path("torch/include"), dirs_exist_ok=True)
        self.write("../torch/include/torch/csrc/api/include/torch/version.h",
                   "#define TORCH_VERSION_MAJOR 2\n#define TORCH_VERSION_MINOR 8\n")
        self.write("../cuda/include/cuda_runtime.h", "")
        self.write("../cuda/include/cuda.h", "#define CUDA_VERSION 12080\n")
        os.mkdir(self.path("cuda/bin"))

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, text):
        path = os.path.join(self.package, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)

    def make(self, setup=SETUP, **files):
        for name, text in {**PACKAGE, **files, **({"setup.py": setup} if setup is not None else {})}.items():
            self.write(name, text)

    def run_project(self, *options, expected=None, **environment):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CALLCHAIN", "CUDA", "XDG"))}
        kept.update(HOME=self.path("home"), CALLCHAIN_PYTHON=sys.executable, **environment)
        result = subprocess.run(
            [CALLCHAIN, "project", self.package, "-o", self.out, "--json", "-j2", "--torch", self.path("torch"),
             "--cuda-path", self.path("cuda"), "--extra-arg=-nocudainc", "--extra-arg=-nocudalib", "--extra-arg=-include",
             "--extra-arg=" + os.path.join(STUBS, "cuda_stub.h"), *options],
            cwd=self.folder, env=kept, capture_output=True, text=True, timeout=120, check=False)
        self.errors = result.stderr
        if expected is not None:
            self.assertEqual(result.returncode, expected, result.stderr + result.stdout)
        self.rows = json.loads(result.stdout) if result.stdout.strip() else []
        return result

    def total(self, name):
        (row,) = [row for row in self.rows if row["section"] == "total" and row["name"] == name]
        return row["count"], row["of"]

    def named(self, section):
        return [row["name"] for row in self.rows if row["section"] == section]

    def units(self):
        with open(self.path("out/build/compile_commands.json"), encoding="utf-8") as stream:
            return {os.path.relpath(entry["file"], self.package): entry["arguments"] for entry in json.load(stream)}

    def assert_told(self, section, *words):
        self.assertTrue(any(all(word in line for word in words) for line in self.named(section)),
                        f"{words} in none of {self.named(section)}\n{self.errors}")


class Ways(Case):
    """Each way to find units gives the same two of the same package."""

    def check_totals(self, units=(2, 2)):
        self.assertEqual(self.total("units complete"), units, self.errors)
        self.assertEqual(self.total("Python files read"), (1, 1))
        self.assertEqual(self.total("kernels reached from Python"), (1, 2))
        self.assertEqual(self.total("Python functions that reach a kernel"), (1, 2))
        self.assertEqual(self.total("launches with numbers"), (1, 2))
        self.assertEqual(self.total("bindings joined"), (1, 2))
        self.assertEqual(sorted(self.named("binding")), ["tiny_ext.absent", "tiny_ext.spare"])
        self.assertEqual(self.named("kernel"), ["lonely_kernel"])
        self.assertEqual([row["count"] for row in self.rows if row["section"] == "launch"], [1])
        self.assertEqual(len(self.named("next")), 3)

    def test_setup(self):
        self.make()
        self.run_project(expected=0)
        self.check_totals()
        units = self.units()
        self.assertEqual(sorted(units), ["csrc/api.cpp", "csrc/kernels.cu"])
        for words in units.values():
            for wanted in ("-DWITH_CUDA", "-DLEVEL=2", "-DTORCH_EXTENSION_NAME=tiny_ext",
                           os.path.join(self.package, "csrc/include")):
                self.assertIn(wanted, words)
        self.assertIn("-O3", units["csrc/api.cpp"])
        self.assertIn("-DBY_BUILD=1", units["csrc/api.cpp"])  # its own build_ext has been run
        self.assertIn("-O2", units["csrc/kernels.cu"])
        architectures = [word for word in units["csrc/kernels.cu"] if "sm_" in word]
        self.assertEqual(architectures, ["-gencode=arch=compute_90a,code=sm_90a"])  # one of three

    def test_module_imports(self):
        """The builder by its module's name, imported from its package or found in it; read and run."""
        old = "from torch.utils.cpp_extension import CUDA_HOME, BuildExtension, CUDAExtension\n"
        for text in ("from torch.utils import cpp_extension\nfrom torch.utils.cpp_extension import CUDA_HOME\n"
                     "from setuptools.command import build_ext\nBuildExtension = cpp_extension.BuildExtension\n",
                     "import torch.utils as utils\nfrom torch import utils as cpp\ncpp_extension = utils.cpp_extension\n"
                     "CUDA_HOME, BuildExtension = cpp.cpp_extension.CUDA_HOME, utils.cpp_extension.BuildExtension\n"):
            for options in ((), ("--no-run",)):
                with self.subTest(text=text, options=options):
                    self.make(SETUP.replace(old, text).replace("[CUDAExtension(", "[cpp_extension.CUDAExtension("))
                    self.run_project(*options, expected=0)
                    self.assertEqual(self.total("units complete"), (2, 2), self.errors)
                    self.assertIn("-DTORCH_EXTENSION_NAME=tiny_ext", self.units()["csrc/kernels.cu"])

    def test_extension_of_nothing(self):
        self.make("from setuptools import setup\nfrom torch.utils.cpp_extension import NewExtension\n"
                  "setup(ext_modules=[NewExtension('tiny_ext', ['csrc/api.cpp'])])\n")
        self.run_project("--extra-arg=-DWITH_CUDA")
        self.assert_told("note", "an extension", "does not have")

    def test_second_run_continues(self):
        self.make()
        self.run_project(expected=0)
        self.run_project(expected=0)
        self.check_totals()
        with open(self.path("out/log/run.txt"), encoding="utf-8") as stream:
            self.assertIn("3 of them up to date", stream.read())

    def test_steps_are_commands(self):
        self.make()
        self.run_project(expected=0)
        with open(self.path("out/commands.txt"), encoding="utf-8") as stream:
            lines = stream.read().splitlines()
        self.assertEqual([line.split()[:2] for line in lines],
                         [["callchain", "run"], ["callchain", "python"], ["callchain", "merge"]])
        with open(self.path("out/program.ccg"), "rb") as stream:
            made = stream.read()
        shutil.rmtree(self.path("out/graphs"))
        os.remove(self.path("out/program.ccg"))
        environment = dict(os.environ, PATH=os.path.dirname(CALLCHAIN) + os.pathsep + os.environ["PATH"])
        for line in lines:
            subprocess.run(line, shell=True, check=True, cwd=self.folder, env=environment, capture_output=True)
        with open(self.path("out/program.ccg"), "rb") as stream:
            self.assertEqual(stream.read(), made)

    def test_read_only(self):
        self.make()
        self.write("ran", "")
        self.make(setup="import os\nos.remove('ran')\n" + SETUP)
        self.run_project("--no-run", expected=0)
        self.check_totals()
        self.assertTrue(os.path.exists(os.path.join(self.package, "ran")))
        self.assertNotIn("-DBY_BUILD=1", self.units()["csrc/api.cpp"])

    def test_read_says_what_it_cannot_tell(self):
        self.make(setup="import foreign\nfrom torch.utils.cpp_extension import CUDAExtension\n"
                        "from setuptools import setup\n"
                        "setup(ext_modules=[CUDAExtension('tiny_ext', ['csrc/api.cpp'] + foreign.more(),\n"
                        "      include_dirs=['csrc/include'], extra_compile_args=foreign.flags())])\n")
        self.run_project("--no-run")
        self.assert_told("note", "setup.py:4", "tiny_ext", "a source is computed")
        self.assert_told("note", "setup.py:4", "tiny_ext", "flags not all known")
        self.assertEqual(sorted(self.units()), ["csrc/api.cpp"])

    def test_plain(self):
        self.make(setup=None)
        self.run_project("--extra-arg=-DWITH_CUDA", expected=0)
        self.assertEqual(self.total("units complete"), (2, 2))
        self.assertEqual(self.total("kernels reached from Python"), (0, 2))  # the module is named by nobody
        self.assertEqual(sorted(self.named("binding")), ["tiny.scale", "tiny.spare"])
        self.assert_told("note", "TORCH_EXTENSION_NAME", "'tiny'")

    def test_run_from_its_folder(self):
        """A project that is run from its folder: scripts, packages, and folders of modules without an __init__.py."""
        self.make(setup=None, **{"main.py": "import sys\nfrom nets.model import net\nnet(int(sys.argv[1]))\n",
                                 "nets/model.py": "import tiny\n\n\ndef net(n):\n    return tiny.scale(n, n)\n",
                                 "docs/conf.py": "", "setup_cuda.py": SETUP.replace("packages=find_packages(exclude=['tests']),", "")})
        self.run_project(expected=0)
        self.assertEqual(self.total("units complete"), (2, 2))
        self.assertEqual(self.total("Python files read"), (3, 3))
        edges = json.loads(subprocess.run([CALLCHAIN, "edges", self.path("out/python.ccg"), "--json"], check=True,
                                          capture_output=True, text=True).stdout)
        names = {(edge["caller"]["name"], edge["callee"]["name"]) for edge in edges}
        self.assertIn(("main.<module>", "nets.model.net"), names)
        self.assertIn(("nets.model.net", "tiny.scale"), names)

    def test_old_standard(self):
        """A standard that torch's headers refuse is raised, and told."""
        self.make(setup=SETUP.replace('"-O3"', '"-std=c++14"').replace('"-O2"', '"-O2", "-std=c++17"'))
        self.run_project(expected=0)
        units = self.units()
        self.assertEqual([word for word in units["csrc/api.cpp"] if "std" in word], ["-std=c++17"])
        self.assertEqual([word for word in units["csrc/kernels.cu"] if "std" in word], ["-std=c++17"])
        self.assert_told("note", "tiny_ext", "-std=c++14", "C++17", "torch 2.8")

    def test_options_of_its_own(self):
        """A setup.py that builds its extension only when it is told to."""
        self.make(setup="import sys\nassert '--no_cuda' not in sys.argv and '--verbose' not in sys.argv\n"
                        "if '--cuda_ext' not in sys.argv:\n    sys.exit('nothing to do')\n"
                        "sys.argv.remove('--cuda_ext')\nassert '--cuda_ext' not in sys.argv\n" + SETUP)
        self.run_project(expected=0)
        self.check_totals()
        self.assert_told("note", "setup.py", "--cuda_ext")

    def test_version_of_torch(self):
        """torch.__version__ is that of a wheel for CUDA, and is compared as a version."""
        self.make(setup="import torch\nassert 'cu' in torch.__version__ and torch.__version__.startswith('2.8.0+')\n"
                        "assert '2.0' < torch.__version__ < '2.10' and (1, 13) <= torch.__version__ < (2, 9)\n"
                        "assert isinstance(torch.__version__, str) and torch.version.cuda\n" + SETUP)
        self.run_project(expected=0)
        self.assertEqual(self.total("units complete"), (2, 2))

    def test_setup_below(self):
        """Setup files in folders below and beside: each in its own folder, a source once, the packages all the same."""
        self.make(setup=None)
        os.makedirs(self.path("tiny", "ops"))
        shutil.move(self.path("tiny", "csrc"), self.path("tiny", "ops", "csrc"))
        declared = ("from torch.utils.cpp_extension import CUDAExtension\nfrom setuptools import setup\n"
                    "kind = CUDAExtension\n"
                    "setup(name='ops', packages=[], ext_modules=[kind('{}', {}, include_dirs=['csrc/include'],\n"
                    "      define_macros=[('WITH_CUDA', None)])])\n")
        self.write("ops/setup_cuda.py", declared.format("tiny_ext", "['csrc/api.cpp', 'csrc/kernels.cu']"))
        self.write("ops/setup_other.py", declared.format("other", "['csrc/api.cpp']"))
        self.write("ops/csrc/setup.py", declared.format("other", "['api.cpp', 'kernels.cu']"))
        self.write("docs/setup.py", declared.format("docs", "['no.cpp']"))
        self.run_project(expected=0)
        self.check_totals()
        units = self.units()
        self.assertEqual(sorted(units), ["ops/csrc/api.cpp", "ops/csrc/kernels.cu"])
        self.assertIn("-DTORCH_EXTENSION_NAME=tiny_ext", units["ops/csrc/api.cpp"])
        self.assert_told("note", "units: those of ops/setup_cuda.py")
        # A setup.py above that declares none does not stand in the way.
        self.write("setup.py", "from setuptools import setup, find_packages\nsetup(name='tiny', packages=find_packages())\n")
        shutil.rmtree(self.out)
        self.run_project(expected=0)
        self.check_totals()

    def test_plain_headers_of_the_system(self):
        """<unistd.h> is the system's, though the package has one for systems without."""
        self.make(setup=None, **{"compat/unistd.h": "#error not here\n",
                                 "csrc/more.cpp": "#include <unistd.h>\n#include <own/deep.h>\nint f() { return deep(); }\n",
                                 "lib/own/deep.h": "#include <sys/types.h>\ninline int deep() { return 1; }\n"})
        self.run_project("--extra-arg=-DWITH_CUDA", expected=0)
        self.assertEqual(self.total("units complete"), (3, 3))

    def test_output_inside(self):
        """What is written below the package is not taken for a part of it."""
        self.make(setup=None)
        self.out = os.path.join(self.package, "out")
        for _ in range(2):
            self.run_project("--extra-arg=-DWITH_CUDA", expected=0)
            with open(os.path.join(self.out, "build/compile_commands.json"), encoding="utf-8") as stream:
                self.assertEqual(len(json.load(stream)), 2)

    def test_database(self):
        self.make()
        self.run_project(expected=0)
        shutil.copy(self.path("out/build/compile_commands.json"), self.package)
        os.remove(os.path.join(self.package, "setup.py"))
        shutil.rmtree(self.out)
        self.run_project(expected=0)
        self.check_totals()
        self.assert_told("note", "compile_commands.json")

    def test_jit(self):
        self.make(setup=None)
        self.write("tiny/__init__.py",
                   "from pathlib import Path\nfrom torch.utils.cpp_extension import load\n"
                   "ROOT = Path(__file__).parent.parent / 'csrc'\nNAMES = ['api.cpp', 'kernels.cu']\n"
                   "tiny_ext = load(name='tiny_ext', sources=[str(ROOT / name) for name in NAMES],\n"
                   "                extra_include_paths=[str(ROOT / 'include')], extra_cuda_cflags=['-DWITH_CUDA'])\n")
        self.run_project(expected=0)
        self.assertEqual(self.total("units complete"), (2, 2))
        self.assertIn("-DTORCH_EXTENSION_NAME=tiny_ext", self.units()["csrc/api.cpp"])
        self.assertIn("-DWITH_CUDA", self.units()["csrc/kernels.cu"])
        self.assertNotIn("-DWITH_CUDA", self.units()["csrc/api.cpp"])

    def test_header_that_python_writes(self):
        """A header that the package's own Python writes when it runs is told with the file that does."""
        self.make()
        self.write("csrc/api.cpp", '#include "tiny_config.inc"\nint other() { return 1; }\n')
        self.write("tiny/render.py",
                   "def render(folder, template):\n    path = folder / 'tiny_config.inc'\n"
                   "    path.write_text(template.render(head=64))\n")
        self.run_project()
        self.assert_told("lacks", "'tiny_config.inc' is not there", "--include DIR", "tiny/render.py")

    def test_jit_of_the_same_sources(self):
        """What setup.py builds as one module and Python builds as another is bound in both."""
        self.make()
        self.write("tiny/jit.py",
                   "from pathlib import Path\nfrom torch.utils.cpp_extension import load\n"
                   "ROOT = Path(__file__).parent.parent / 'csrc'\n"
                   "jit = load(name='tiny_jit', sources=[str(ROOT / name) for name in ('api.cpp', 'kernels.cu')],\n"
                   "           extra_include_paths=[str(ROOT / 'include')], extra_cuda_cflags=['-DWITH_CUDA'])\n")
        self.run_project(expected=0)
        with open(self.path("out/build/compile_commands.json"), encoding="utf-8") as stream:
            commands = [" ".join(unit["arguments"]) for unit in json.load(stream)]
        self.assertEqual(sum("-DTORCH_EXTENSION_NAME=tiny_jit" in command for command in commands), 1)
        self.assertEqual(len(commands), 3)

    @unittest.skipUnless(shutil.which("cmake"), "cmake is not installed")
    def test_cmake(self):
        self.make(setup=None)
        self.write("CMakeLists.txt",
                   "cmake_minimum_required(VERSION 3.18)\nproject(tiny LANGUAGES CXX CUDA)\n"
                   "find_package(Torch REQUIRED)\n"
                   "add_library(tiny_ext SHARED csrc/api.cpp csrc/kernels.cu)\n"
                   "target_include_directories(tiny_ext PRIVATE csrc/include ${TORCH_INCLUDE_DIRS})\n"
                   "target_compile_definitions(tiny_ext PRIVATE WITH_CUDA TORCH_EXTENSION_NAME=tiny_ext)\n")
        self.run_project("--units", "cmake", expected=0)
        self.check_totals()
        self.assertEqual([entry for entry in os.listdir(self.package) if "build" in entry.lower()], [])

    @unittest.skipUnless(shutil.which("cmake"), "cmake is not installed")
    def test_cmake_without_cuda(self):
        """A CMake whose default leaves CUDA out says which option has it."""
        self.make(setup=None)
        self.write("CMakeLists.txt",
                   "cmake_minimum_required(VERSION 3.18)\nproject(tiny LANGUAGES CXX)\n"
                   "set(BACKEND cpu CACHE STRING \"What to compile for (cpu, cuda)\")\n"
                   "add_library(tiny_ext SHARED csrc/other.cpp)\n"
                   "if(BACKEND STREQUAL cuda)\nenable_language(CUDA)\ntarget_sources(tiny_ext PRIVATE csrc/kernels.cu)\n"
                   "endif()\n")
        self.write("csrc/other.cpp", "int other() { return 1; }\n")
        self.run_project("--units", "cmake")
        self.assert_told("lacks", "csrc/kernels.cu", "BACKEND is 'cpu' (What to compile for (cpu, cuda))", "--cmake-arg")
        self.run_project("--units", "cmake", "--cmake-arg=-DBACKEND=cuda")
        self.assertIn("csrc/kernels.cu", self.units())
        self.assertFalse([name for name in self.named("lacks") if "CUDA source" in name])
        self.write("CMakeLists.txt", "cmake_minimum_required(VERSION 99.0)\nproject(tiny LANGUAGES CXX)\n")
        self.run_project("--units", "cmake")
        self.assert_told("lacks", "CMake 99.0 or higher is required", "newer CMake")

    def test_guessed_folders(self):
        """Where headers are is not told: folders in which they are found come behind the system's."""
        self.make(setup=None)
        self.write("csrc/deep/common/assert.h", "#error not the system's\n")
        self.write("csrc/deep/common/shared.h", "int shared();\n")
        self.write("csrc/plain.cpp", "#include <assert.h>\n#include \"shared.h\"\nint plain() { assert(1); return shared(); }\n")
        self.run_project("--units", "plain", "--only", "plain.cpp", "--no-run")
        folder = os.path.join(self.package, "csrc/deep/common")
        self.assertIn("-idirafter" + folder, self.units()["csrc/plain.cpp"])
        self.assertNotIn(folder, self.units()["csrc/plain.cpp"])
        self.assertEqual(self.total("units complete"), (1, 1))

    @unittest.skipUnless(shutil.which("cmake"), "cmake is not installed")
    def test_setup_that_runs_cmake(self):
        self.make(setup="""import subprocess, os
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext


class CMake(Extension):
    def __init__(self, name):
        super().__init__(name, sources=[])


class Build(build_ext):
    def run(self):
        for extension in self.extensions:
            self.configure(extension)

    def configure(self, extension):
        os.makedirs(self.build_temp, exist_ok=True)
        here = os.path.dirname(os.path.abspath(__file__))
        subprocess.check_call(["cmake", here, "-G", "Unlikely", "-DGIVEN=WITH_CUDA"], cwd=self.build_temp)
        subprocess.check_call(["cmake", "--build", "."], cwd=self.build_temp)


setup(name="tiny", packages=["tiny"], ext_modules=[CMake("tiny_ext")], cmdclass={"build_ext": Build})
""")
        self.write("CMakeLists.txt",
                   "cmake_minimum_required(VERSION 3.18)\nproject(tiny LANGUAGES CXX CUDA)\n"
                   "find_package(Torch REQUIRED)\n"
                   "add_library(tiny_ext SHARED csrc/api.cpp csrc/kernels.cu)\n"
                   "target_include_directories(tiny_ext PRIVATE csrc/include)\ntarget_link_libraries(tiny_ext ${TORCH_LIBRARIES})\n"
                   "target_compile_definitions(tiny_ext PRIVATE ${GIVEN} TORCH_EXTENSION_NAME=tiny_ext)\n")
        self.run_project(expected=0)
        self.check_totals()


    @unittest.skipUnless(shutil.which("cmake"), "cmake is not installed")
    def test_cmake_that_stops_and_fetches(self):
        """A check of the machine, a source that a script would make, and what would be fetched: named, not done."""
        self.make(setup=None)
        self.write("make.py", "open('csrc/made.cpp', 'w').write('')\n")
        self.write("CMakeLists.txt",
                   "cmake_minimum_required(VERSION 3.18)\nproject(tiny LANGUAGES CXX CUDA)\n"
                   "find_package(Torch REQUIRED)\nfind_package(Python3 COMPONENTS Interpreter)\n"
                   "execute_process(COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/make.py)\n"
                   "if(NOT EXISTS /nowhere/at/all)\n    message(FATAL_ERROR \"GCC 99 is required\")\nendif()\n"
                   "include(FetchContent)\nif(NOT CMAKE_VERSION VERSION_LESS 3.24)\n"
                   "FetchContent_Declare(far GIT_REPOSITORY https://nowhere.invalid/far.git)\n"
                   "FetchContent_MakeAvailable(far)\nendif()\n"
                   "find_library(FAR_LIBRARY far_away REQUIRED)\nfind_path(FAR_FOLDER NAMES far.h REQUIRED)\n"
                   "find_library(NEAR_LIBRARY far_away)\nif(NEAR_LIBRARY)\nmessage(FATAL_ERROR \"not there\")\nendif()\n"
                   "add_library(tiny_ext SHARED csrc/api.cpp csrc/kernels.cu csrc/made.cpp)\n"
                   "target_link_libraries(tiny_ext PRIVATE ${FAR_LIBRARY})\n"
                   "target_include_directories(tiny_ext PRIVATE csrc/include ${TORCH_INCLUDE_DIRS})\n"
                   "target_compile_definitions(tiny_ext PRIVATE WITH_CUDA TORCH_EXTENSION_NAME=tiny_ext)\n")
        self.run_project("--units", "cmake")
        self.assertIn("csrc/kernels.cu", self.units())
        self.assert_told("note", "GCC 99 is required", "gone on")
        self.assert_told("note", "make.py", "--run-generators")
        self.assert_told("note", "csrc/made.cpp", "not there")
        self.assert_told("note", "FAR_LIBRARY", "nothing is linked")
        self.assert_told("note", "FAR_FOLDER", "--cmake-arg")
        self.assertFalse([name for name in self.named("note") if "not there:" in name])
        if tuple(map(int, subprocess.run(["cmake", "--version"], capture_output=True, text=True, check=True)
                     .stdout.split()[2].split(".")[:2])) >= (3, 24):
            self.assert_told("note", "nowhere.invalid/far.git", "not fetched")


class Hostile(Case):
    def test_something_missing(self):
        self.make(setup="import not_to_be_had\n" + SETUP)
        self.run_project(expected=3)  # read in place of run
        self.assert_told("lacks", "setup.py:1", "'not_to_be_had'", "--python FILE")
        self.assertEqual(self.total("units complete"), (2, 2))

    def test_fails(self):
        self.make(setup="raise RuntimeError('cutlass is missing')\n" + SETUP)
        self.run_project()
        self.assert_told("lacks", "setup.py:1", "cutlass is missing", "--env")

    def test_hangs(self):
        self.make(setup=SETUP + "import time\ntime.sleep(600)\n")
        self.run_project("--configure-timeout", "2", expected=3)
        self.assert_told("lacks", "setup.py was not done in 2 s", "--configure-timeout")

    def test_network(self):
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        listener.setblocking(False)
        port = listener.getsockname()[1]
        self.make(setup=f"""import socket, subprocess, sys
try:
    socket.create_connection(("127.0.0.1", {port}), timeout=5)
except OSError:
    pass
try:
    import _socket
    _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM).connect(("127.0.0.1", {port}))
except OSError:
    pass
subprocess.call([sys.executable, "-c", "import socket; socket.create_connection(('127.0.0.1', {port}))"])
""" + SETUP)
        self.run_project(expected=0)
        with self.assertRaises(BlockingIOError):  # nobody has come
            listener.accept()
        self.assert_told("note", "reaches for the network")

    def test_writes_outside(self):
        elsewhere = self.path("elsewhere")
        os.mkdir(elsewhere)
        self.make(setup=f"""import os, pathlib, shutil, subprocess
open("{elsewhere}/a", "w").write("x")
with open("version.py", "w") as stream:
    stream.write("version = 7")
assert open("version.py").read() == "version = 7"  # it finds what it has written
pathlib.Path("{elsewhere}/b").write_text("x")
os.makedirs("{elsewhere}/c", exist_ok=True)
shutil.copy("setup.py", "{elsewhere}/d")
shutil.rmtree("{elsewhere}")
os.system("touch {elsewhere}/e")
subprocess.run(["touch", "{elsewhere}/f"], check=True)
try:
    os.close(os.open("{elsewhere}/g", os.O_WRONLY | os.O_CREAT))
except OSError:
    pass
open(os.path.expanduser("~/h"), "w").close()
""" + SETUP)
        self.run_project(expected=0)
        self.assertEqual(os.listdir(elsewhere), [])
        self.assertFalse(os.path.exists(os.path.join(self.package, "version.py")))
        self.assertFalse(os.path.exists(self.path("home/h")))
        self.assert_told("note", "version.py", "not written")
        self.assert_told("note", "touch", "not run")

    def test_options_that_make_clang_do_more(self):
        """A plugin that the project has for clang writes nowhere else."""
        if not shutil.which("cc"):
            self.skipTest("no compiler for the plugin")
        self.make(setup=SETUP.replace('"cxx": ["-O3"]', '"cxx": ["-Xclang", "-load", "-Xclang", HERE + "/evil.so"]'))
        self.write("evil.c", '#include <stdio.h>\n__attribute__((constructor)) static void f(void) {\n'
                             f'    FILE *file = fopen("{self.folder}/written", "w");\n    if (file) fclose(file);\n}}\n')
        subprocess.run(["cc", "-shared", "-fPIC", "-o", "evil.so", "evil.c"], cwd=self.package, check=True)
        self.run_project()
        self.assertFalse(os.path.exists(self.path("written")))

    def test_answers_that_are_none(self):
        """A setup.py that writes what the stand-in should have written."""
        for answer in ('null', '[]', '{"extensions": [null, 7, {"name": 1, "sources": [null, 7]}], "notes": [null, {}],'
                       ' "cmake": [null, {"arguments": [[]]}], "packages": 3, "error": []}', '{"a":', ""):
            self.make(setup=f"import os, sys\nfd = os.open(sys.orig_argv[-1], os.O_WRONLY | os.O_CREAT)\n"
                            f"os.write(fd, {answer!r}.encode())\nos._exit(0)\n")
            result = self.run_project()
            self.assertIn(result.returncode, (0, 1, 3), (answer, result.stderr))

    def test_generators(self):
        self.make(setup="""import subprocess, sys
subprocess.run([sys.executable, "generate.py"], check=True)
""" + SETUP)
        self.write("generate.py", "open('csrc/more.cu', 'w').write('#include \"kernels.h\"\\n__global__ void more() {}\\n')\n")
        self.run_project(expected=0)
        self.assert_told("note", "generate.py", "--run-generators")
        self.assertNotIn("csrc/more.cu", self.units())
        self.run_project("--run-generators", expected=0)
        self.assertIn("csrc/more.cu", self.units())

    def test_nothing_there(self):
        os.makedirs(self.package, exist_ok=True)
        result = self.run_project(expected=1)
        self.assertIn("no unit and no Python package", result.stderr)
        self.assertEqual(self.run_project("--units", "nonsense").returncode, 64)

    def test_nothing_can_be_read(self):
        """Why the only unit has no graph is told, not what the step says last."""
        self.make(setup=SETUP.replace('"csrc/*.c*"', '"csrc/api.cpp"'))
        self.write("csrc/api.cpp", "#include <not_there.h>\n" + API)
        self.run_project("--extra-arg=-Wfatal-errors", "--extra-arg=-std=c++77")
        self.assert_told("lacks", "run failed", "api.cpp")

    def test_missing_headers(self):
        self.make()
        self.write("csrc/api.cpp", "#include <glm/glm.hpp>\n" + API)
        self.run_project(expected=3)
        self.assertEqual(self.total("units complete"), (1, 2))
        self.assert_told("lacks", "'glm/glm.hpp'", "--include DIR")
        self.assertFalse(any("submodule" in line for line in self.named("lacks")))
        self.write(".gitmodules", '[submodule "third_party/glm"]\n\tpath = third_party/glm\n\turl = https://x/glm\n'
                                  '[submodule "there"]\n\tpath = there\n[submodule "bad"]\n\tpath = ../..\n')
        self.write("there/file", "")
        self.run_project(expected=3)
        self.assert_told("lacks", "'third_party/glm', a git submodule", "git submodule update --init")
        self.assertEqual(sum("submodule" in line for line in self.named("lacks")), 1)
        self.write("../extra/glm/glm.hpp", "")
        self.run_project("--include", self.path("extra"), expected=0)
        self.assertEqual(self.total("units complete"), (2, 2))

    def test_missing_torch_and_cuda(self):
        self.make()
        empty = self.path("empty")
        os.mkdir(empty)
        self.run_project("--torch", empty, "--cuda-path", self.path("cuda"), expected=3)
        self.assert_told("lacks", "--torch")

    def test_progress_without_a_terminal(self):
        self.make()
        result = self.run_project(expected=0)
        for step in ("run: 3 of 3", "python: ", "merge: "):
            self.assertIn(step, result.stderr)


if __name__ == "__main__":
    ARGUMENTS = argparse.ArgumentParser()
    ARGUMENTS.add_argument("--build", required=True)
    OPTIONS, REST = ARGUMENTS.parse_known_args()
    CALLCHAIN = os.path.join(os.path.realpath(OPTIONS.build), "bin", "callchain")
    unittest.main(argv=[sys.argv[0], *REST])
