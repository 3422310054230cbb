// Chains from a function to kernels as a flame view: a box is as wide as the number of kernel specializations behind it, the
// bytes of their code, or the time that was measured of them.

import { type Fact, Mark, type Program } from "./data";
import { ADDRESS, beginning, isPossible, leadsToKernel, ownCount, stepped, within } from "./chains";
import { h, replace } from "./dom";
import { count, duration } from "./measures";
import { own, shortened } from "./names";

const BOXES_MAX = 4000;
const DEPTH_MAX = 60;
const GUESSED = new Set(["virtual", "indirect"]); // lead to whatever has the signature or overrides

export const WIDTHS = {
    specializations: { link: "specializations", of: "the kernel specializations", show: (width: number) => `${count(width)} kernel ${width === 1 ? "specialization" : "specializations"}` },
    bytes: { link: "bytes of code", of: "the code of the kernel specializations", show: (width: number) => `${count(width)} bytes` },
    time: { link: "measured time", of: "the measured time of the kernel specializations", show: duration },
};
export type Width = keyof typeof WIDTHS;

// How wide some specializations of a kernel are, and of how many nothing is told.
export function widthOf(fact: Fact, set: Set<number>, width: Width): { width: number; untold: number } {
    if (width === "specializations") return { width: ownCount(fact, set), untold: 0 };
    let sum = 0;
    let untold = 0;
    for (const local of set) {
        if (!ownCount(fact, [local])) continue; // a closure in the kernel
        const told = fact[width]?.[local];
        if (told === null || told === undefined) untold++;
        else sum += told;
    }
    return { width: sum, untold };
}

export interface Box {
    number: number;
    width: number;
    possible: boolean;
    kind: string;
    children: Box[];
}

export class Flame {
    boxes = 0;
    cut = false;
    untold = 0; // specializations of kernels, as often as they are come to
    readonly ends = new Map<number, Set<number>>(); // kernels, and their specializations that chains lead to

    constructor(
        private readonly program: Program,
        private readonly every: boolean,
        private readonly width: Width = "specializations",
    ) {}

    async grow(number: number): Promise<Box> {
        const fact = await this.program.fact(number);
        await this.program.need([number]);
        return this.box(number, within(fact, beginning(fact)), "", false, new Set());
    }

    private async box(number: number, set: Set<number>, kind: string, possible: boolean, path: Set<number>): Promise<Box> {
        const box: Box = { number, width: 0, possible, kind, children: [] };
        this.boxes++;
        if (this.program.mark(number) & Mark.Kernel) {
            const kernel = await this.program.fact(number);
            const told = widthOf(kernel, set, this.width);
            const known = this.ends.get(number) ?? new Set();
            for (const local of set) if (ownCount(kernel, [local])) known.add(local);
            this.ends.set(number, known);
            box.width = told.width;
            this.untold += told.untold;
            return box;
        }
        if (path.size >= DEPTH_MAX || this.boxes >= BOXES_MAX) {
            this.cut = true;
            box.width = this.width === "specializations" ? 1 : 0;
            return box;
        }
        const fact = await this.program.fact(number);
        const below = new Set(path).add(number);
        await this.program.need(fact.callees.map((edge) => edge.to));
        for (const edge of fact.callees) {
            if (edge.kind === ADDRESS || (!this.every && GUESSED.has(edge.kind)) || below.has(edge.to) || !(this.program.mark(edge.to) & (Mark.LeadsToKernel | Mark.Kernel))) continue;
            const callee = await this.program.fact(edge.to);
            const next = stepped(edge, set, callee);
            if (!next.size || !leadsToKernel(callee, next)) continue;
            const child = await this.box(edge.to, next, edge.kind, isPossible(edge, set, callee), below);
            if (child.width) box.children.push(child);
        }
        box.width = box.children.reduce((sum, child) => sum + child.width, 0);
        return box;
    }
}

