#!/usr/bin/env python3
"""`callchain cost` on binaries made here of chosen numbers (cubins.py), on what ptxas and cuobjdump print, and on what
is none of these; and what `callchain fit` makes of it.

Usage: cost_test.py CALLCHAIN CLANG PLUGIN
"""
import csv
import io
import os
import subprocess
import sys
import tempfile
import unittest

import cubins

HERE = os.path.dirname(os.path.abspath(__file__))
CALLCHAIN, CLANG, PLUGIN = sys.argv[1:4]
WIDE = "_ZN2ns9templatedILi64ELb0EEEvNS_1PE"
NARROW = "_ZN2ns9templatedILi32ELb1EEEvNS_1PE"
SPACE = "36_GLOBAL__N__ff9a79ce_8_input_cu_c_kern"[:38]
HIDDEN = "_Z9of_hiddenIN%s6HiddenEEvT_Pf" % SPACE
FUNCTIONS = {WIDE: (640, 40, 8, 256, True), NARROW: (384, 255, 0, 128, True), "_Z15internal_kernelPf": (128, 8, 0, None, True),
             HIDDEN: (192, 9, 0, None, True), "_Zforeign": (64, 16, 0, None, True), "__helper": (32, 24, 0, None, False)}
PTXAS = """ptxas info    : 0 bytes gmem, 3 bytes cmem[3]
ptxas info    : Compiling entry function '%s' for 'sm_90a'
ptxas info    : Function properties for %s
    16 bytes stack frame, 24 bytes spill stores, 28 bytes spill loads
ptxas info    : Used 168 registers, used 1 barriers, 256 bytes smem, 368 bytes cmem[0]
ptxas info    : Function properties for __helper
    8 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
""" % (WIDE, WIDE)
CUOBJDUMP = """
Fatbin elf code:
================
arch = sm_90
code version = [1,7]

Resource usage:
 Common:
  GLOBAL:0
 Function %s:
  REG:40 STACK:8 SHARED:1280 LOCAL:0 CONSTANT[0]:368 TEXTURE:0 SURFACE:0 SAMPLER:0
""" % WIDE


