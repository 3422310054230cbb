// Chains from a function to kernels as a flame view: a box's width is the number of kernel specializations behind it.

import { Mark, type Program } from "./data";
import { beginning, leadsToKernel, stepped, within } from "./chains";
import { h, replace } from "./dom";
import { shortened } from "./names";

const BOXES_MAX = 4000;
const DEPTH_MAX = 60;
const GUESSED = new Set(["virtual", "indirect"]); // lead to whatever has the signature or overrides

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

    constructor(
        private readonly program: Program,
        private readonly every: boolean,
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
            box.width = set.size;
            return box;
        }
        if (path.size >= DEPTH_MAX || this.boxes >= BOXES_MAX) {
            this.cut = true;
            box.width = 1;
            return box;
        }
        const fact = await this.program.fact(number);
        const below = new Set(path).add(number);
        await this.program.need(fact.callees.map((edge) => edge.to));
        for (const edge of fact.callees) {
            if ((!this.every && GUESSED.has(edge.kind)) || below.has(edge.to) || !(this.program.mark(edge.to) & (Mark.LeadsToKernel | Mark.Kernel))) continue;
            const callee = await this.program.fact(edge.to);
            const next = within(callee, stepped(edge, set, callee));
            if (!next.size || !leadsToKernel(callee, next)) continue;
            const child = await this.box(edge.to, next, edge.kind, !!edge.possible, below);
            if (child.width) box.children.push(child);
        }
        box.width = box.children.reduce((sum, child) => sum + child.width, 0);
        return box;
    }
}

// One row a depth; children stand under their caller.
function rows(program: Program, box: Box, total: number, rest: string): HTMLElement {
    const share = total ? (100 * box.width) / total : 100;
    const name = program.name(box.number);
    const told = `${name}: ${box.width} kernel specializations${box.possible ? ", possible" : ""}`;
    const item = h("li", {},
        h("a", { href: `#/flame/${box.number}${rest}`, class: `box${box.possible ? " possible" : ""}${box.children.length ? "" : " kernel"}`, title: told, "aria-label": told }, shortened(name, 60)));
    item.style.flexBasis = `${share}%`;
    item.style.setProperty("--hue", String(colour(name)));
    if (box.children.length) item.append(h("ul", { class: "flame" }, ...box.children.map((child) => rows(program, child, box.width, rest))));
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
    const flame = new Flame(program, rest === "every");
    const root = await flame.grow(number);
    replace(
        main,
        h("h1", {}, "Flame view: ", h("a", { href: `#/function/${number}`, title: program.name(number) }, shortened(program.name(number), 120))),
        h("p", {}, `From the function at the top down to kernels. A box is as wide as the chains' kernel specializations behind it (${root.width} in all). Recursion is left out.`),
        h("p", { class: "links" }, rest ? h("a", { href: `#/flame/${number}` }, "without virtual calls and calls through pointers") : h("a", { href: `#/flame/${number}/every` }, "virtual calls and calls through pointers, too")),
        flame.cut ? h("p", { class: "warning", role: "alert" }, `Cut after ${BOXES_MAX} boxes: what stands behind the last ones counts as 1. Begin further down.`) : null,
        root.width ? h("ul", { class: "flame root", "aria-label": "flame view" }, rows(program, root, root.width, rest && `/${rest}`)) : h("p", { class: "note" }, rest ? "No kernel from here." : "No kernel from here without virtual calls and calls through pointers."),
    );
}
