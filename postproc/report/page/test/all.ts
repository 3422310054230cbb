import assert from "node:assert/strict";
import { test } from "node:test";

import { type Callee, type Fact, pieceOf } from "../src/data";
import { describe, differences } from "../src/changes";
import { beginning, isPossible, leadsToKernel, ownCount, stepped, steppedBack, within } from "../src/chains";
import { widthOf } from "../src/flame";
import { tokens } from "../src/highlight";
import { duration } from "../src/measures";
import { cut, told } from "../src/dom";
import { own, shortened } from "../src/names";
import { NameIndex } from "../src/search";
import { type Cell, compareCells, matches, pivot } from "../src/table";

const fact = (own: number[], more: Partial<Fact> = {}): Fact => ({ id: "", language: "C++", flags: "", place: "", specializations: own.length, own, callees: [], callers: [], ...more });

test("a step goes on from the specializations that the edge begins at", () => {
    // template <int N> void f() { if (N) g<N>(); }: f<0>, f<1>; g<1>, which leads to a kernel
    const f = fact([1, 1]);
    const g = fact([3, 1]);
    const edge: Callee = { to: 1, kind: "call", pairs: [1, 0] };
    assert.deepEqual([...stepped(edge, new Set([0]), g)], []);
    assert.deepEqual([...stepped(edge, new Set([0, 1]), g)], [0]);
    assert.deepEqual([...steppedBack(edge, new Set([0]), f)], [1]);
    assert.deepEqual([...steppedBack(edge, new Set([1]), f)], []);
    assert.equal(leadsToKernel(g, new Set([0])), true);
    assert.equal(leadsToKernel(g, new Set([1])), false);
});

test("an edge without pairs leads from each to each, but not from nowhere", () => {
    const edge: Callee = { to: 1, kind: "call" };
    assert.deepEqual([...stepped(edge, new Set([0]), fact([1, 1]))], [0, 1]);
    assert.deepEqual([...stepped(edge, new Set(), fact([1, 1]))], []);
});

test("chains begin at the function itself and pass through closures that are folded into it", () => {
    const of = fact([1, 0, 0], { pairs: [0, 1, 1, 2] });
    assert.deepEqual([...beginning(of)], [0]);
    assert.deepEqual([...within(of, beginning(of))].sort(), [0, 1, 2]);
});

test("a caller is found through the closures that are folded into it", () => {
    // void f() { [&] { [&] { g(); }(); }(); }: f, its closures 1 and 2; g is called in the inner one
    const f = fact([1, 0, 0, 1], { pairs: [0, 1, 1, 2] });
    const edge: Callee = { to: 1, kind: "call", pairs: [2, 0] };
    const callers = steppedBack(edge, new Set([0]), f);
    assert.deepEqual([...callers].sort(), [0, 1, 2]);
    assert.equal(ownCount(f, callers), 1);
    assert.deepEqual([...steppedBack({ to: 0, kind: "call", pairs: [5, 0] }, callers, fact([1, 1, 1, 1, 1, 1]))], [5]);
});

test("what is certain for one specialization is not for another", () => {
    // f<0> calls g<0>; f<1> may call g<0> and g<1>
    const edge: Callee = { to: 1, kind: "call", pairs: [0, 0, 1, 0, 1, 1], guesses: [1, 0, 1, 1] };
    const g = fact([7, 3]);
    assert.deepEqual([...stepped(edge, new Set([0, 1]), g)].sort(), [0, 1]);
    assert.deepEqual([...stepped(edge, new Set([0, 1]), g, true)], [0]);
    assert.deepEqual([...stepped(edge, new Set([1]), g, true)], []);
    assert.deepEqual([isPossible(edge, new Set([0]), g), isPossible(edge, new Set([1]), g)], [false, true]);
    assert.deepEqual([...steppedBack(edge, new Set([0]), fact([1, 1]), true)], [0]);
    assert.equal(leadsToKernel(g, new Set([1]), true), false);
    assert.equal(leadsToKernel(g, new Set([0]), true), true);
    // every pair is one: of two of them it is not known for certain
    const all: Callee = { to: 1, kind: "call", guesses: [1, 0, 1, 1] };
    assert.deepEqual([...stepped(all, new Set([0]), g, true)].sort(), [0, 1]);
    assert.deepEqual([...stepped(all, new Set([1]), g, true)], []);
    assert.deepEqual([...stepped({ to: 1, kind: "call", guesses: null }, new Set([0]), g, true)], []);
    assert.deepEqual([...stepped({ to: 1, kind: "call", possible: true }, new Set([0]), g, true)], []);
    // a closure that only may be called
    const folded = fact([1, 0], { pairs: [0, 1], guesses: [0, 1] });
    assert.deepEqual([...within(folded, new Set([0]))], [0, 1]);
    assert.deepEqual([...within(folded, new Set([0]), true)], [0]);
});

