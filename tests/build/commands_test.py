#!/usr/bin/env python3
"""`callchain translate`, and `callchain run` on command lines of other
compilers and on hostile databases, with a stand-in for clang: what clang is
given, what is said, exit codes; and that no shell ever sees a name.

    commands_test.py CALLCHAIN
"""
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
CALLCHAIN = None


class CommandsTest(unittest.TestCase):
    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="callchain-commands-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.clang = os.path.join(self.folder, "clang-22")
        shutil.copy(os.path.join(HERE, "fake_clang"), self.clang)
        self.plugin = self.write("callchain-clang-22.so", "plugin")
        self.log = os.path.join(self.folder, "log")
        self.environment = {name: value for name, value in os.environ.items()
                            if name not in ("CUDA_HOME", "CUDA_PATH", "NVCC_APPEND_FLAGS", "NVCC_PREPEND_FLAGS")}
        self.environment["FAKE_CLANG_LOG"] = self.log
        self.write("header.h", "int h;")

    def write(self, name, text=""):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", errors="surrogateescape") as stream:
            stream.write(text)
        os.utime(path, (time.time() - 100,) * 2)  # an input as young as the run is not trusted
        return path

    def call(self, *arguments, **more):
        done = subprocess.run([CALLCHAIN, *arguments], capture_output=True, text=True, timeout=100, cwd=self.folder,
                              errors="surrogateescape", env={**self.environment, **more}, check=False)
        return done.returncode, done.stdout, done.stderr

    def translate(self, *words, **more):
        code, output, errors = self.call("translate", "--clang", self.clang, *words, **more)
        return code, [shlex.split(line)[1:] for line in output.splitlines()], errors

    def database(self, *entries):
        for entry in entries:
            entry.setdefault("directory", self.folder)
        self.write("compile_commands.json", json.dumps(entries))

    def run_it(self, *arguments):
        code, output, errors = self.call("run", "--clang", self.clang, "--plugin", self.plugin, *arguments)
        self.assertEqual(output, "")
        return code, errors

    def ran(self):
        with open(self.log, encoding="utf-8") as stream:
            return sorted(stream.read().splitlines())

    # callchain translate

    def test_one_line_for_each_pass(self):
        self.write("cuda/bin/nvcc")
        self.write("cuda/include/cuda_runtime.h")
        code, lines, errors = self.translate(
            "--", "cuda/bin/nvcc", "-gencode", "arch=compute_80,code=sm_80", "-gencode",
            "arch=compute_90,code=[sm_90,compute_90]", "-Xcompiler", "-fPIC", "-DX=\"a b\"", "-c", "a.cu", "-o", "a.o")
        shared = ["--driver-mode=g++", f"--cuda-path={self.folder}/cuda", "--no-cuda-version-check", "-fPIC",
                  "-DX=\"a b\"", "a.cu"]
        self.assertEqual((code, errors), (0, ""))
        macros = [sum(word.startswith("-D") and word != "-DX=\"a b\"" for word in line) for line in lines]
        self.assertTrue(macros[0] > 1 and macros[1] == macros[2] == macros[0] + 1, macros)  # build.nvcc_test has them
        lines = [[word for word in line if not word.startswith("-D") or word in shared] for line in lines]
        self.assertEqual(lines, [
            shared + ["--cuda-host-only", "--cuda-gpu-arch=sm_80", "--cuda-gpu-arch=sm_90", "-fsyntax-only"],
            shared + ["--cuda-device-only", "--cuda-gpu-arch=sm_80", "-fsyntax-only"],
            shared + ["--cuda-device-only", "--cuda-gpu-arch=sm_90", "-fsyntax-only"]])

    def test_as_text_and_as_json(self):
        self.write("sub/a.rsp", "-DB='c d' -fPIC")
        code, lines, errors = self.translate("cd sub && ccache g++ @a.rsp -O2 -c a.cpp -o a.o && strip a.o")
        self.assertEqual((code, errors), (0, ""))
        self.assertEqual(lines, [["--driver-mode=g++", "-DB=c d", "-fPIC", "-O2", "a.cpp", "-fsyntax-only"]])
        code, output, errors = self.call("translate", "--clang", self.clang, "--json", "--", "gcc", "a.c", "b.c")
        self.assertEqual((code, errors), (0, ""))
        self.assertEqual(json.loads(output), [
            {"directory": self.folder, "file": f"{self.folder}/{name}", "pass": "host",
             "arguments": [self.clang, name, "-fsyntax-only"]} for name in ("a.c", "b.c")])

    def test_names_that_a_shell_would_mind(self):
        name = "a b'\"$(touch gone)`touch gone`;touch gone\\\n.c"
        code, output, errors = self.call("translate", "--clang", self.clang, "--", "gcc", "-c", name)
        self.assertEqual((code, errors), (0, ""))
        self.assertEqual(shlex.split(output)[1:], [name, "-fsyntax-only"])
        self.assertFalse(os.path.exists(os.path.join(self.folder, "gone")))

    def test_headers_that_gcc_brings_along(self):
        self.write("gcc/12/include/omp.h")
        headers = f"-idirafter{self.folder}/gcc/12/include"
        for compiler, is_given in (("gcc", True), ("ccache x86_64-linux-gnu-g++-12", os.uname().machine == "x86_64"),
                                   ("clang", False), ("arm-none-eabi-gcc", False)):
            code, lines, errors = self.translate("--", *compiler.split(), "-fopenmp", "--", "a.c",
                                                 FAKE_GCC=f"{self.folder}/gcc/12")
            self.assertEqual((code, errors, headers in lines[0]), (0, "", is_given), compiler)
            if is_given:
                self.assertLess(lines[0].index(headers), lines[0].index("--"))
        code, lines, errors = self.translate("--", "gcc", "a.c", FAKE_GCC="/nonexistent")
        self.assertEqual((code, lines), (0, [["a.c", "-fsyntax-only"]]))

    def test_what_is_left_out_is_named_once(self):
        code, lines, errors = self.translate("--", "g++", "-frefused=3", "-frefused=3", "-mrefused", "-fkept", "a.cpp")
        self.assertEqual((code, lines), (0, [["--driver-mode=g++", "-fkept", "a.cpp", "-fsyntax-only"]]))
        self.assertEqual(errors, "left out, since clang has nothing like it: -frefused=3\n"
                                 "left out, since clang has nothing like it: -mrefused\n")
        code, lines, errors = self.translate("--", "nvcc", "--no-such=1", "a.cu")
        self.assertEqual(code, 0)
        self.assertIn("left out, since clang has nothing like it: --no-such=1\n", errors)
        self.assertIn("note: no CUDA toolkit found: name one with --cuda-path", errors)

    def test_wrong_use(self):
        for words, code, text in ((["--"], 64, "no command given"), (["--", "gcc"], 1, "names no source"),
                                  (["--", "cl", "a.c"], 1, "options of cl are not read"),
                                  (["gcc 'a.c"], 1, "a quote is never closed"),
                                  (["--arch", "x", "--", "nvcc", "a.cu"], 64, "'x' is no architecture"),
                                  (["--host-only", "--device-only", "--", "nvcc", "a.cu"], 64, "nothing to do"),
                                  (["--", "gcc", "@gone", "a.c"], 1, "cannot read '"),
                                  (["--no-such", "--", "gcc", "a.c"], 64, "unknown option")):
            result = self.translate(*words)
            self.assertEqual((result[0], result[1]), (code, []), words)
            self.assertIn(text, result[2])
            self.assertEqual(result[2].count("\n"), 1)
        self.assertEqual(self.call("translate", "--clang", "/nonexistent", "--", "gcc", "a.c")[0], 1)

    # callchain run

    def test_what_a_build_may_hold(self):
        self.write("sub/c.c")
        self.write("a.cu")
        self.write("b.c")
        self.write("b.rsp", "-DR b.c")
        self.database({"file": "a.cu", "command": "env X=y ccache nvcc -gencode arch=compute_80,code=sm_80 -c a.cu"},
                      {"file": "b.c", "arguments": ["distcc", "gcc-12", "-frefused", "@b.rsp"]},
                      {"file": "b.c", "arguments": ["gcc", "-DOTHER", "b.c", "-o", "1.o"]},
                      {"file": "b.c", "arguments": ["gcc", "-DOTHER", "b.c", "-o", "2.o"]},
                      {"file": "sub/c.c", "command": "cd sub && gcc -c c.c"},
                      {"file": "d.S", "arguments": ["gcc", "-c", "d.S"]})
        code, text = self.run_it()
        self.assertEqual(code, 0, text)
        self.assertEqual(self.ran(), ["a.cu host", "a.cu sm_80", "b.c host", "b.c host", "c.c host"])
        self.assertEqual(text.count("-frefused"), 1)
        self.assertEqual(text.count("no CUDA toolkit found"), 1)

    def test_architectures_that_the_user_chooses(self):
        self.write("a.cu")
        self.database({"file": "a.cu", "command": "nvcc -arch=all-major -c a.cu"})
        code, text = self.run_it("--arch", "80,90a", "--arch", "8.6")
        self.assertEqual(code, 0, text)
        self.assertEqual(self.ran(), ["a.cu host", "a.cu sm_80", "a.cu sm_86", "a.cu sm_90a"])
        os.remove(self.log)
        self.assertEqual(self.run_it("--arch", "80", "--device-only")[0], 0)
        self.assertFalse(os.path.exists(self.log))  # up to date
        self.assertEqual(self.run_it("--arch", "eighty")[0], 64)

    def test_extra_arguments_have_their_place(self):
        self.write("a.c")
        self.database({"file": "a.c", "arguments": ["gcc", "-DOWN", "a.c"]})
        self.environment["FAKE_CLANG_WORDS"] = os.path.join(self.folder, "words")
        self.assertEqual(self.run_it("--extra-arg-before=-DA", "--extra-arg-before", "-DB", "--extra-arg=-DZ")[0], 0)
        with open(self.environment["FAKE_CLANG_WORDS"], encoding="utf-8") as stream:
            words = stream.read().split("\n")
        places = [words.index(word) for word in ("-DA", "-DB", "-DOWN", "a.c", "-DZ")]
        self.assertEqual(places, sorted(places))

    def test_units_that_cannot_be_translated_fail(self):
        self.write("a.c")
        self.database({"file": "a.c", "arguments": ["gcc", "a.c"]},
                      {"file": "b.c", "arguments": ["gcc", "@gone.rsp", "b.c"]},
                      {"file": "c.c", "arguments": ["cl.exe", "/c", "c.c"]},
                      {"file": "d.c", "directory": "/no\nwhere", "arguments": ["gcc", "d.c"]})
        code, text = self.run_it("--root", self.folder)
        self.assertEqual(code, 3, text)
        self.assertIn(f"failed: b.c (unit): cannot read '{self.folder}/gone.rsp': no such file", text)
        self.assertIn("failed: c.c (unit): options of cl are not read\n", text)
        self.assertIn("failed: /no\\nwhere/d.c (host): its folder '/no\\nwhere' does not exist\n", text)
        self.assertIn("4 passes: 1 complete, 0 with errors, 3 failed", text)

    def test_hostile_databases(self):
        self.write("a.c")
        for text in ("", "[", "{}", "[[]]", "[" * 100000, '[{"file": 1}]', "[{}]", "\0", "\xff\xfe", "nonsense",
                     '[{"directory": "/", "file": "a\\u0000.c", "command": "gcc"}]',
                     '[{"directory": "/", "file": "a.c", "arguments": ["gcc", {}]}]',
                     '[{"directory": "/", "file": "a.c", "command": "gcc \\""}]'):
            self.write("compile_commands.json", text)
            code, errors = self.run_it()
            self.assertEqual((code, errors.count("\n")), (1, 1), text[:40])
            self.assertIn("cannot read '", errors)
        name = "\udcff\udcfe 'x'\n$(touch gone).c"
        self.write(name)
        with open(os.path.join(self.folder, "compile_commands.json"), "wb") as stream:
            stream.write(b'[{"directory": "%s", "file": "%s", "arguments": ["gcc", "%s"]}]'
                         % ((self.folder.encode(),) + (os.fsencode(name).replace(b"\n", b"\\n"),) * 2))
        code, errors = self.run_it("--progress", "always")
        self.assertEqual(code, 0, errors)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "gone")))

    def test_a_hundred_thousand_entries_that_differ(self):
        """All of them the same unit, half of them twice, each with an option of its own."""
        self.write("compile_commands.json", json.dumps(
            [{"directory": "/d", "file": "u.c", "arguments": ["gcc", f"-frefused{i // 2}", "u.c", f"-o{i}"]}
             for i in range(100000)]))
        code, text = self.run_it("none*")
        self.assertEqual(code, 1)
        self.assertIn("no unit matches", text)
        self.assertLess(text.count("\n"), 60)


if __name__ == "__main__":
    CALLCHAIN = sys.argv.pop(1)
    unittest.main(verbosity=1)
