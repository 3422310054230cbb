// What came, went and changed since an older program, as `callchain diff` tells it.

import { type Program, piece } from "./data";
import { h, replace } from "./dom";
import { count } from "./measures";
import { keptTable } from "./state";
import type { Cell } from "./table";

type Members = Record<string, unknown>;
interface Changed {
    old: number | { number: number | string };
    new: number | { number: number | string };
    added?: unknown[];
    removed?: unknown[];
    changed?: unknown[];
    moved?: unknown[];
    added_found?: number;
    removed_found?: number;
}

const WORDS = { added: "came", removed: "went", changed: "changed", moved: "moved" } as const;
const NOUNS = ["units", "functions", "kernels", "edges", "launches", "bindings", "chains"]; // the order of the page
const ROWS_MAX = 4; // launches of one caller and kernel that are written out

// A member in words: a function by its name, a place by file and line.
export function memberText(value: unknown): string {
    if (value === null || value === undefined || value === "") return "";
    if (Array.isArray(value)) return value.map(memberText).join(", ");
    if (typeof value !== "object") return String(value);
    const members = value as Members;
    if (typeof members["name"] === "string") return members["name"];
    if (typeof members["file"] === "string") return `${members["file"]}:${String(members["line"])}`;
    return JSON.stringify(value);
}

// What two sides tell differently: "signature: int → long".
export function differences(before: Members, now: Members): string {
    return [...new Set([...Object.keys(before), ...Object.keys(now)])]
        .map((key) => [key, memberText(before[key]), memberText(now[key])] as const)
        .filter(([, a, b]) => a !== b)
        .map(([key, a, b]) => `${key}: ${a || "nothing"} → ${b || "nothing"}`)
        .join("; ");
}

function configuration(row: Members): string {
    const of = (key: string): string => memberText(row[`${key}_value`]) || memberText(row[key]);
    const shared = of("shared_memory");
    return "target" in row ? [memberText(row["target"]) && `stands for ${memberText(row["target"])}`, memberText(row["key"]), memberText(row["schema"])].filter(Boolean).join(", ") : `grid ${of("grid") || "?"}; block ${of("block") || "?"}${shared ? `; ${shared} bytes` : ""}`;
}

function rowsText(rows: Members[]): string {
    const told = rows.slice(0, ROWS_MAX).map(configuration).join(" | ");
    return rows.length > ROWS_MAX ? `${told} | … ${count(rows.length)} in all` : told;
}

const isRows = (item: Members): item is { old: Members[]; new: Members[] } & Members => Array.isArray(item["old"]) && Array.isArray(item["new"]);
const isPair = (item: Members): item is { old: Members; new: Members } & Members => !isRows(item) && typeof item["old"] === "object" && typeof item["new"] === "object";

// Name, what there is to say of it, place.
export function describe(item: unknown): [string, string, string] {
    if (Array.isArray(item)) return [item.map(memberText).join(" → "), "", ""];
    const members = item as Members;
    const side = isRows(members) ? (members.new[0] ?? members.old[0] ?? {}) : isPair(members) ? members.new : members;
    const of = (key: string): string => memberText(members[key] ?? side[key]);
    const name = of("function") || of("unit") || of("name") || `${of("caller")} → ${of("callee") || of("kernel")}`;
    const place = of("place") || of("site");
    if (isPair(members)) return [name, differences(members.old, members.new), place];
    if (isRows(members)) {
        const [before, now] = [rowsText(members.old), rowsText(members.new)];
        return [name, before && now ? `${before} → ${now}` : before || now, place];
    }
    const told = [of("kind"), members["certain"] === false ? "possible" : "", of("flags").replaceAll(",", ", "), of("signature"), of("first_error")];
    return [name, told.filter(Boolean).join(", "), place];
}

export async function changesPage(program: Program, main: HTMLElement): Promise<void> {
    if (!program.overview.changes) throw new Error("the report was made without --diff");
    const changes = await piece<Record<string, Changed> & { warnings: string[]; difference: boolean }>("changes");
    const number = (side: Changed["old"]): string => (typeof side === "object" ? String(side.number) : count(side));
    const parts: HTMLElement[] = [];
    for (const noun of NOUNS) {
        const told = changes[noun];
        if (!told) continue;
        const rows: Cell[][] = [];
        const names: string[] = [];
        for (const [change, word] of Object.entries(WORDS))
            for (const item of told[change as keyof typeof WORDS] ?? []) {
                const [name, detail, place] = describe(item);
                rows.push([word, name, detail, place]);
                names.push(change === "removed" || Array.isArray(item) ? "" : name.split(" → ").pop() ?? "");
            }
        const columns = [{ name: "change", width: 10 }, { name: noun, width: 60 }, { name: "what", width: 60 }, { name: "place", width: 40 }];
        const open = (row: number): void => {
            if (names[row]) location.hash = `#/search/${encodeURIComponent(names[row] ?? "")}`;
        };
        const found = (told.added_found ?? 0) + (told.removed_found ?? 0);
        const listed = (told.added?.length ?? 0) + (told.removed?.length ?? 0);
        parts.push(h("section", {}, h("h2", {}, `${noun[0]?.toUpperCase()}${noun.slice(1)}: ${number(told.old)} before, ${number(told.new)} now`),
            found > listed ? h("p", { class: "note" }, `${count(listed)} of ${count(found)} that came or went are listed.`) : null,
            rows.length ? keptTable(noun, columns, rows, open) : h("p", { class: "note" }, "no change")));
    }
    replace(main, h("h1", {}, "Changes"), ...changes.warnings.map((text) => h("p", { class: "warning" }, text)),
        h("p", {}, changes.difference ? "What came, went and changed since the older program." : "Nothing came, went or changed since the older program."), ...parts);
}