test("the piece of a function", () => {
    assert.deepEqual([0, 4, 5, 9, 10, 99].map((number) => pieceOf([0, 5, 10], number)), [0, 0, 1, 1, 2, 2]);
});

test("names are cut inside of template arguments", () => {
    const name = "ns::kernel<Traits<64, 128, cutlass::half_t, Layout<int, long>>, true, false>";
    assert.equal(shortened(name, 200), name);
    assert.equal(shortened(name, 70), "ns::kernel<Traits<64, 128, cutlass::half_t, Layout<…>>, true, false>");
    assert.equal(shortened(name, 50), "ns::kernel<Traits<…>, true, false>");
    assert.equal(shortened(name, 20), "ns::kernel<…>");
    assert.ok(shortened("x".repeat(300), 40).length <= 40);
    assert.equal(shortened("bool ns::operator<<long>(A const&, B const&) and more of it", 200), "bool ns::operator<<long>(A const&, B const&) and more of it");
});

test("what turns a line around, or is seen by nobody, is told", () => {
    assert.equal(told("a\u202eb\u0000\u001b[1m\u200b\ufeff\u2028"), "a\\u202eb\\u0000\\u001b[1m\\u200b\\ufeff\\u2028");
    assert.equal(told("a\nb\tc é 語 😀 \ud83d|\ude00"), "a\nb\tc é 語 😀 \\ud83d|\\ude00");
    assert.equal(cut("abcdef", 4), "abcd… (2 letters more)");
    assert.equal(cut("abcd", 4), "abcd");
});

test("a name of a million letters is cut in no time", () => {
    const begun = performance.now();
    assert.ok(shortened("f<".repeat(250000) + "x" + ">".repeat(250000), 100).length <= 100);
    assert.ok(shortened("a<b>::".repeat(150000), 100).length <= 100);
    own("f<".repeat(250000));
    assert.ok(performance.now() - begun < 5000);
});

test("a name without its scope", () => {
    assert.deepEqual(["ns::f<a::b>", "package.module.f", "main", "A::operator()(b::c) const", "a.f.<locals>.g", "x::"].map(own), ["f<a::b>", "f", "main", "operator()(b::c) const", "g", "x::"]);
});

test("search: every word, the name itself before its scope, short before long", () => {
    const names = ["a::launch", "launch::helper", "a::launch_all", "a::b::c", "relaunch"];
    const index = new NameIndex(names.length, (number) => names[number] as string);
    assert.deepEqual(index.find("launch", 10).found.map(({ number }) => names[number]), ["a::launch", "a::launch_all", "launch::helper", "relaunch"]);
    assert.deepEqual(index.find("B c", 10).found.map(({ number }) => names[number]), ["a::b::c"]);
    assert.equal(index.find("launch", 1).total, 4);
    assert.equal(index.find("   ", 5).total, 0);
    const many = Array.from({ length: 5000 }, (_, at) => `${"x".repeat((at * 7919) % 97)}::name`);
    const found = new NameIndex(many.length, (number) => many[number] as string).find("name", 10);
    const sorted = many.map((name, number) => ({ number, length: name.length })).sort((a, b) => a.length - b.length || a.number - b.number);
    assert.equal(found.total, 5000);
    assert.deepEqual(found.found.map(({ number }) => number), sorted.slice(0, 10).map(({ number }) => number));
});

test("filters: numbers by size, texts by letters", () => {
    assert.equal(matches(">=128", 128), true);
    assert.equal(matches("<128", 128), false);
    assert.equal(matches("!=true", true), false);
    assert.equal(matches("HALF", "cutlass::half_t"), true);
    assert.equal(matches("seqlen", { expression: "params.seqlen_q, 1, 1", depends_on: [] }), true);
    assert.equal(matches("why", { unknown: "why not" }), true);
    assert.equal(matches("", null), true);
});

