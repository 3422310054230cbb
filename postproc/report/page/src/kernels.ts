// Kernels: the launches of each as a table.

import { type Measured, type Program, piece } from "./data";
import { h, replace } from "./dom";
import { count, duration, MEASURES } from "./measures";
import { nameCell, shortened } from "./names";
import { keep, keptTable, sorted, stateOf, tableState, texts } from "./state";
import { type Cell, type Column, cellText, pivot, Table, type TableState } from "./table";

interface KernelPiece {
    columns: { name: string; origin: string; use: "constant" | "varies" | "repeats" }[];
    same: Cell[];
    rows: Cell[][];
}

// What is told by others, unless all are asked for; and in which order columns stand, by where they come from.
const DROPPED = new Set(["kernel", "name", "id", "site"]);
const ORDER = ["argument", "measure", "configuration", "depends", "way", "names", "trait", "class"];

export async function kernelsPage(program: Program, main: HTMLElement): Promise<void> {
    const { kernels } = program.overview;
    await program.need(kernels.flatMap((kernel) => (kernel.function === undefined ? [] : [kernel.function])));
    const name = (at: number): string => {
        const number = kernels[at]?.function;
        return number === undefined ? "a kernel that is not known" : program.name(number);
    };
    const told = MEASURES.filter(({ key }) => kernels.some((kernel) => kernel.measured?.[key] !== undefined));
    const of = (measured: Measured | undefined): Cell[] => told.map(({ key }) => measured?.[key] ?? null);
    const rows = kernels.map((kernel, at): Cell[] => [name(at), kernel.rows, ...of(kernel.measured)]);
    const columns = [{ name: "kernel", width: 90, show: (cell: Cell) => nameCell(cellText(cell)) }, { name: "launches" }, ...told.map(({ name, about }) => ({ name, about }))];
    const open = (at: number): void => void (location.hash = kernels[at]?.rows ? `#/kernel/${at}` : `#/function/${kernels[at]?.function}`);
    const table = keptTable("kernels", columns, rows, open);
    replace(main, h("h1", {}, "Kernels"), h("p", {}, "Each kernel as written; a row opens its launches: a specialization, a place, a way there and a configuration each. Of one without launches no launch was read."), ...measuredOf(program), table, ...(program.overview.trace ? await traceOf() : []));
}

// How much of what was measured is of the program.
function measuredOf(program: Program): HTMLElement[] {
    const { code, trace } = program.overview;
    const out: HTMLElement[] = [];
    if (code)
        out.push(h("p", {}, `Compiled: ${count(code.joined_bytes)} of ${count(code.bytes)} bytes of code are ${count(code.joined)} functions of the program.`,
            code.absent_kernels ? ` ${count(code.absent_kernels)} ${code.absent_kernels === 1 ? "kernel is" : "kernels are"} not in it.` : "", code.several ? ` Names that could be of several functions, which count as none: ${count(code.several)}.` : ""));
    if (trace)
        out.push(h("p", {}, `Measured: ${count(trace.joined_events)} of ${count(trace.events)} kernel events, ${duration(trace.joined_time)} of ${duration(trace.time)}, are of kernels of the program.`));
    return out;
}

interface Ran {
    name: string;
    op: string;
    function?: number;
    events: number;
    time: number | null;
    why: string;
    chain: string;
    differs: string;
}

// The trace's events, by name and operator.
async function traceOf(): Promise<HTMLElement[]> {
    const ran = await piece<Ran[]>("trace");
    const columns = [{ name: "kernel as measured", width: 60 }, { name: "operator" }, { name: "events" }, { name: "time", about: "microseconds" }, { name: "not found because", width: 34 }, { name: "differs in", about: "from each launch that is known", width: 16 }, { name: "chain", about: "one that leads to it", width: 60 }];
    const rows = ran.map((of): Cell[] => [of.name, of.op, of.events, of.time, of.why, of.differs, of.chain]);
    const open = (row: number): void => {
        const to = ran[row]?.function;
        if (to !== undefined) location.hash = `#/function/${to}`;
    };
    return [h("h2", {}, "What ran"), rows.length ? keptTable("what ran", columns, rows, open) : h("p", { class: "note" }, "The trace has no kernel events.")];
}

