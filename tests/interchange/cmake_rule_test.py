#!/usr/bin/env python3
"""scripts/examples/CallchainGraphs.cmake: graph files are outputs of the build, made again when what they are of changes;
with a warm ccache, whose hits run no plugin, they are there all the same.

    cmake_rule_test.py CALLCHAIN CLANG
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

CALLCHAIN, CLANG = os.path.abspath(sys.argv[1]), shutil.which(sys.argv[2])
MODULES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "examples")
FILES = {
    "CMakeLists.txt": """cmake_minimum_required(VERSION 3.20)
project(small C CXX)
list(APPEND CMAKE_MODULE_PATH "${MODULES}")
include(CallchainGraphs)
add_library(part STATIC src/part.c src/part.h)
target_include_directories(part PUBLIC src "${CMAKE_BINARY_DIR}")
target_compile_definitions(part PUBLIC "WHAT=\\"a b\\"" MORE)
file(WRITE "${CMAKE_BINARY_DIR}/made.h.in" "int made(void);\\n")
add_custom_command(OUTPUT "${CMAKE_BINARY_DIR}/made.h" COMMAND ${CMAKE_COMMAND} -E copy made.h.in made.h
                   DEPENDS "${CMAKE_BINARY_DIR}/made.h.in")
target_sources(part PRIVATE "${CMAKE_BINARY_DIR}/made.h")
add_executable(app src/main.cpp)
set_target_properties(app PROPERTIES CXX_STANDARD 17)
target_link_libraries(app PRIVATE part)
callchain_graphs(part)
callchain_graphs(app OUTPUT ${CMAKE_BINARY_DIR}/app.ccg)
""",
    "src/part.h": "#ifdef __cplusplus\nextern \"C\"\n#endif\nint one(const char *);\n",
    "src/part.c": "#include \"part.h\"\n#include \"made.h\"\nint one(const char *t) { return *t; }\n"
                  "int made(void) { return one(WHAT); }\n",
    "src/main.cpp": "#include \"part.h\"\n#ifndef MORE\n#error no\n#endif\n"
                    "int main() { if constexpr (sizeof(WHAT) == 4) return one(WHAT); }\n",
}


@unittest.skipUnless(shutil.which("cmake") and shutil.which("ninja") and CLANG, "no cmake, ninja or clang")
class Rule(unittest.TestCase):
    def setUp(self):
        base = tempfile.mkdtemp(prefix="callchain-rule-")
        self.addCleanup(shutil.rmtree, base, ignore_errors=True)
        self.folder = os.path.join(base, "a folder")
        for name, text in FILES.items():
            os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
            with open(self.path(name), "w", encoding="utf-8") as stream:
                stream.write(text)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("CALLCHAIN", "CCACHE"))}
        self.environment["CCACHE_DIR"] = os.path.join(base, "cache")

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def run_it(self, *command):
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=self.folder,
                              env=self.environment)
        self.assertEqual(done.returncode, 0, (command, done.stdout, done.stderr))
        return done.stdout

    def configure(self, *options):
        self.run_it("cmake", "-S", ".", "-B", "build", "-G", "Ninja", f"-DMODULES={os.path.abspath(MODULES)}",
                    f"-DCALLCHAIN_PROGRAM={CALLCHAIN}", f"-DCALLCHAIN_CLANG={CLANG}", *options)

    def build(self):
        return re.findall(r"Graph of (\S+)", self.run_it("cmake", "--build", "build"))

    def edges(self):
        rows = self.run_it(CALLCHAIN, "edges", "build/app.ccg", "build/part.ccg").splitlines()[1:]
        return [row.split("\t")[:2] for row in rows]

    def test_graphs_are_outputs(self):
        self.configure()
        self.assertEqual(sorted(self.build()), ["app", "part", "src/main.cpp", "src/part.c"])
        self.assertEqual(self.edges(), [["made", "one"], ["main", "one"]])
        self.assertEqual(self.build(), [])
        with open(self.path("src/part.c"), "a", encoding="utf-8") as stream:
            stream.write("int more(void) { return made(); }\n")
        self.assertEqual(sorted(self.build()), ["part", "src/part.c"])
        self.assertEqual(self.edges(), [["made", "one"], ["main", "one"], ["more", "made"]])
        os.utime(self.path("src/part.h"))
        self.assertEqual(sorted(self.build()), ["app", "part", "src/main.cpp", "src/part.c"])

    @unittest.skipUnless(shutil.which("ccache"), "no ccache")
    def test_warm_ccache(self):
        options = ["-DCMAKE_C_COMPILER_LAUNCHER=ccache", "-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"]
        self.configure(*options)
        self.build()
        edges = self.edges()
        shutil.rmtree(self.path("build"))
        self.run_it("ccache", "--zero-stats")
        self.configure(*options)
        self.build()
        self.assertEqual(self.edges(), edges)
        statistics = dict(line.split("\t") for line in self.run_it("ccache", "--print-stats").splitlines())
        hits = int(statistics["direct_cache_hit"]) + int(statistics["preprocessed_cache_hit"])
        self.assertEqual((hits, int(statistics["cache_miss"])), (2, 0))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
