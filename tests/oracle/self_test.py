#!/usr/bin/env python3
"""Tests of the oracle itself, without the plugin: does it read IR rightly, and
does it find what is planted?"""

import argparse
import os
import subprocess
import sys
import tempfile
import unittest

from compare import Comparison
from facts import FLAGS, INITIALISERS, Graph, Ir
from reasons import Explainer
from witness import Witness, plain

OPTIONS = None

SOURCE = """
#include <string>
struct C2E { C2E(); ~C2E(); std::string text; };
struct A { virtual ~A(); virtual void run(); };
struct B { virtual void other(); };
struct D : A, virtual B { ~D() override; void other() override; };
C2E::C2E() {}
C2E::~C2E() {}
A::~A() {}
void A::run() {}
D::~D() {}
void B::other() {}
void D::other() { run(); }
static int plain_static(int a) { return a; }
void handler() {}
void thrower();
void guarded() {
    C2E object;
    try { thrower(); } catch (int) { handler(); }
}
C2E global;
int recursive(int n) { return n ? recursive(n - 1) : plain_static(n); }
constexpr int folded(int n) { return n + 1; }
inline int dead() { return 1; }
int user() {
    if (folded(-1))
        return dead();
    return plain_static(folded(2) > 2 ? 1 : 0);
}
"""

STUB = """
define void @_ZN2ns21__device_stub__kernelIiEEvT_(i32 %0) { ret void }
define void @__device_stub__plain() { call void @cudaLaunch() ret void }
define void @_ZN12_GLOBAL__N_121__device_stub__hiddenEPi(ptr %0) { ret void }
define void @_ZN4HeirCI24BaseIKcEEPT_(ptr %0) { ret void }
define void @launcher() {
  call void @_ZN12_GLOBAL__N_121__device_stub__hiddenEPi(ptr null)
  call void @_ZN4HeirCI24BaseIKcEEPT_(ptr null)
  call void @_ZN2ns21__device_stub__kernelIiEEvT_(i32 1)
  call void @__device_stub__plain()
  call void @alias()
  ret void
}
define internal void @_ZL4namev.12() { ret void }
define void @target() { call void @_ZL4namev.12() ret void }
@alias = alias void (), ptr @target
declare void @cudaLaunch()
"""


def ir_of(text, suffix, *flags):
    with tempfile.TemporaryDirectory() as folder:
        source, bitcode = os.path.join(folder, "input" + suffix), os.path.join(folder, "input.bc")
        with open(source, "w", encoding="utf-8") as stream:
            stream.write(text)
        subprocess.run([OPTIONS.clang, "-O0", "-Xclang", "-disable-llvm-passes", "-emit-llvm", "-c", "-w", *flags,
                        source, "-o", bitcode], check=True)
        return Ir(OPTIONS.ir_calls, bitcode)


def graph_of(functions, edges):
    """functions: [(identity, flags)], edges: [(caller, callee, kind, sites)] by index from 1."""
    lines = [f"F\t{i}\t{identity}\t{flags}\t-\t0\t0\t{identity}" for i, (identity, flags) in enumerate(functions, 1)]
    lines += ["\t".join(["E", str(a), str(b), kind, "certain", *sites]) for a, b, kind, sites in edges]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as stream:
        stream.write("".join(line + "\n" for line in lines))
        stream.flush()
        return Graph("cat", stream.name)


