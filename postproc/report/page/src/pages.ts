// The pages that are lists: what was read, operators, parameters, problems, answers.

import { Mark, type Overview, type Program, piece } from "./data";
import { h, replace } from "./dom";
import { functionLink } from "./function";
import { nameCell, shortened } from "./names";
import { memberText } from "./changes";
import { keptTable } from "./state";
import { type Cell, cellText } from "./table";

interface Named {
    name: string;
    id: string;
}
interface Site {
    file: string;
    line: number;
}
interface Info {
    units: number;
    incomplete_units: number;
    passes: Record<string, number>;
    functions: number;
    defined: number;
    specializations: number;
    edges: number;
    kinds: Record<string, { certain: number; possible: number }>;
    launches: number;
    file_bytes: number;
    entry_points: Named[];
    missing_units: string[];
    incomplete: unknown[];
    errors: { count: number; kinds: unknown[] };
    undefined_bindings: Named[];
    unused_bindings: Named[];
    repairs: { site: Site; rule: string; before: string; after: string }[];
    problems: { unit: string; text: string; site: Site | null }[];
}

const asName = (cell: Cell): HTMLElement => nameCell(cellText(cell));
const number = (value: number): string => value.toLocaleString("en");
const at = (site: Site | null): string => (site ? `${site.file}:${site.line}` : "");

export async function overviewPage(program: Program, main: HTMLElement, overview: Overview): Promise<void> {
    const info = await piece<Info>("info");
    const tile = (value: number, text: string, href?: string): HTMLElement => {
        const inside = [h("strong", {}, number(value)), " ", text];
        return h("li", {}, href ? h("a", { href }, ...inside) : h("span", {}, ...inside));
    };
    const wrong = info.missing_units.length + info.incomplete.length + info.errors.count + info.problems.length;
    const entries = await entryList(program);
    replace(
        main,
        h("h1", {}, overview.title),
        h("ul", { class: "tiles" },
            tile(info.units, "units were read", "#/problems"),
            tile(info.functions, `functions as written, ${number(info.specializations)} specializations`),
            tile(overview.operator_count, "names that Python sees", "#/operators"),
            tile(overview.kernels.length, `kernels, launched in ${number(overview.kernels.reduce((sum, kernel) => sum + kernel.rows, 0))} ways`, "#/kernels"),
            tile(overview.parameters.length, "entry points with parameters", "#/parameters"),
            tile(wrong, wrong === 1 ? "problem" : "problems", "#/problems")),
        h("h2", {}, "Calls"),
        h("table", { class: "plain" },
            h("thead", {}, h("tr", {}, ...["kind", "certain", "possible"].map((name, place) => h("th", { scope: "col", class: place ? "n" : "" }, name)))),
            h("tbody", {}, ...Object.entries(info.kinds).map(([kind, count]) => h("tr", {}, h("th", { scope: "row" }, kind), h("td", { class: "n" }, number(count.certain)), h("td", { class: "n" }, number(count.possible)))))),
        h("h2", {}, "Where chains begin"),
        entries,
        h("p", { class: "note" }, `Read: ${Object.entries(info.passes).map(([name, count]) => `${name} ${count}`).join(", ")}. The graph has ${number(info.file_bytes)} bytes. ${overview.missing_sources ? `Of ${number(overview.file_count)} source files ${number(overview.missing_sources)} are not in these pages: they lie below no --root. ` : ""}callchain ${overview.version}.`),
    );
}

// Functions that nothing calls and that lead to a kernel.
async function entryList(program: Program): Promise<HTMLElement> {
    await program.loadAllNames();
    const found: number[] = [];
    for (let at = 0; at < program.overview.function_count; at++) {
        const mark = program.mark(at);
        if (mark & Mark.Entry && mark & Mark.LeadsToKernel && !program.name(at).includes("<module>")) found.push(at);
    }
    if (!found.length) return h("p", { class: "note" }, "Nothing that leads to a kernel is known as an entry point: search for a function.");
    const rows = found.map((of): Cell[] => [program.name(of)]);
    return keptTable("entry points", [{ name: "entry point", width: 100, show: asName }], rows, (row) => (location.hash = `#/function/${found[row]}`), { sort: 0, descending: false, filters: [] });
}