class Cost(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.graphs = os.path.join(cls.folder.name, "graphs")
        include = os.path.join(os.path.dirname(HERE), "include")
        subprocess.run([CLANG, "-x", "cuda", "-std=c++17", "-nocudainc", "-nocudalib", "--cuda-gpu-arch=sm_80",
                        "--cuda-gpu-arch=sm_90", "-fsyntax-only", "-I", include, "-I", include + "/pybind11_stub",
                        "-fplugin=" + PLUGIN, "-fplugin-arg-callchain-out=" + cls.graphs,
                        "-fplugin-arg-callchain-root=" + HERE, os.path.join(HERE, "input.cu")], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def write(self, name, contents):
        path = os.path.join(self.folder.name, name)
        with open(path, "wb") as stream:
            stream.write(contents if isinstance(contents, bytes) else contents.encode())
        return path

    def ask(self, *arguments, status=0, command="cost"):
        done = subprocess.run([CALLCHAIN, command, self.graphs, *arguments], capture_output=True, text=True, check=False)
        self.assertEqual(status, done.returncode, done.stderr)
        self.told = done.stderr
        return done.stdout

    def rows(self, *arguments, command="cost"):
        return list(csv.DictReader(io.StringIO(self.ask(*arguments, "--format", "csv", command=command))))

    def sections(self, path):
        (row,) = self.rows("--binary", path, "--by", "section")
        row = {key: int(value) for key, value in row.items() if key not in ("file", "section")}
        self.assertEqual(row["size"], sum(row[key] for key in ("functions", "headers", "others", "ptx", "unread")))
        return row

    def test_cubin(self):
        for new in (False, True):
            path = self.write("k.cubin", cubins.cubin(80, FUNCTIONS, new))
            rows = {row["symbol"]: row for row in self.rows("--binary", path, "--all")}
            self.assertEqual(set(FUNCTIONS), set(rows))
            for name, (size, registers, stack, shared, _) in FUNCTIONS.items():
                row = rows[name]
                self.assertEqual(("sm_80", size + 16, 1, registers, stack, shared or 0),
                                 (row["architecture"], *(int(row[key]) for key in (
                                     "bytes", "copies", "registers", "stack", "static_shared_memory"))))
            self.assertEqual("ns::templated<64, false>", rows[WIDE]["function"])
            self.assertEqual("internal_kernel", rows["_Z15internal_kernelPf"]["function"])
            self.assertEqual("of_hidden<(anonymous namespace)::Hidden>", rows[HIDDEN]["function"])
            self.assertEqual(("", ""), (rows["_Zforeign"]["function"], rows["__helper"]["function"]))
            self.assertEqual(sum(one[0] + 16 for one in FUNCTIONS.values()), self.sections(path)["functions"])
        self.assertNotIn("_Zforeign", {row["symbol"] for row in self.rows("--binary", path)})

    def test_library(self):
        """As it is, and compressed by either way; two copies in one file; PTX; and code for two devices."""
        plain = cubins.cubin(80, FUNCTIONS)
        for pack in (None, cubins.lz4, cubins.zstandard):
            path = self.write("lib.so", cubins.library(
                cubins.fatbin(cubins.entry(2, 80, plain, pack), cubins.entry(1, 90, b".version 8.0" * 9)),
                b"\0" * 8, cubins.fatbin(cubins.entry(2, 80, plain, pack), cubins.entry(2, 90, cubins.cubin(90, {
                    WIDE: (100, 50, 0, 1280, True)}), pack))))
            rows = {(row["symbol"], row["architecture"]): row for row in self.rows("--binary", path)}
            self.assertEqual(("1312", "2"), (rows[WIDE, "sm_80"]["bytes"], rows[WIDE, "sm_80"]["copies"]))
            # Since 9.0 a cubin's shared memory has a kilobyte of the system's.
            self.assertEqual(("116", "256"), (rows[WIDE, "sm_90"]["bytes"], rows[WIDE, "sm_90"]["static_shared_memory"]))
            section = self.sections(path)
            self.assertEqual((3, 0, 0, 112), tuple(section[key] for key in ("cubins", "unreadable", "unread", "ptx")))
            if not pack:
                self.assertEqual(2 * sum(one[0] + 16 for one in FUNCTIONS.values()) + 116, section["functions"])

    def test_logs(self):
        rows = {row["symbol"]: row for row in self.rows("--ptxas", self.write("log", PTXAS), "--all")}
        row = rows[WIDE]
        self.assertEqual(("sm_90", "168", "16", "24", "28", "256", ""),
                         tuple(row[key] for key in ("architecture", "registers", "stack", "spill_stores", "spill_loads",
                                                    "static_shared_memory", "bytes")))
        self.assertEqual(("8", ""), (rows["__helper"]["stack"], rows["__helper"]["registers"]))
        (row,) = self.rows("--ptxas", self.write("usage", CUOBJDUMP))
        self.assertEqual(("40", "8", "256"), tuple(row[key] for key in ("registers", "stack", "static_shared_memory")))

    def test_totals(self):
        path = self.write("k.cubin", cubins.cubin(80, FUNCTIONS))
        kernels = {row["group"]: row for row in self.rows("--binary", path, "--by", "kernel")}
        self.assertEqual((str(640 + 384 + 32), "2", "255"), tuple(kernels["ns::templated"][key] for key in (
            "bytes", "specializations", "registers")))
        operators = {row["group"]: row for row in self.rows("--binary", path, "--by", "operator")}
        # Both operators launch the narrow one; the wide and the internal one only forward.
        self.assertEqual((640 + 384 + 128 + 48, 640 + 128 + 32),
                         tuple(int(operators["_C.forward"][key]) for key in ("bytes", "alone")))
        self.assertEqual((384 + 192 + 32, 192 + 16),
                         tuple(int(operators["_C.backward"][key]) for key in ("bytes", "alone")))
        widths = {row["group"]: row["bytes"] for row in self.rows("--binary", path, "--by", "Width")}
        self.assertEqual({"64": "656", "32": "400", "(none)": str(128 + 192 + 32)}, widths)
        (row,) = self.rows("--binary", path, "--without", "Width=64")
        self.assertEqual(WIDE, row["symbol"])
        self.assertIn("656 would go away", self.told)
        # With the kernel goes what leads to no other one, and what only that calls.
        rows = self.rows("--binary", path, "--without", "Width=128")
        self.assertEqual([("host", "")] * 2, [(row["architecture"], row["bytes"]) for row in rows])
        self.assertEqual({"launch_wide<128>", "rounded"}, {row["function"] for row in rows})
        self.assertIn("0 would go away, and 2 functions of the host", self.told)
        self.ask("--binary", path, "--by", "Height", status=64)
        self.assertEqual(1, len(self.told.splitlines()))

    def test_changes(self):
        before = self.write("before.cubin", cubins.cubin(80, FUNCTIONS))
        table = self.write("table.json", self.ask("--binary", before, "--all", "--json"))
        self.assertEqual([], self.rows("--binary", before, "--was", table))
        # A kernel that is larger, one that came, one that went; and of HIDDEN only nvcc's hash is another.
        changed = {HIDDEN.replace("ff9a79ce", "01234567"): FUNCTIONS[HIDDEN], "_Znew": FUNCTIONS["_Zforeign"],
                   **{name: facts for name, facts in FUNCTIONS.items() if name not in (HIDDEN, "_Zforeign")}}
        changed[WIDE] = (648, 42, 8, 256, True)
        now = self.write("now.cubin", cubins.cubin(80, changed))
        rows = {row["symbol"]: row for row in self.rows("--binary", now, "--was", table)}
        self.assertEqual({WIDE: "changed", "_Znew": "added", "_Zforeign": "removed"},
                         {symbol: row["change"] for symbol, row in rows.items()})
        self.assertEqual(("656", "664", "40", "42"), tuple(rows[WIDE][key] for key in (
            "old_bytes", "bytes", "old_registers", "registers")))
        for name, text in (("no JSON", "hello"), ("an object", "{}"), ("empty", "")):
            with self.subTest(case=name):
                self.ask("--binary", now, "--was", self.write("wrong", text), status=1)
                self.assertEqual(1, len(self.told.splitlines()), self.told)

    def test_fit(self):
        """Registers and static shared memory say how many blocks a multiprocessor holds."""
        path = self.write("k.cubin", cubins.cubin(80, {NARROW: (384, 255, 0, 128, True), WIDE: (640, 32, 0, 40960, True)}))
        rows = {row["kernel"]: row for row in self.rows("--device", "sm_80", "--binary", path, command="fit")
                if row["registers"]}
        # 255 registers: 8192 a warp, 2 warps in each of 4 partitions. 41 KiB with the reserved one: 4 of 164 KiB.
        self.assertEqual(("255", "8", "registers"), tuple(rows["ns::templated<32, true>"][key] for key in (
            "registers", "blocks", "limited_by")))
        self.assertEqual(("40960", "4", "shared memory"), tuple(rows["ns::templated<64, false>"][key] for key in (
            "static_shared_memory", "blocks", "limited_by")))

    def test_hostile(self):
        whole = cubins.cubin(80, FUNCTIONS)
        library = cubins.library(cubins.fatbin(cubins.entry(2, 80, whole)))
        for name, contents in (("empty", b""), ("text", b"hello"), ("cut", whole[:100]), ("half", whole[:len(whole) // 2]),
                               ("no table", whole[:40] + b"\xff" * 8 + whole[48:]), ("host", cubins.elf(62, 0, [])),
                               ("cut library", library[:200])):
            with self.subTest(case=name):
                self.ask("--binary", self.write("hostile", contents), status=1)
                self.assertRegex(self.told, r"\Acallchain cost: cannot read '[^\n]*hostile': [^\n]+\n\Z")
        for name in ("/nowhere", self.folder.name):
            for option in ("--binary", "--ptxas"):
                self.ask(option, name, status=1)
                self.assertEqual(1, len(self.told.splitlines()), self.told)
        self.ask("--ptxas", self.write("log", b"\0\xff\n" * 1000), status=1)
        # What of a section is damaged is told; the rest is read.
        good = cubins.entry(2, 80, whole)
        for name, damaged, cubin_count in (
                ("size", cubins.entry(2, 80, whole)[:8] + b"\xff" * 8 + cubins.entry(2, 80, whole)[16:], 1),
                ("unpacked size", cubins.entry(2, 80, whole, cubins.lz4)[:56] + b"\xff" * 8 +
                 cubins.entry(2, 80, whole, cubins.lz4)[64:], 2),
                ("packed", cubins.entry(2, 80, whole, lambda text: b"\xf0\xff" * (len(text) // 2)), 2),
                ("lz4", cubins.entry(2, 80, whole, cubins.lz4)[:64] + b"\x0f\xff\xff\xff\xff" +
                 cubins.entry(2, 80, whole, cubins.lz4)[69:], 2),
                ("no cubin", cubins.entry(2, 80, b"x" * 800), 2), ("other kind", cubins.entry(9, 80, whole), 1)):
            with self.subTest(case=name):
                path = self.write("damaged", cubins.library(cubins.fatbin(good, damaged)))
                section = self.sections(path)
                self.assertEqual(cubin_count, section["cubins"])
                self.assertGreater(section["unread"], 0)
                self.assertIn("bytes are not understood", self.told)
        for at in range(64, len(library), 97):  # nothing crashes, whatever byte is another
            self.ask_any(self.write("one", library[:at] + bytes([library[at] ^ 0xff]) + library[at + 1:]))

    def ask_any(self, path):
        done = subprocess.run([CALLCHAIN, "cost", self.graphs, "--binary", path], capture_output=True, check=False)
        self.assertIn(done.returncode, (0, 1), done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
