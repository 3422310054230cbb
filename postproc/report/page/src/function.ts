// A function: what is known of it, its chains down to kernels and up to callers as a tree, its source, its neighbours.

import { type Callee, type Fact, Mark, type Program, piece } from "./data";
import { ADDRESS, beginning, isPossible, leadsToKernel, Own, ownCount, stepped, steppedBack, within } from "./chains";
import { announce, cut, h, replace, svg, told } from "./dom";
import { tokens } from "./highlight";
import { codeText, timeText } from "./measures";
import { shortened } from "./names";
import { keep, stateOf, texts } from "./state";

const CHILDREN_MAX = 200; // that are shown at once below one node
const NEIGHBOURS_MAX = 50;
const OPEN_MAX = 40; // ways that are opened, of a tree, that its address keeps

export function functionLink(program: Program, number: number, room = 90): HTMLElement {
    const name = program.name(number);
    return h("a", { href: `#/function/${number}`, title: name }, shortened(name, room));
}

function badges(program: Program, number: number): HTMLElement[] {
    const mark = program.mark(number);
    const told: [number, string, string][] = [
        [Mark.Kernel, "kernel", "runs on the device, launched from the host"],
        [Mark.Binding, "binding", "a name that Python sees of compiled code"],
        [Mark.Python, "Python", ""],
        [Mark.Device, "device", "runs on the device"],
        [Mark.Outside, "outside", "of the toolchain or a library, or not defined in what was read"],
    ];
    return told.filter(([bit]) => mark & bit).map(([, name, about]) => h("span", { class: `badge ${name}`, title: about }, name));
}

// The tree ------------------------------------------------------------------

interface TreeNode {
    number: number;
    fact: Fact;
    set: Set<number>;
    edge?: Callee;
    possible?: boolean; // the step to it, from the specializations that the way is in
    path: number[];
}

export interface Place {
    number: number;
    file?: number;
    line?: number;
}

class Tree {
    readonly element: HTMLElement;
    onlyKernels = true;
    possible = true;

    constructor(
        private readonly program: Program,
        private readonly up: boolean,
        private readonly look: (place: Place) => void,
        private readonly seen: (place: Place) => void, // looked at on purpose: it is kept
        private readonly turned: (open: string[]) => void,
    ) {
        this.element = h("ul", { role: "tree", class: "tree", "aria-label": up ? "callers" : "chains", keydown: (event) => this.key(event as KeyboardEvent) });
    }

    async begin(number: number): Promise<void> {
        const fact = await this.program.fact(number);
        const all = new Set(fact.own.keys());
        const set = this.up ? all : within(fact, beginning(fact), !this.possible);
        replace(this.element, this.item({ number, fact, set, path: [number] }, 1));
        const first = this.element.querySelector<HTMLElement>("[role=treeitem]");
        if (first) {
            first.tabIndex = 0;
            await this.toggle(first);
        }
    }

    // The ways that are opened, as addresses keep them: functions' numbers, the last ones of ways that go on.
    private opened(): string[] {
        const items = [...this.element.querySelectorAll<HTMLElement>("[aria-expanded=true]")].filter((item) => !item.querySelector("[aria-expanded=true]"));
        return items.map((item) => (this.nodes.get(item)?.path ?? []).slice(1).join(".")).filter(Boolean).slice(0, OPEN_MAX);
    }

    async reopen(ways: string[]): Promise<void> {
        for (const way of ways.slice(0, OPEN_MAX)) {
            let item = this.element.querySelector<HTMLElement>("[role=treeitem]");
            for (const number of way.split(".").map(Number)) {
                item = [...(item?.querySelectorAll<HTMLElement>(":scope > ul > [role=treeitem]") ?? [])].find((of) => this.nodes.get(of)?.number === number) ?? null;
                if (!item) break;
                if (item.getAttribute("aria-expanded") === "false") await this.toggle(item);
            }
        }
    }

    private readonly nodes = new WeakMap<Element, TreeNode>();