interface Binding {
    kind: string;
    key: string;
    schema: string;
    target: number | null;
    parameters: string[];
    native_parameters?: string[];
    site: Site | null;
}
interface Operator {
    function: number | null;
    missing: string;
    bindings: Binding[];
    kernels: number[];
    surely: number[]; // those that certain calls alone lead to
}

export async function operatorsPage(program: Program, main: HTMLElement): Promise<void> {
    const operators = await piece<Operator[]>("operators");
    await program.need(operators.flatMap((operator) => (operator.function === null ? [] : [operator.function])));
    const rows = operators.map((operator): Cell[] => [
        operator.function === null ? "" : program.name(operator.function),
        [...new Set(operator.bindings.map((binding) => binding.kind + (binding.key ? ` ${binding.key}` : "")))].join(", "),
        operator.kernels.length,
        operator.surely.length,
        operator.missing,
    ]);
    const columns = [{ name: "name", width: 60, show: asName }, { name: "bound by", width: 24 }, { name: "kernels", about: "that chains lead to" }, { name: "certainly", about: "kernels that chains of certain calls lead to" }, { name: "missing", width: 50 }];
    replace(main, h("h1", {}, "Operators"), h("p", {}, "The names that Python sees of compiled code."), keptTable("operators", columns, rows, (row) => (location.hash = `#/operator/${row}`)));
}

export async function operatorPage(program: Program, main: HTMLElement, which: number): Promise<void> {
    const operator = (await piece<Operator[]>("operators"))[which];
    if (!operator || operator.function === null) throw new Error("there is no such operator");
    const fact = await program.fact(operator.function);
    await program.need([operator.function, ...fact.callers, ...operator.kernels, ...operator.bindings.flatMap((binding) => binding.target ?? [])]);
    const surely = new Set(operator.surely);
    const whose = (target: number | null): string => (target !== null && program.mark(target) & Mark.Python ? "parameter of what it stands for" : "C++ parameter");
    const bindings = operator.bindings.map((binding) =>
        h("section", { class: "card" },
            h("h2", {}, binding.kind + (binding.key ? ` (${binding.key})` : "")),
            binding.schema ? h("p", {}, h("code", {}, binding.schema)) : null,
            h("p", {}, "stands for ", binding.target === null ? "nothing that is known" : functionLink(program, binding.target), binding.site ? `, bound at ${at(binding.site)}` : ""),
            binding.parameters.length || binding.native_parameters?.length
                ? h("table", { class: "plain" },
                      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Python's parameter"), h("th", { scope: "col" }, whose(binding.target)))),
                      h("tbody", {}, ...Array.from({ length: Math.max(binding.parameters.length, binding.native_parameters?.length ?? 0) }, (_, place) =>
                          h("tr", {}, h("td", {}, binding.parameters[place] ?? ""), h("td", {}, binding.native_parameters?.[place] ?? "")))))
                : null));
    replace(
        main,
        h("h1", { title: program.name(operator.function) }, shortened(program.name(operator.function), 140)),
        h("p", { class: "links" }, h("a", { href: `#/function/${operator.function}` }, "its chains"), " · ", h("a", { href: `#/flame/${operator.function}` }, "flame view")),
        operator.missing ? h("p", { class: "warning" }, operator.missing) : null,
        ...bindings,
        h("h2", {}, `Called by (${fact.callers.length})`),
        h("ul", {}, ...fact.callers.slice(0, 200).map((caller) => h("li", {}, functionLink(program, caller)))),
        fact.callers.length > 200 ? h("p", { class: "note" }, `The first 200 of ${number(fact.callers.length)}.`) : null,
        h("h2", {}, `Kernels that it reaches (${operator.kernels.length})`),
        h("ul", {}, ...operator.kernels.slice(0, 500).map((kernel) => h("li", {}, functionLink(program, kernel), surely.has(kernel) ? "" : h("span", { class: "note" }, " possible")))),
        operator.kernels.length > 500 ? h("p", { class: "note" }, `The first 500 of ${number(operator.kernels.length)}.`) : null,
    );
}

interface Step {
    before: number | null;
    kind: string;
    certain: boolean;
    function?: Named | null;
    name?: string;
    text?: string;
    expression?: string;
    value?: string;
    site: Site | null;
}
interface End {
    class: string;
    use: string;
    certain: boolean;
    target: Named | null;
    expression: string;
    site: Site | null;
    value: string;
    step: number | null;
}
interface Parameter {
    entry: Named;
    parameter: string;
    index: number;
    default: string;
    class: string;
    ends: End[];
    ends_left_out?: number;
    steps: Step[];
}