// One row a depth; children stand under their caller.
function rows(program: Program, box: Box, total: number, width: Width, rest: string, whole = 1): HTMLElement {
    const share = total ? (100 * box.width) / total : 100;
    const part = (whole * share) / 100; // of the whole picture: a small box has room for the name alone, not for its scope
    const name = program.name(box.number);
    const told = `${name}: ${WIDTHS[width].show(box.width)}${box.possible ? ", possible" : ""}`;
    const shown = part > 0.002 ? shortened(part > 0.25 ? name : own(name), 60) : "";
    const item = h("li", {},
        h("a", { href: `#/flame/${box.number}${rest}`, class: `box${box.possible ? " possible" : ""}${box.children.length ? "" : " kernel"}`, title: told, ...(shown ? {} : { "aria-label": told }) }, shown));
    item.style.flexBasis = `${share}%`;
    item.style.setProperty("--hue", String(colour(name)));
    if (box.children.length) item.append(h("ul", { class: "flame" }, ...box.children.map((child) => rows(program, child, box.width, width, rest, part))));
    return item;
}

function colour(name: string): number {
    let sum = 0;
    for (let i = 0; i < name.length; i++) sum = (sum * 31 + name.charCodeAt(i)) % 360;
    return sum;
}

export async function flamePage(program: Program, main: HTMLElement, number: number, rest: string): Promise<void> {
    if (!(number >= 0 && number < program.overview.function_count)) throw new Error("there is no such function");
    await program.need([number]);
    replace(main, h("h1", {}, "Flame view"), h("p", { role: "status" }, "following the chains …"));
    const words = rest.split("/");
    const asked = words.includes("every") ? true : words.includes("direct") ? false : undefined;
    const { code, trace } = program.overview;
    const widths = (["specializations", ...(code ? ["bytes"] : []), ...(trace ? ["time"] : [])] as Width[]);
    const width = widths.find((of) => words.includes(of)) ?? "specializations";
    const address = (of: Width, all: boolean | undefined): string => `#/flame/${[number, ...(of === "specializations" ? [] : [of]), ...(all === undefined ? [] : [all ? "every" : "direct"])].join("/")}`;
    // Unless told, all calls, as far as they can be shown.
    let flame = new Flame(program, asked ?? true, width);
    let root = await flame.grow(number);
    const crowded = asked === undefined && flame.cut;
    if (crowded) {
        flame = new Flame(program, false, width);
        root = await flame.grow(number);
    }
    const every = asked ?? !crowded;
    const below = address(width, asked).slice(`#/flame/${number}`.length);
    const told = WIDTHS[width];
    replace(
        main,
        h("h1", {}, "Flame view: ", h("a", { href: `#/function/${number}`, title: program.name(number) }, shortened(program.name(number), 120))),
        h("p", {}, `From the function at the top down to kernels. A box is as wide as ${told.of} that chains through it lead to (${told.show(root.width)} in all). Recursion is left out.`),
        width === "specializations" && root.width ? h("p", { class: "note" }, `What several chains lead to stands below each of them: different kernel specializations are ${count([...flame.ends.values()].reduce((sum, set) => sum + set.size, 0))}, of ${count(flame.ends.size)} ${flame.ends.size === 1 ? "kernel" : "kernels"}. A box with a dashed border is only possible.`) : null,
        width === "specializations" ? null : h("p", { class: "note" }, "What several chains lead to stands below each of them, every time whole: neither code nor a trace tells which chain it is due to."),
        widths.length > 1
            ? h("p", { class: "links" }, "As wide as: ", ...widths.flatMap((of, place) => [place ? " · " : "", of === width ? h("strong", {}, WIDTHS[of].link) : h("a", { href: address(of, asked) }, WIDTHS[of].link)]))
            : null,
        h("p", { class: "links" }, h("a", { href: address(width, !every) }, every ? "without virtual calls and calls through pointers" : "virtual calls and calls through pointers, too")),
        crowded ? h("p", { class: "note" }, `With virtual calls and calls through pointers there would be more than ${count(BOXES_MAX)} boxes: these calls are left out.`) : null,
        flame.cut ? h("p", { class: "warning", role: "alert" }, `Cut after ${BOXES_MAX} boxes: what stands behind the last ones ${width === "specializations" ? "counts as 1" : "is left out"}. Begin further down.`) : null,
        flame.untold ? h("p", { class: "warning" }, `Left out, as nothing is told of them: ${count(flame.untold)} times a specialization at the end of a chain.`) : null,
        root.width ? h("ul", { class: "flame root", "aria-label": "flame view" }, rows(program, root, root.width, width, below))
            : h("p", { class: "note" }, width !== "specializations" && flame.untold ? `Nothing is told of ${told.link} of the kernels from here.` : every ? "No kernel from here." : "No kernel from here without virtual calls and calls through pointers."),
    );
}