class ReadingIr(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ir = ir_of(SOURCE, ".cpp", "-std=c++17", "-gline-tables-only")

    def test_structors_are_one(self):
        self.assertIn("_ZN3C2EC1Ev", self.ir.defined)
        self.assertIn("_ZN1DD1Ev", self.ir.defined)
        for other in ("_ZN3C2EC2Ev", "_ZN3C1EC1Ev", "_ZN1DD0Ev", "_ZN1DD2Ev"):
            self.assertNotIn(other, self.ir.defined)
        self.assertEqual(self.ir.calls["_ZN1DD1Ev", "_ZN1AD1Ev"], "normal")

    def test_thunks_are_left_out(self):
        self.assertTrue(any("thunk" in reason for reason in self.ir.left_out))
        self.assertFalse(any(name.startswith("_ZT") for name in self.ir.defined))

    def test_unwinding_is_not_a_call_and_a_handler_is(self):
        self.assertEqual(self.ir.calls["_Z7guardedv", "_Z7handlerv"], "normal")
        self.assertEqual(self.ir.calls["_ZN3C2EC1Ev", "__clang_call_terminate"]
                         if ("_ZN3C2EC1Ev", "__clang_call_terminate") in self.ir.calls else "unwind", "unwind")
        self.assertEqual(self.ir.calls["_Z7guardedv", "_ZN3C2ED1Ev"], "normal")

    def test_initialisers_are_a_group(self):
        self.assertEqual(self.ir.calls[INITIALISERS, "_ZN3C2EC1Ev"], "normal")
        self.assertIn((INITIALISERS, "_ZN3C2ED1Ev"), self.ir.addresses)

    def test_recursion_stays(self):
        self.assertEqual(self.ir.calls["_Z9recursivei", "_Z9recursivei"], "normal")

    def test_lines(self):
        (spots,) = self.ir.spots["_Z4userv"].values()
        lines = {line for line, _ in spots}
        at = SOURCE.splitlines()
        self.assertIn(at.index("    return plain_static(folded(2) > 2 ? 1 : 0);") + 1, lines)
        self.assertNotIn(at.index("        return dead();") + 1, lines)

    def test_stubs_aliases_and_suffixes(self):
        ir = ir_of(STUB, ".ll")
        self.assertEqual(ir.calls["launcher", "_ZN2ns6kernelIiEEvT_"], "normal")
        self.assertEqual(ir.calls["launcher", "plain"], "normal")
        self.assertEqual(ir.calls["launcher", "_ZN12_GLOBAL__N_16hiddenEPi"], "normal")
        self.assertEqual(ir.calls["launcher", "_ZN4HeirCI14BaseIKcEEPT_"], "normal")
        self.assertNotIn(("plain", "cudaLaunch"), ir.calls)
        self.assertNotIn("plain", ir.defined)
        self.assertEqual(ir.calls["target", "_ZL4namev"], "normal")
        self.assertEqual(ir.aliases["alias"], "target")


class Finding(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ir = ir_of(SOURCE, ".cpp", "-std=c++17", "-gline-tables-only")

    def compare(self, functions, edges, witness=None):
        return Comparison(self.ir, graph_of(functions, edges), Explainer(witness))

    def test_everything_is_missing_from_an_empty_graph(self):
        view = self.compare([], [])
        self.assertEqual(len(view.missing), view.total)
        self.assertIn("_Z4userv", view.missing_functions)

    def test_an_invented_edge_has_no_reason(self):
        view = self.compare([("_Z4userv", 0), ("_Z7handlerv", 0), ("_Z12inventedcallv", 0)],
                            [(1, 2, "call", []), (1, 3, "call", [])])
        self.assertEqual(len(view.unexplained), 2)

    def test_an_identity_with_its_unit(self):
        view = self.compare([("_Z9recursivei", 0), ("_ZL12plain_statici@src/a.cpp", 0)], [(1, 2, "call", [])])
        self.assertNotIn(("_Z9recursivei", "_ZL12plain_statici"), view.missing)

    def test_folding_needs_constexpr_and_the_witness(self):
        class Confirming:
            def confirms(self, caller, callee):
                return (caller, callee) == ("_Z4userv", "_Z6foldedi")
        edges, names = [(1, 2, "call", [])], [("_Z4userv", 0), ("_Z6foldedi", FLAGS["constexpr"])]
        self.assertEqual(len(self.compare(names, edges).unexplained), 1)
        self.assertEqual(len(self.compare(names, edges, Confirming).unexplained), 0)
        names[1] = ("_Z6foldedi", 0)
        self.assertEqual(len(self.compare(names, edges, Confirming).unexplained), 1)
        names[1] = ("_Z4deadv", FLAGS["constexpr"])
        self.assertEqual(len(self.compare(names, edges, Confirming).unexplained), 1)

    def test_exit_registration(self):
        view = self.compare([("(initializer of global)", FLAGS["synthetic"]), ("_ZN3C2ED1Ev", 0)],
                            [(1, 2, "destroy", [])])
        self.assertEqual(list(view.reasons), ["registered to run at exit or with the exception object"])


class ReadingTheWitness(unittest.TestCase):
    def test_names(self):
        self.assertEqual(plain("a::b<c(int), d>::operator()<int>"), "a::b::operator~0")
        self.assertEqual(plain("a::operator const unsigned int *"), "a::operator")
        self.assertNotEqual(plain("a::operator<<"), plain("a::operator<"))

    def test_calls(self):
        with tempfile.NamedTemporaryFile("w", suffix=".cpp") as stream:
            stream.write("template <class T> struct S { T f(T t) { return g(t); } static T g(T t) { return t; } };"
                         "int main() { return S<int>().f([](int a) { return S<int>::g(a); }(3)); }")
            stream.flush()
            witness = Witness([OPTIONS.clang, "-fsyntax-only", stream.name])
        self.assertTrue(witness.confirms("S::f", "S::g"))
        self.assertTrue(witness.confirms("main", "S::f"))
        self.assertTrue(witness.confirms("main::(lambda)::operator()", "S::g"))
        self.assertFalse(witness.confirms("main", "S::g"))


if __name__ == "__main__":
    ARGUMENTS = argparse.ArgumentParser()
    ARGUMENTS.add_argument("--clang", required=True)
    ARGUMENTS.add_argument("--ir-calls", required=True)
    OPTIONS, REST = ARGUMENTS.parse_known_args()
    unittest.main(argv=[sys.argv[0], *REST])