export async function parametersPage(program: Program, main: HTMLElement): Promise<void> {
    const { entry_count, followed_entries } = program.overview;
    const entries = program.overview.parameters;
    await program.need(entries.flatMap((entry) => entry ?? []));
    const rows = entries.map((entry): Cell[] => [entry === null ? "" : program.name(entry)]);
    replace(main, h("h1", {}, "Parameters"), h("p", {}, "Entry points; each opens what becomes of its parameters."),
        followed_entries < entry_count ? h("p", { class: "warning" }, `Of ${number(entry_count)} entry points ${number(followed_entries)} were followed, those that nothing calls before others: following all would take too long here. callchain params --model --entry NAME follows any other.`) : null,
        keptTable("entry points", [{ name: "entry point", width: 100, show: asName }], rows, (row) => (location.hash = `#/parameters/${row}`), { sort: 0, descending: false, filters: [] }));
}

function journey(parameter: Parameter, end: End): HTMLElement {
    const way: Step[] = [];
    for (let at = end.step; at !== null && at !== undefined && way.length < 1000; at = parameter.steps[at]?.before ?? null) {
        const step = parameter.steps[at];
        if (!step) break;
        way.unshift(step);
    }
    return h("ol", { class: "journey" }, ...way.map((step) =>
        h("li", { class: step.certain ? "" : "possible" },
            h("code", {}, step.name ?? step.value ?? ""), step.function ? ` in ${shortened(step.function.name, 80)}` : "", " ",
            h("span", { class: "note" }, [step.kind, step.expression ?? step.text, at(step.site), step.certain ? "" : "possible"].filter(Boolean).join(" · ")))));
}

const ends = (count: number): string => `${number(count)} ${count === 1 ? "end" : "ends"}`;

export async function parameterPage(program: Program, main: HTMLElement, which: number): Promise<void> {
    const entry = program.overview.parameters[which];
    if (entry === undefined) throw new Error("there is no such entry point");
    const parameters = await piece<Parameter[]>(`parameters-${which}`);
    if (entry !== null) await program.need([entry]);
    const part = (parameter: Parameter): HTMLElement => {
        const body = h("div", {});
        const details = h("details", { toggle: () => {
            if (!details.open || body.children.length) return;
            const shown = parameter.ends.map((end) => {
                const holder = h("details", { class: end.certain ? "" : "possible", toggle: () => { if (holder.open && holder.children.length === 1) holder.append(journey(parameter, end)); } },
                    h("summary", {}, `${end.class}: ${end.use}${end.target ? ` of ${shortened(end.target.name, 70)}` : ""}`, " ", h("code", {}, shortened(end.expression || end.value, 80)), " ", h("span", { class: "note" }, at(end.site) + (end.certain ? "" : " · possible"))));
                return holder;
            });
            replace(body, ...shown, parameter.ends_left_out ? h("p", { class: "note" }, `… and ${number(parameter.ends_left_out)} more ends: callchain params --model has all`) : null);
        } }, h("summary", {}, h("strong", {}, parameter.parameter), parameter.default ? ` = ${parameter.default}` : "", ` — ${parameter.class} (${ends(parameter.ends.length + (parameter.ends_left_out ?? 0))})`), body);
        return details;
    };
    replace(main, h("h1", {}, "Parameters of ", entry === null ? (parameters[0]?.entry.name ?? "") : functionLink(program, entry, 120)), ...parameters.map(part));
}