    private item(node: TreeNode, level: number): HTMLElement {
        const { edge } = node;
        const kernel = this.program.mark(node.number) & Mark.Kernel;
        const again = node.path.indexOf(node.number) < node.path.length - 1;
        const address = edge?.kind === ADDRESS;
        const leaf = again || address || (this.up ? !node.fact.callers.length : !!kernel || !node.fact.callees.length);
        const label = h(
            "span",
            { class: "label" },
            edge ? h("span", { class: `kind ${edge.kind}${node.possible ? " possible" : ""}`, title: address ? "its address is taken, which is no call" : node.possible ? "possible, not certain" : "certain" }, edge.kind + (node.possible ? "?" : "")) : null,
            " ",
            functionLink(this.program, node.number),
            " ",
            ...badges(this.program, node.number),
            node.fact.specializations ? h("span", { class: "note", title: "specializations that this way can be in, of all" }, ` ${ownCount(node.fact, node.set)}/${ownCount(node.fact, node.fact.own.keys())}`) : null,
            again ? h("span", { class: "note" }, " again (recursion)") : null,
            edge?.line
                ? h("button", { type: "button", class: "place", title: "show the call", click: () => this.seen({ number: this.up ? node.number : (node.path[node.path.length - 2] ?? node.number), file: edge.file, line: edge.line }) }, `:${edge.line}`)
                : null,
        );
        const item = h("li", { role: "treeitem", "aria-level": level, tabindex: -1, ...(leaf ? {} : { "aria-expanded": "false" }) }, label);
        if (!leaf)
            label.prepend(
                h("button", { type: "button", class: "twist", tabindex: -1, "aria-hidden": "true", click: () => void this.turn(item) }, "▸"),
            );
        item.addEventListener("focus", () => this.look({ number: node.number, file: node.fact.file, line: node.fact.line }));
        this.nodes.set(item, node);
        return item;
    }

    // As a person does it: what is open is kept.
    private async turn(item: HTMLElement): Promise<void> {
        await this.toggle(item);
        this.turned(this.opened());
    }

    private async toggle(item: HTMLElement): Promise<void> {
        if (item.getAttribute("aria-expanded") === null) return;
        const open = item.getAttribute("aria-expanded") === "true";
        item.setAttribute("aria-expanded", String(!open));
        const twist = item.querySelector(".twist");
        if (twist) twist.textContent = open ? "▸" : "▾";
        item.querySelector(":scope > ul")?.remove();
        if (open) return;
        const node = this.nodes.get(item) as TreeNode;
        const children = await (this.up ? this.callers(node) : this.callees(node));
        const level = Number(item.getAttribute("aria-level")) + 1;
        const list = h("ul", { role: "group" }, ...children.slice(0, CHILDREN_MAX).map((child) => this.item(child, level)));
        if (!children.length) list.append(h("li", { class: "note" }, this.up ? "nothing that was read calls it" : this.onlyKernels ? "no kernel from here" : "it calls nothing"));
        if (children.length > CHILDREN_MAX) list.append(h("li", { class: "note" }, `… and ${children.length - CHILDREN_MAX} more: search for one of them`));
        item.querySelector(":scope > ul")?.remove();
        item.append(list);
        announce(`${children.length} ${this.up ? "callers" : "callees"}`);
    }

    async callees(node: TreeNode): Promise<TreeNode[]> {
        const out: TreeNode[] = [];
        await this.program.need(node.fact.callees.map((edge) => edge.to));
        const folded = node.fact.own.some((own) => !(own & Own.Begins)); // its closures call, and are called, within it
        for (const edge of node.fact.callees) {
            if ((edge.possible && !this.possible) || (folded && edge.to === node.number)) continue;
            if (this.onlyKernels && (edge.kind === ADDRESS || !(this.program.mark(edge.to) & (Mark.LeadsToKernel | Mark.Kernel)))) continue;
            const fact = await this.program.fact(edge.to);
            const set = stepped(edge, node.set, fact, !this.possible);
            if (!set.size || (this.onlyKernels && !leadsToKernel(fact, set, !this.possible))) continue;
            out.push({ number: edge.to, fact, set, edge, possible: isPossible(edge, node.set, fact), path: [...node.path, edge.to] });
        }
        return out;
    }