test("numbers before texts", () => {
    const cells: Cell[] = ["b", 10, 9, "a", null];
    assert.deepEqual(cells.sort(compareCells), [9, 10, null, "a", "b"]);
});

test("a pivot has a line for each combination and tells what varies there", () => {
    const columns = ["dim", "causal", "shared"].map((name) => ({ name }));
    const rows: Cell[][] = [[64, true, 100], [64, false, 100], [128, true, 200], [128, true, 300]];
    const made = pivot(columns, rows, [0]);
    assert.deepEqual(made.columns.map((column) => column.name), ["dim", "rows", "causal", "shared"]);
    assert.deepEqual(made.rows, [[64, 2, "true | false", 100], [128, 2, true, "200 … 300"]]);
});

test("tokens keep every letter", () => {
    const cxx = 'int a = 3; /* "x" */ auto s = "a\\"b"; // end\nif (a < 0x10) return \'c\';';
    assert.equal(tokens(cxx, "cxx").map((token) => token.text).join(""), cxx);
    assert.deepEqual(tokens(cxx, "cxx").filter((token) => token.kind === "string").map((token) => token.text), ['"a\\"b"', "'c'"]);
    const python = 'def f(x):\n    """a\n    b"""\n    return x + 1  # done\n';
    assert.equal(tokens(python, "python").map((token) => token.text).join(""), python);
    assert.deepEqual(tokens(python, "python").filter((token) => token.kind === "word").map((token) => token.text), ["def", "return"]);
});

test("changes are told by name, with what differs", () => {
    const place = { file: "a.cu", line: 3, column: 1 };
    assert.deepEqual(describe({ function: { name: "f", id: "_Z1f" }, flags: "kernel", place, signature: "" }), ["f", "kernel", "a.cu:3"]);
    assert.deepEqual(describe({ caller: { name: "f" }, callee: { name: "g" }, kind: "call", certain: false, site: place }), ["f → g", "call, possible", "a.cu:3"]);
    const launch = { grid: "n", grid_value: "", block: "b", block_value: "64, 1, 1", shared_memory: "", shared_memory_value: "", site: place };
    assert.deepEqual(describe({ caller: { name: "f" }, kernel: { name: "k" }, old: [launch], new: [{ ...launch, block_value: "128, 1, 1" }] }),
        ["f → k", "grid n; block 64, 1, 1 → grid n; block 128, 1, 1", "a.cu:3"]);
    assert.deepEqual(describe([{ name: "a" }, { name: "b" }]), ["a → b", "", ""]);
    assert.equal(differences({ signature: "int", place }, { signature: "", place: { ...place, line: 4 } }), "signature: int → nothing; place: a.cu:3 → a.cu:4");
});

test("a flame view's widths: of what nothing is told is counted, not guessed", () => {
    const kernel = fact([3, 3, 3], { bytes: [100, null, 20], time: [1.5, 0, null] });
    assert.deepEqual(widthOf(kernel, new Set([0, 1]), "bytes"), { width: 100, untold: 1 });
    assert.deepEqual(widthOf(kernel, new Set([0, 1]), "time"), { width: 1.5, untold: 0 });
    assert.deepEqual(widthOf(fact([3]), new Set([0]), "time"), { width: 0, untold: 1 });
    assert.deepEqual(widthOf(kernel, new Set([0, 1, 2]), "specializations"), { width: 3, untold: 0 });
    const closure = fact([3, 2], { bytes: [100, null] }); // a closure in the kernel is no specialization of it
    assert.deepEqual(widthOf(closure, new Set([0, 1]), "specializations"), { width: 1, untold: 0 });
    assert.deepEqual(widthOf(closure, new Set([0, 1]), "bytes"), { width: 100, untold: 0 });
});

test("times have a unit", () => {
    assert.deepEqual([0.5, 12.345, 1234.5, 2.5e6, 3.6e9].map(duration), ["0.5 µs", "12.3 µs", "1.23 ms", "2.5 s", "3,600 s"]);
});