export async function problemsPage(_: Program, main: HTMLElement): Promise<void> {
    const info = await piece<Info>("info");
    const list = (title: string, items: string[]): HTMLElement | null =>
        items.length ? h("section", {}, h("h2", {}, `${title} (${number(items.length)})`), keptTable(title, [{ name: title, width: 110 }], items.map((item) => [item]))) : null;
    // Objects of one kind: a column for each of their members.
    const told = (title: string, items: unknown[]): HTMLElement | null => {
        const objects = items as Record<string, unknown>[];
        const names = [...new Set(objects.flatMap((item) => Object.keys(item)))];
        const cell = (value: unknown): Cell => (typeof value === "number" || typeof value === "boolean" ? value : memberText(value));
        const columns = names.map((name) => ({ name: name.replaceAll("_", " "), ...(objects.some((item) => typeof item[name] === "string" && String(item[name]).length > 30) ? { width: 50 } : {}) }));
        return items.length ? h("section", {}, h("h2", {}, `${title} (${number(items.length)})`), keptTable(title, columns, objects.map((item) => names.map((name) => cell(item[name]))))) : null;
    };
    const parts = [
        list("Units that the build names and that were not read", info.missing_units),
        told("Incomplete", info.incomplete),
        told("Errors, by kind", info.errors.kinds),
        list("Problems", info.problems.map((problem) => [problem.unit, problem.text, at(problem.site)].filter(Boolean).join(": "))),
        list("Called from Python, defined nowhere", info.undefined_bindings.map((binding) => binding.name)),
        list("Defined, called by no Python", info.unused_bindings.map((binding) => binding.name)),
        list("Mended, to be read at all", info.repairs.map((repair) => `${at(repair.site)}: ${repair.rule}: "${repair.before}" became "${repair.after}"`)),
    ].filter((part) => part !== null);
    replace(main, h("h1", {}, "What was read, and what is wrong"),
        h("p", {}, `${number(info.units)} ${info.units === 1 ? "unit" : "units"}, ${number(info.incomplete_units)} incomplete.`),
        ...(parts.length ? parts : [h("p", {}, "Nothing is wrong.")]));
}

interface Claim {
    name: string;
    scopes?: string[];
    role?: string;
    description?: string;
    verdict: string;
    reason?: string;
}
interface Verification {
    summary: Record<string, number | null>;
    models: Record<string, Cell>[];
    prompts: { prompt: string; start: string; runs: { file: string; model: string; valid: boolean; problem?: string; claims?: Claim[]; missed?: { name: string }[] }[] }[];
    parameters: (Claim & { votes: number; runs: number })[];
}

export async function answersPage(program: Program, main: HTMLElement): Promise<void> {
    if (!program.overview.answers) throw new Error("the report was made without --answers");
    const told = await piece<Verification>("answers");
    const share = (value: Cell | undefined): string => (typeof value === "number" ? value.toFixed(2) : "");
    const claims = (list: (Claim & { votes?: number; runs?: number })[], label: string): HTMLElement =>
        keptTable(label, [{ name: "verdict", width: 14 }, { name: "parameter", width: 24 }, { name: "role", width: 16 }, { name: "votes" }, { name: "description", width: 60 }, { name: "reason", width: 50 }],
            list.map((claim): Cell[] => [claim.verdict, claim.name, claim.role ?? "", claim.votes === undefined ? null : `${claim.votes} of ${claim.runs}`, claim.description ?? "", claim.reason ?? ""]));
    const prompts = told.prompts.map((prompt) =>
        h("details", {}, h("summary", {}, `${prompt.prompt}: ${shortened(prompt.start ?? "", 100)}`),
            ...prompt.runs.map((run) => h("section", { class: "card" }, h("h3", {}, `${run.file} (${run.model})`),
                run.valid ? claims(run.claims ?? [], run.file) : h("p", { class: "warning" }, run.problem ?? "no valid answer"),
                run.missed?.length ? h("p", {}, "Missed: ", run.missed.map((missed) => missed.name).join(", ")) : null))));
    replace(main, h("h1", {}, "Answers"),
        h("p", {}, "What a model said of the parameters. Names, places and verdicts are the program's; descriptions and roles are the model's."),
        h("div", { class: "wide", tabindex: 0, role: "region", "aria-label": "models" }, h("table", { class: "plain" }, h("thead", {}, h("tr", {}, ...["model", "answers", "valid", "claims", "verified", "precision", "recall"].map((name, place) => h("th", { scope: "col", class: place ? "n" : "" }, name)))),
            h("tbody", {}, ...told.models.map((model) => h("tr", {}, h("th", { scope: "row" }, String(model["model"] || "not named")), ...["answers", "valid", "claims", "verified"].map((name) => h("td", { class: "n" }, String(model[name] ?? ""))), h("td", { class: "n" }, share(model["precision"])), h("td", { class: "n" }, share(model["recall"]))))))),
        h("h2", {}, `Parameters (${told.parameters.length})`), claims(told.parameters, "parameters"),
        h("h2", {}, "By prompt"), ...prompts);
}