    private async callers(node: TreeNode): Promise<TreeNode[]> {
        const out: TreeNode[] = [];
        await this.program.need(node.fact.callers);
        for (const number of node.fact.callers) {
            const fact = await this.program.fact(number);
            if (number === node.number && fact.own.some((own) => !(own & Own.Begins))) continue; // its closures
            for (const edge of fact.callees) {
                if (edge.to !== node.number || (edge.possible && !this.possible)) continue;
                const set = steppedBack(edge, node.set, fact, !this.possible);
                if (set.size) out.push({ number, fact, set, edge, possible: isPossible(edge, node.set, fact, true), path: [...node.path, number] });
            }
        }
        return out;
    }

    private key(event: KeyboardEvent): void {
        const items = [...this.element.querySelectorAll<HTMLElement>("[role=treeitem]")];
        const at = items.indexOf(event.target as HTMLElement);
        const item = items[at];
        if (!item) return;
        const go = (to: HTMLElement | null | undefined): void => {
            if (!to) return;
            item.tabIndex = -1;
            to.tabIndex = 0;
            to.focus();
        };
        const expanded = item.getAttribute("aria-expanded");
        switch (event.key) {
            case "ArrowDown": go(items[at + 1]); break;
            case "ArrowUp": go(items[at - 1]); break;
            case "Home": go(items[0]); break;
            case "End": go(items[items.length - 1]); break;
            case "ArrowRight":
                if (expanded === "false") void this.turn(item);
                else go(item.querySelector<HTMLElement>("[role=treeitem]"));
                break;
            case "ArrowLeft":
                if (expanded === "true") void this.turn(item);
                else go(item.parentElement?.closest<HTMLElement>("[role=treeitem]"));
                break;
            case "Enter": location.hash = `#/function/${this.nodes.get(item)?.number}`; break;
            default: return;
        }
        event.preventDefault();
    }
}

// Source --------------------------------------------------------------------

const LINE_MAX = 2000; // letters of a line
const AROUND = 400; // lines that are shown of a long file, on each side

export async function showSource(program: Program, target: HTMLElement, fact: Fact, line?: number, file = fact.file): Promise<void> {
    if (file === undefined) {
        replace(target, h("p", { class: "note" }, fact.path ? `${fact.path}:${fact.line} is outside of what was read` : "no place is known"));
        return;
    }
    const facts = (await program.files())[file];
    if (!facts || facts.problem) {
        replace(target, h("h3", {}, `${facts?.name ?? ""}:${line ?? fact.line ?? ""}`), h("p", { class: "note" }, facts?.problem ?? "not there"));
        return;
    }
    const { text } = await piece<{ text: string }>(`source-${file}`);
    const lines = text.split("\n");
    const wanted = line ?? fact.line ?? 1;
    const first = Math.max(1, Math.min(wanted, fact.lines?.[0] ?? wanted) - AROUND);
    const last = Math.min(lines.length, wanted + AROUND);
    const code = h("pre", { class: "code", tabindex: 0, "aria-label": `source of ${facts.name}` });
    const language = facts.name.endsWith(".py") ? "python" : "cxx";
    let number = first;
    let row = h("span", { class: "line" });
    let width = 0; // of the line so far
    const begin = (): void => {
        const own = file === fact.file && fact.lines && number >= fact.lines[0] && number <= fact.lines[1];
        row = h("span", { class: `line${number === wanted ? " wanted" : ""}${own ? " own" : ""}` }, h("span", { class: "number", "aria-hidden": "true" }, number));
        code.append(row);
        width = 0;
    };
    begin();
    for (const token of tokens(lines.slice(first - 1, last).join("\n"), language))
        token.text.split("\n").forEach((part, at) => {
            if (at) {
                row.append("\n");
                number++;
                begin();
            }
            const room = LINE_MAX - width;
            width += part.length;
            const shown = told(part.length > room ? cut(part, room) : part);
            if (room > 0) row.append(token.kind ? h("span", { class: `t-${token.kind}` }, shown) : shown);
        });
    replace(target, h("h3", {}, `${facts.name}:${wanted}`), code);
    const seen = code.querySelector<HTMLElement>(".wanted");
    if (seen) code.scrollTop = seen.offsetTop - code.clientHeight / 3;
}

