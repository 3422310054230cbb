// What a page shows is kept in its address, behind a "?", as JSON: a link to it shows the same. Addresses are anybody's.

import type { Cell, Column, TableState } from "./table";
import { Table } from "./table";

export interface Sorted {
    sort?: string;
    down?: boolean;
    where?: Record<string, string>; // filters, by column
}

export function stateOf(hash: string): Record<string, unknown> {
    const at = hash.indexOf("?");
    try {
        const state: unknown = JSON.parse(at < 0 ? "{}" : decodeURIComponent(hash.slice(at + 1)));
        return state && typeof state === "object" && !Array.isArray(state) ? (state as Record<string, unknown>) : {};
    } catch {
        return {};
    }
}

export function keep(change: Record<string, unknown>): void {
    const state = { ...stateOf(location.hash), ...change };
    for (const [key, value] of Object.entries(state)) if (value === undefined) delete state[key];
    const path = location.hash.split("?")[0] || "#/";
    history.replaceState(null, "", Object.keys(state).length ? `${path}?${encodeURIComponent(JSON.stringify(state))}` : path);
}

export const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((item) => typeof item === "string") : []);

export function tableState(columns: Column[], told: unknown, unless?: TableState): TableState {
    if (!told || typeof told !== "object") return unless ?? { sort: -1, descending: false, filters: [] };
    const { sort, down, where } = told as Sorted;
    return {
        sort: columns.findIndex((column) => column.name === sort),
        descending: !!down,
        filters: columns.map((column) => {
            const text: unknown = where && typeof where === "object" && Object.hasOwn(where, column.name) ? where[column.name] : "";
            return typeof text === "string" ? text : "";
        }),
    };
}

export function sorted(columns: Column[], state: TableState): Sorted {
    const filters = columns.map((column, at) => [column.name, state.filters[at] ?? ""] as const).filter(([, text]) => text);
    return { ...(state.sort >= 0 ? { sort: columns[state.sort]?.name ?? "" } : {}), ...(state.descending ? { down: true } : {}), ...(filters.length ? { where: Object.fromEntries(filters) } : {}) };
}

// A table whose order and filters are kept in the address, under its label.
export function keptTable(label: string, columns: Column[], rows: Cell[][], open?: (row: number) => void, unless?: TableState): HTMLElement {
    return new Table(label, columns, rows, open, tableState(columns, stateOf(location.hash)[label], unless), (now) => keep({ [label]: sorted(columns, now) })).element;
}