export async function kernelPage(program: Program, main: HTMLElement, at: number): Promise<void> {
    const known = program.overview.kernels[at];
    if (!known?.rows) throw new Error("there is no such kernel");
    const kernel = await piece<KernelPiece>(`kernel-${at}`);
    if (known.function !== undefined) await program.need([known.function]);
    const title = known.function === undefined ? "A kernel that is not known" : program.name(known.function);
    const told = stateOf(location.hash);
    const state = { pivot: texts(told["pivot"]), all: told["all"] === true, table: told["table"] };
    const varying = kernel.columns.filter((column) => column.use !== "constant");
    const same = kernel.columns.filter((column) => column.use === "constant");
    const holder = h("div", {});
    const save = (): void => keep({ pivot: state.pivot.length ? state.pivot : undefined, all: state.all || undefined, table: state.table });
    const rank = (place: number): number => ORDER.indexOf(varying[place]?.origin ?? "");
    const ranked = varying.map((_, place) => place).sort((a, b) => rank(a) - rank(b) || a - b);

    const draw = (): void => {
        const places = ranked.filter((place) => state.all || (varying[place]?.use === "varies" && !DROPPED.has(varying[place]?.name ?? "")));
        if (!places.length && kernel.rows.length) {
            replace(holder, kernel.rows.length > 1 ? h("p", { class: "note" }, `Nothing varies between the ${kernel.rows.length} launches.`) : null);
            return;
        }
        let columns: Column[] = places.map((place) => ({ name: varying[place]?.name ?? "" }));
        let rows = kernel.rows.map((row) => places.map((place) => row[place] ?? null));
        const keys = state.pivot.map((name) => columns.findIndex((column) => column.name === name)).filter((key) => key >= 0);
        if (keys.length) ({ columns, rows } = pivot(columns, rows, keys));
        const changed = (now: TableState): void => {
            state.table = sorted(columns, now);
            save();
        };
        // As it was read, also what the table leaves out; of a line for several rows there is no more than the line.
        const whole = keys.length ? undefined : (row: number): [string, Cell][] => ranked.map((place) => [varying[place]?.name ?? "", kernel.rows[row]?.[place] ?? null]);
        replace(holder, rows.length ? new Table("launches", columns, rows, undefined, tableState(columns, state.table), changed, whole).element : h("p", { class: "note" }, "no rows"));
    };

    const boxes = ranked
        .flatMap((place) => varying[place] ?? [])
        .filter((column) => column.use === "varies" && (column.origin === "argument" || column.origin === "configuration"))
        .map((column) => {
            const box = h("input", {
                type: "checkbox",
                checked: state.pivot.includes(column.name),
                change: () => {
                    const rest = state.pivot.filter((name) => name !== column.name);
                    state.pivot = box.checked ? [...rest, column.name] : rest;
                    save();
                    draw();
                },
            });
            return h("label", {}, box, " ", column.name);
        });
    const all = h("input", { type: "checkbox", checked: state.all, change: () => { state.all = all.checked; save(); draw(); } });
    replace(
        main,
        h("h1", { title }, "Launches of ", known.function === undefined ? title : h("a", { href: `#/function/${known.function}` }, shortened(title, 120))),
        h("details", { class: "same", open: !varying.length }, h("summary", {}, kernel.rows.length === 1 ? "The one launch" : `The same in all ${count(kernel.rows.length)} rows (${same.length} columns)`),
            h("dl", { class: "facts" }, ...same.flatMap((column, place) => [h("dt", {}, column.name), h("dd", {}, cellText(kernel.same[place] ?? null))]))),
        boxes.length ? h("fieldset", { class: "options" }, h("legend", {}, "A line for each combination of"), ...boxes) : null,
        varying.length > varying.filter((column) => column.use === "varies" && !DROPPED.has(column.name)).length ? h("p", { class: "options" }, h("label", {}, all, " all columns that vary, also those that repeat another")) : null,
        kernel.columns.some((column) => column.origin === "measure") ? h("p", { class: "note" }, "Bytes, registers, spills, time and events are of a row's specialization: rows of the same one repeat them. Time is in microseconds.") : null,
        holder,
    );
    draw();
}
