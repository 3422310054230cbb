// A table of any length: only the rows in sight are elements. Sorts, filters, pivots.

import { announce, cut, h, replace } from "./dom";
import { count } from "./measures";

export type Cell = number | string | boolean | null | string[] | { expression: string; depends_on: string[] } | { unknown: string };

export interface Column {
    name: string;
    about?: string;
    show?: (cell: Cell, row: Cell[]) => Node | string; // the cell as it is told by itself
    width?: number; // in letters
}

export function cellText(cell: Cell): string {
    if (cell === null || cell === undefined) return "";
    if (Array.isArray(cell)) return cell.join(", ");
    if (typeof cell === "object") return "unknown" in cell ? `unknown: ${cell.unknown}` : cell.expression;
    return String(cell);
}

export function compareCells(a: Cell, b: Cell): number {
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (typeof a === "number") return -1;
    if (typeof b === "number") return 1;
    const x = cellText(a);
    const y = cellText(b);
    return x < y ? -1 : x > y ? 1 : 0;
}

// "128", ">=96", "!=0", or letters that are in the cell.
export function matches(filter: string, cell: Cell): boolean {
    const operator = /^(<=|>=|!=|=|<|>)\s*(.*)$/.exec(filter.trim());
    if (!operator) return cellText(cell).toLowerCase().includes(filter.trim().toLowerCase());
    const wanted = operator[2] as string;
    const number = Number(wanted);
    const numeric = wanted !== "" && !Number.isNaN(number) && typeof cell === "number";
    const order = numeric ? (cell as number) - number : compareCells(cellText(cell), wanted);
    switch (operator[1]) {
        case "=": return order === 0;
        case "!=": return order !== 0;
        case "<": return order < 0;
        case ">": return order > 0;
        case "<=": return order <= 0;
        default: return order >= 0;
    }
}

const ROW_HEIGHT = 28;
const VISIBLE_MAX = 200;
const CELL_MAX = 500; // letters; a row shown whole has all
const PRINTED_MAX = 500;

export interface TableState {
    sort: number; // column, or -1
    descending: boolean;
    filters: string[];
}

// On paper there is no scrolling: the first rows are printed, and it is told how many there are.
const tables = new Set<WeakRef<Table>>();
function forPrint(on: boolean): void {
    for (const reference of tables) {
        const table = reference.deref();
        if (!table) tables.delete(reference);
        else if (table.element.isConnected) table.print(on);
    }
}
if (typeof window !== "undefined") {
    window.addEventListener("beforeprint", () => forPrint(true));
    window.addEventListener("afterprint", () => forPrint(false));
}

export class Table {
    readonly element: HTMLElement;
    private order: number[] = [];
    private printing = false;
    private readonly body: HTMLElement;
    private readonly count: HTMLElement;
    private readonly scroller: HTMLElement;
    private readonly detail: HTMLElement;
    private first = 0; // the first row that is an element
    private chosen = -1; // the row that is shown whole
    private readonly state: TableState;

    constructor(
        private readonly label: string,
        private readonly columns: Column[],
        private readonly rows: Cell[][],
        private readonly open?: (row: number) => void, // unless told, the whole row is shown below
        state?: TableState,
        private readonly changed: (state: TableState) => void = () => undefined,
        private readonly whole: (row: number) => [string, Cell][] = (row) => this.columns.map((column, at) => [column.name, this.rows[row]?.[at] ?? null]),
    ) {
        this.state = state ?? { sort: -1, descending: false, filters: [] };
        this.body = h("div", { role: "rowgroup", class: "rows" });
        this.count = h("p", { class: "count", role: "status" });
        this.scroller = h(
            "div",
            { class: "scroller", tabindex: 0, role: "table", "aria-label": label, "aria-rowcount": rows.length + 1, scroll: () => this.draw() },
            this.head(),
            this.body,
        );
        this.layOut();
        this.detail = h("section", { class: "detail", "aria-label": `${label}: the whole row`, "aria-live": "polite" });
        this.element = h("div", { class: "table" }, this.count, this.scroller, this.detail);
        this.arrange();
        new ResizeObserver(() => this.draw()).observe(this.scroller);
        tables.add(new WeakRef(this));
    }

    private widths(): number[] {
        return this.columns.map((column, at) => {
            let width = Math.max(column.name.length + 3, column.width ?? 0);
            if (!column.width)
                for (let row = 0; row < Math.min(this.rows.length, 300); row++)
                    width = Math.max(width, Math.min(cellText(this.rows[row]?.[at] ?? null).length + 1, 44));
            return width;
        });
    }

    // Columns that were given a width share what is left of the line; none takes more than most of a narrow window.
    private layOut(): void {
        const least = this.widths().map((width) => `min(${width}ch, 60vw)`);
        this.scroller.style.setProperty("--width", `calc(${least.join(" + ")})`);
        this.scroller.style.setProperty("--columns", this.columns.map((column, at) => (column.width ? `minmax(${least[at]}, ${column.width}fr)` : least[at])).join(" "));
    }

    private head(): HTMLElement {
        const head = h("div", { role: "rowgroup", class: "head" });
        const names = h("div", { role: "row", class: "row" });
        const filters = h("div", { role: "row", class: "row filters" });
        this.columns.forEach((column, at) => {
            const button = h("button", { type: "button", title: column.about ?? `sort by ${column.name}`, click: () => this.sortBy(at) }, column.name);
            names.append(h("div", { role: "columnheader", "aria-sort": "none", class: this.rows.some((row) => typeof row[at] === "number") ? "number" : "" }, button));
            const input = h("input", {
                type: "search",
                "aria-label": `only rows whose ${column.name} is or has`,
                placeholder: "filter",
                title: "letters that are in it, or =, !=, <, <=, >, >= and a value",
                value: this.state.filters[at] ?? "",
                input: () => {
                    this.state.filters[at] = input.value;
                    this.arrange();
                    this.changed(this.state);
                },
            });
            filters.append(h("div", { role: "cell" }, input));
        });
        head.append(names, filters);
        return head;
    }