// Neighbours ----------------------------------------------------------------

// Two steps up and down, drawn if they are at most NEIGHBOURS_MAX.
async function neighbourhood(program: Program, number: number, fact: Fact): Promise<HTMLElement> {
    const layers: Map<number, number> = new Map([[number, 0]]);
    const edges: { from: number; to: number; possible: boolean; kind: string }[] = [];
    const add = (to: number, layer: number): void => void (layers.has(to) || layers.set(to, layer));
    for (const caller of fact.callers) add(caller, -1);
    for (const edge of fact.callees) add(edge.to, 1);
    if (layers.size > NEIGHBOURS_MAX)
        return h("p", { class: "note" }, `${layers.size - 1} functions call it or are called by it, too many to be drawn: open the tree, or ask for those that lead to a kernel.`);
    for (const of of [...layers.keys()]) {
        const facts = of === number ? fact : await program.fact(of);
        for (const edge of facts.callees) if (layers.has(edge.to) && edge.to !== of) edges.push({ from: of, to: edge.to, possible: !!edge.possible, kind: edge.kind });
    }
    await program.need(layers.keys());
    return drawing(program, layers, edges);
}

function drawing(program: Program, layers: Map<number, number>, edges: { from: number; to: number; possible: boolean; kind: string }[]): HTMLElement {
    const columns = new Map<number, number[]>();
    for (const [number, layer] of layers) columns.set(layer, [...(columns.get(layer) ?? []), number]);
    const wide = 300;
    const high = 34;
    const place = new Map<number, { x: number; y: number }>();
    const depth = Math.max(...[...columns.values()].map((column) => column.length));
    [...columns.keys()].sort((a, b) => a - b).forEach((layer, at) => {
        const column = columns.get(layer) as number[];
        column.forEach((number, row) => place.set(number, { x: at * (wide + 60) + 10, y: ((depth - column.length) / 2 + row) * high + 10 }));
    });
    const picture = svg("svg", { viewBox: `0 0 ${columns.size * (wide + 60) - 40} ${depth * high + 20}`, role: "group", "aria-label": "callers and callees", class: "drawing" });
    for (const edge of edges) {
        const from = place.get(edge.from) as { x: number; y: number };
        const to = place.get(edge.to) as { x: number; y: number };
        const x = from.x + wide;
        picture.append(svg("path", { d: `M${x},${from.y + 13} C${x + 30},${from.y + 13} ${to.x - 30},${to.y + 13} ${to.x},${to.y + 13}`, class: `edge ${edge.kind}${edge.possible ? " possible" : ""}` }));
    }
    for (const [number, { x, y }] of place)
        picture.append(
            svg("a", { href: `#/function/${number}` },
                svg("rect", { x, y, width: wide, height: 26, rx: 4, class: layers.get(number) === 0 ? "node self" : "node" }),
                svg("text", { x: x + 8, y: y + 17 }, shortened(program.name(number), 42)),
                svg("title", {}, program.name(number))),
        );
    return h("div", { class: "picture", tabindex: 0, role: "group", "aria-label": "neighbourhood" }, picture);
}

// The page ------------------------------------------------------------------

