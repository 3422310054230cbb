// Kernels: the launches of each as a table.

import { type Program, piece } from "./data";
import { h, replace } from "./dom";
import { shortened } from "./names";
import { type Cell, type Column, cellText, pivot, Table, type TableState } from "./table";

interface KernelPiece {
    columns: { name: string; origin: string; use: "constant" | "varies" | "repeats" }[];
    same: Cell[];
    rows: Cell[][];
}

// What is told by others, unless all are asked for; and in which order columns stand, by where they come from.
const DROPPED = new Set(["kernel", "name", "id", "site"]);
const ORDER = ["argument", "configuration", "depends", "way", "names", "trait", "class"];

export async function kernelsPage(program: Program, main: HTMLElement): Promise<void> {
    const { kernels } = program.overview;
    await program.need(kernels.flatMap((kernel) => (kernel.function === undefined ? [] : [kernel.function])));
    const name = (at: number): string => {
        const number = kernels[at]?.function;
        return number === undefined ? "a kernel that is not known" : program.name(number);
    };
    const rows = kernels.map((kernel, at): Cell[] => [name(at), kernel.rows]);
    const table = new Table("kernels", [{ name: "kernel", width: 90 }, { name: "launches" }], rows, (at) => (location.hash = `#/kernel/${at}`));
    replace(main, h("h1", {}, "Kernels"), h("p", {}, "Each kernel as written that is launched; a row opens its launches: a specialization, a place, a way there and a configuration each."), table.element);
}

// What is kept in the address: sort, filters and the pivot.
interface State {
    sort?: string;
    down?: boolean;
    where?: Record<string, string>;
    pivot?: string[];
    all?: boolean;
}

function readState(text: string): State {
    try {
        const state: unknown = JSON.parse(decodeURIComponent(text || "{}"));
        return state && typeof state === "object" ? (state as State) : {};
    } catch {
        return {};
    }
}

export async function kernelPage(program: Program, main: HTMLElement, at: number, query: string): Promise<void> {
    const known = program.overview.kernels[at];
    if (!known) throw new Error("there is no such kernel");
    const kernel = await piece<KernelPiece>(`kernel-${at}`);
    if (known.function !== undefined) await program.need([known.function]);
    const title = known.function === undefined ? "A kernel that is not known" : program.name(known.function);
    const state = readState(query);
    const varying = kernel.columns.filter((column) => column.use !== "constant");
    const same = kernel.columns.filter((column) => column.use === "constant");
    const holder = h("div", {});
    const save = (): void => history.replaceState(null, "", `#/kernel/${at}/${encodeURIComponent(JSON.stringify(state))}`);

    const draw = (): void => {
        const rank = (place: number): number => ORDER.indexOf(varying[place]?.origin ?? "");
        const places = varying
            .map((_, place) => place)
            .filter((place) => state.all || (varying[place]?.use === "varies" && !DROPPED.has(varying[place]?.name ?? "")))
            .sort((a, b) => rank(a) - rank(b) || a - b);
        let columns: Column[] = places.map((place) => ({ name: varying[place]?.name ?? "" }));
        let rows = kernel.rows.map((row) => places.map((place) => row[place] ?? null));
        const keys = (state.pivot ?? []).map((name) => columns.findIndex((column) => column.name === name)).filter((key) => key >= 0);
        if (keys.length) ({ columns, rows } = pivot(columns, rows, keys));
        const table: TableState = {
            sort: columns.findIndex((column) => column.name === state.sort),
            descending: !!state.down,
            filters: columns.map((column) => state.where?.[column.name] ?? ""),
        };
        const changed = (now: TableState): void => {
            state.sort = columns[now.sort]?.name;
            state.down = now.descending;
            state.where = Object.fromEntries(columns.map((column, place) => [column.name, now.filters[place] ?? ""]).filter(([, text]) => text));
            save();
        };
        const detail = h("section", { class: "detail", "aria-label": "the whole row", "aria-live": "polite" });
        const open = (row: number): void => {
            const cells = rows[row] ?? [];
            replace(detail, h("h2", {}, "The whole row"), h("dl", { class: "facts" }, ...columns.flatMap((column, place) => [h("dt", {}, column.name), h("dd", {}, cellText(cells[place] ?? null))])));
        };
        replace(holder, rows.length ? new Table("launches", columns, rows, open, table, changed).element : h("p", { class: "note" }, "no rows"), detail);
    };

    const boxes = varying
        .filter((column) => column.use === "varies" && (column.origin === "argument" || column.origin === "configuration"))
        .map((column) => {
            const box = h("input", {
                type: "checkbox",
                checked: !!state.pivot?.includes(column.name),
                change: () => {
                    const rest = (state.pivot ?? []).filter((name) => name !== column.name);
                    state.pivot = box.checked ? [...rest, column.name] : rest;
                    save();
                    draw();
                },
            });
            return h("label", {}, box, " ", column.name);
        });
    const all = h("input", { type: "checkbox", checked: !!state.all, change: () => { state.all = all.checked; save(); draw(); } });
    replace(
        main,
        h("h1", { title }, "Launches of ", known.function === undefined ? title : h("a", { href: `#/function/${known.function}` }, shortened(title, 120))),
        h("details", { class: "same" }, h("summary", {}, `The same in all ${kernel.rows.length} rows (${same.length} columns)`),
            h("dl", { class: "facts" }, ...same.flatMap((column, place) => [h("dt", {}, column.name), h("dd", {}, cellText(kernel.same[place] ?? null))]))),
        boxes.length ? h("fieldset", { class: "options" }, h("legend", {}, "A line for each combination of"), ...boxes) : null,
        h("p", { class: "options" }, h("label", {}, all, " all columns that vary, also those that repeat another")),
        holder,
    );
    draw();
}