    print(on: boolean): void {
        this.printing = on;
        const shown = on ? Math.min(this.order.length, PRINTED_MAX) : this.order.length;
        this.body.style.height = `${shown * ROW_HEIGHT}px`;
        this.element.querySelector(".printed")?.remove();
        if (shown < this.order.length) this.element.append(h("p", { class: "note printed" }, `The first ${shown} of ${count(this.order.length)} rows.`));
        this.draw();
    }

    private sortBy(column: number): void {
        this.state.descending = this.state.sort === column && !this.state.descending;
        this.state.sort = column;
        this.arrange();
        this.changed(this.state);
        announce(`${this.label}: sorted by ${this.columns[column]?.name}${this.state.descending ? ", descending" : ""}`);
    }

    private showWhole(row: number): void {
        this.chosen = row;
        for (const [at, element] of [...this.body.children].entries()) element.classList.toggle("chosen", this.order[this.first + at] === row);
        replace(this.detail, h("h2", {}, "The whole row"), h("dl", { class: "facts" }, ...this.whole(row).flatMap(([name, cell]) => [h("dt", {}, name), h("dd", {}, cellText(cell))])));
        this.detail.scrollIntoView({ block: "nearest" });
    }

    private arrange(): void {
        const { sort, descending, filters } = this.state;
        this.order = [];
        this.rows.forEach((row, number) => {
            if (filters.every((filter, at) => !filter || matches(filter, row[at] ?? null))) this.order.push(number);
        });
        if (sort >= 0)
            this.order.sort((a, b) => {
                const by = compareCells(this.rows[a]?.[sort] ?? null, this.rows[b]?.[sort] ?? null);
                return (descending ? -by : by) || a - b;
            });
        this.scroller.querySelectorAll("[role=columnheader]").forEach((header, at) =>
            header.setAttribute("aria-sort", at !== sort ? "none" : descending ? "descending" : "ascending"),
        );
        this.count.textContent =
            this.order.length === this.rows.length ? `${count(this.rows.length)} ${this.rows.length === 1 ? "row" : "rows"}` : `${count(this.order.length)} of ${count(this.rows.length)} rows`;
        this.body.style.height = `${this.order.length * ROW_HEIGHT}px`;
        this.draw();
    }

    private draw(): void {
        const top = Math.max(0, this.scroller.scrollTop - ROW_HEIGHT * 10);
        const first = this.printing ? 0 : Math.min(Math.floor(top / ROW_HEIGHT), Math.max(0, this.order.length - 1));
        const height = this.scroller.clientHeight || 600;
        const last = Math.min(this.order.length, this.printing ? PRINTED_MAX : first + Math.min(VISIBLE_MAX, Math.ceil(height / ROW_HEIGHT) + 25));
        const shown: HTMLElement[] = [];
        this.first = first;
        for (let at = first; at < last; at++) {
            const number = this.order[at] as number;
            const row = this.rows[number] as Cell[];
            const element = h("div", { role: "row", class: "row", "aria-rowindex": at + 2 });
            element.style.top = `${at * ROW_HEIGHT}px`;
            this.columns.forEach((column, place) => {
                const cell = row[place] ?? null;
                const text = cellText(cell);
                const kind = cell !== null && typeof cell === "object" && !Array.isArray(cell) ? ("unknown" in cell ? "unknown" : "expression") : typeof cell;
                element.append(h("div", { role: "cell", class: kind, title: text }, column.show && text ? column.show(cell, row) : cut(text, CELL_MAX)));
            });
            const open = this.open ?? ((row: number) => this.showWhole(row));
            element.tabIndex = 0;
            if (number === this.chosen) element.classList.add("chosen");
            element.addEventListener("click", () => open(number));
            element.addEventListener("keydown", (event) => {
                if (event.key === "Enter") open(number);
            });
            shown.push(element);
        }
        replace(this.body, ...shown);
    }
}

// A line for each combination of values of some columns: how many rows have it, and what of the others varies there.
export function pivot(columns: Column[], rows: Cell[][], keys: number[]): { columns: Column[]; rows: Cell[][] } {
    const groups = new Map<string, Cell[][]>();
    for (const row of rows) {
        const key = JSON.stringify(keys.map((at) => row[at] ?? null));
        const group = groups.get(key);
        if (group) group.push(row);
        else groups.set(key, [row]);
    }
    const others = columns.map((_, at) => at).filter((at) => !keys.includes(at));
    const heads = [...keys.map((at) => columns[at] as Column), { name: "rows" }, ...others.map((at) => columns[at] as Column)];
    const lines = [...groups.values()].map((group) => {
        const first = group[0] as Cell[];
        const summed = others.map((at): Cell => {
            const values = new Map<string, Cell>();
            for (const row of group) values.set(JSON.stringify(row[at] ?? null), row[at] ?? null);
            if (values.size === 1) return first[at] ?? null;
            const numbers = [...values.values()];
            return numbers.every((value) => typeof value === "number")
                ? `${Math.min(...(numbers as number[]))} … ${Math.max(...(numbers as number[]))}`
                : values.size <= 4
                  ? numbers.map(cellText).join(" | ")
                  : `${values.size} values`;
        });
        return [...keys.map((at) => first[at] ?? null), group.length, ...summed];
    });
    return { columns: heads, rows: lines };
}