async function facts(program: Program, number: number, fact: Fact): Promise<HTMLElement> {
    const file = fact.path ?? (fact.file === undefined ? "" : ((await program.files())[fact.file]?.name ?? ""));
    const rows: [string, string][] = [
        ["place", fact.line ? `${file}:${fact.line} (${fact.place})` : "not known"],
        ["language", fact.language],
        ["signature", fact.signature ?? ""],
        ["specializations", fact.specializations ? String(fact.specializations) : ""],
        ["compiled", fact.measured ? codeText(fact.measured) : ""],
        ["measured", fact.measured ? timeText(fact.measured) : ""],
        ["flags", fact.flags.replaceAll(",", ", ")],
        ["identity", fact.id],
    ];
    return h("dl", { class: "facts" }, ...rows.filter(([, text]) => text).flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, text)]), ...kernelLink(program, number));
}

function kernelLink(program: Program, number: number): HTMLElement[] {
    const at = program.overview.kernels.findIndex((kernel) => kernel.function === number);
    return at < 0 ? [] : [h("dt", {}, "launches"), h("dd", {}, h("a", { href: `#/kernel/${at}` }, `${program.overview.kernels[at]?.rows} rows`))];
}

export async function functionPage(program: Program, main: HTMLElement, number: number): Promise<void> {
    if (!(number >= 0 && number < program.overview.function_count)) throw new Error("there is no such function");
    const fact = await program.fact(number);
    await program.need([number]);
    const source = h("section", { class: "source", "aria-label": "source" });
    const look = (place: Place): void => void program.fact(place.number).then((of) => showSource(program, source, of, place.line, place.file));
    const seen = (place: Place): void => {
        keep({ see: [place.number, place.file, place.line].map((value) => value ?? null) });
        look(place);
    };
    const state = stateOf(location.hash);
    const down = new Tree(program, false, look, seen, (open) => keep({ down: open.length ? open : undefined }));
    const up = new Tree(program, true, look, seen, (open) => keep({ up: open.length ? open : undefined }));
    down.onlyKernels = state["all"] !== true;
    down.possible = up.possible = state["certain"] !== true;
    const option = (text: string, checked: boolean, change: (on: boolean) => void): HTMLElement => {
        const box = h("input", { type: "checkbox", checked, change: () => { change(box.checked); keep({ down: undefined, up: undefined }); void Promise.all([down.begin(number), up.begin(number)]); } });
        return h("label", {}, box, " ", text);
    };
    const parameters = program.overview.parameters.indexOf(number);
    const drawn = h("details", { toggle: () => void (drawn.open && drawn.children.length < 2 && neighbourhood(program, number, fact).then((picture) => drawn.append(picture))) }, h("summary", {}, "Neighbours, drawn"));
    replace(
        main,
        h("h1", { title: program.name(number) }, shortened(program.name(number), 160)),
        h("p", {}, ...badges(program, number)),
        await facts(program, number, fact),
        h("p", { class: "links" },
            h("a", { href: `#/flame/${number}` }, "flame view of its chains"),
            parameters >= 0 ? h("span", {}, " · ", h("a", { href: `#/parameters/${parameters}` }, "where its parameters go")) : null),
        h("div", { class: "options" },
            option("only what leads to a kernel", down.onlyKernels, (on) => { down.onlyKernels = on; keep({ all: on ? undefined : true }); }),
            option("possible calls, too", down.possible, (on) => { down.possible = up.possible = on; keep({ certain: on ? undefined : true }); })),
        h("div", { class: "beside" },
            h("div", { class: "trees" },
                h("section", {}, h("h2", {}, "Chains from here"), down.element),
                h("section", {}, h("h2", {}, "Callers"), up.element),
                drawn),
            source),
    );
    await Promise.all([down.begin(number), up.begin(number), showSource(program, source, fact)]);
    await Promise.all([down.reopen(texts(state["down"])), up.reopen(texts(state["up"]))]);
    if (Array.isArray(state["see"])) {
        const [of, file, line] = state["see"].map((value) => (Number.isInteger(value) && value >= 0 ? Number(value) : undefined));
        if (of !== undefined && of < program.overview.function_count) look({ number: of, ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) });
    }
}
