// The page: its bar, its addresses, the search.

import { type Overview, Program, piece } from "./data";
import { announce, h, replace, told } from "./dom";
import { functionPage } from "./function";
import { flamePage } from "./flame";
import { kernelPage, kernelsPage } from "./kernels";
import { shortened } from "./names";
import { changesPage } from "./changes";
import { answersPage, operatorPage, operatorsPage, overviewPage, parameterPage, parametersPage, problemsPage } from "./pages";
import { NameIndex } from "./search";
import { Mark } from "./data";

const RESULTS_MAX = 100;
const QUERY_MAX = 1000; // letters

type Page = (program: Program, main: HTMLElement, argument: number, rest: string) => Promise<void>;
const PAGES: Record<string, Page> = {
    "": (program, main) => overviewPage(program, main, program.overview),
    function: functionPage,
    flame: flamePage,
    kernels: kernelsPage,
    kernel: kernelPage,
    operators: operatorsPage,
    operator: operatorPage,
    parameters: (program, main, argument, rest) => (Number.isNaN(argument) ? parametersPage(program, main) : parameterPage(program, main, argument).then(() => void rest)),
    problems: problemsPage,
    changes: changesPage,
    answers: answersPage,
};

let turn = 0;

const path = (): string => location.hash.split("?")[0] ?? ""; // behind it is the page's state

async function show(program: Program, main: HTMLElement): Promise<void> {
    const [, name = "", argument = "", ...rest] = path().split("/");
    if (name === "search") return;
    const mine = ++turn;
    const page = PAGES[name];
    const target = h("div", {}); // a page that comes late finds another one in its place
    replace(main, target);
    target.append(h("p", { class: "note", role: "status" }, "loading …"));
    try {
        if (!page) throw new Error("there is no such page");
        await page(program, target, argument === "" ? NaN : Number(argument), rest.join("/"));
    } catch (reason) {
        if (mine === turn) replace(target, h("h1", {}, "This cannot be shown"), h("p", { class: "warning", role: "alert" }, reason instanceof Error ? reason.message : String(reason)));
    }
    if (mine !== turn) return;
    const title = target.querySelector("h1")?.textContent ?? "";
    document.title = title ? `${title.slice(0, 120)} – callchain` : "callchain"; // as it stands in the page: told()
    for (const link of document.querySelectorAll("nav a")) {
        const here = link.getAttribute("href") === `#/${name}`;
        if (here) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
    }
    window.scrollTo(0, 0);
    announce(title);
}

function searchPage(program: Program, index: NameIndex, main: HTMLElement, query: string): void {
    turn++;
    const { found, total } = index.find(query.slice(0, QUERY_MAX), RESULTS_MAX);
    const what = (number: number): string => {
        const mark = program.mark(number);
        return mark & Mark.Kernel ? "kernel" : mark & Mark.Binding ? "operator" : mark & Mark.Python ? "Python" : mark & Mark.Device ? "device" : "C++";
    };
    replace(
        main,
        h("h1", {}, `Found: ${total.toLocaleString("en")}`),
        total ? null : h("p", { class: "note" }, "Every word must be in a name, as its letters are, small or large."),
        total > found.length ? h("p", { class: "note" }, `The first ${found.length} are shown.`) : null,
        h("ul", { class: "results" }, ...found.map(({ number }) => h("li", {}, h("span", { class: "badge" }, what(number)), " ", h("a", { href: `#/function/${number}`, title: program.name(number) }, shortened(program.name(number), 140))))),
    );
    document.title = `${told(query).slice(0, 120)} – callchain`;
    announce(`${total} found`);
}

// Addresses are anybody's.
function decoded(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}

function bar(program: Program, main: HTMLElement): HTMLElement {
    let index: Promise<NameIndex> | undefined;
    const ready = (): Promise<NameIndex> => (index ??= program.loadAllNames().then(() => new NameIndex(program.overview.function_count, (number) => program.name(number))));
    const input = h("input", {
        type: "search",
        id: "search",
        placeholder: "search functions, kernels, operators ( / )",
        "aria-label": "search functions, kernels, operators",
        autocomplete: "off",
        spellcheck: "false",
        focus: () => void ready(),
        input: () => {
            const query = input.value;
            if (!query.trim()) return;
            history.replaceState(null, "", `#/search/${encodeURIComponent(new TextDecoder().decode(new TextEncoder().encode(query)))}`);
            void ready().then((names) => { if (input.value === query) searchPage(program, names, main, query); });
        },
        keydown: (event) => {
            const first = main.querySelector<HTMLElement>(".results a");
            if (((event as KeyboardEvent).key === "ArrowDown" || (event as KeyboardEvent).key === "Enter") && first) first.focus();
        },
    });
    document.addEventListener("keydown", (event) => {
        if (event.key === "/" && !(event.target instanceof HTMLInputElement)) {
            event.preventDefault();
            input.focus();
            input.select();
        }
    });
    const begin = (): void => {
        const [, name, query] = location.hash.split("/");
        if (name !== "search") return;
        input.value = decoded(query ?? "");
        void ready().then((names) => searchPage(program, names, main, input.value));
    };
    window.addEventListener("hashchange", begin);
    begin();
    const links: [string, string][] = [["#/", "Overview"], ["#/operators", "Operators"], ["#/kernels", "Kernels"], ["#/parameters", "Parameters"], ["#/problems", "Problems"]];
    if (program.overview.changes) links.push(["#/changes", "Changes"]);
    if (program.overview.answers) links.push(["#/answers", "Answers"]);
    return h("div", { class: "bar" },
        h("a", { class: "brand", href: "#/" }, "callchain"),
        h("nav", { "aria-label": "pages" }, ...links.map(([href, text]) => h("a", { href }, text))),
        h("search", {}, input),
        h("button", { type: "button", class: "theme", title: "light or dark", "aria-label": "light or dark", click: turnTheme }, "◐"),
        h("span", { id: "status", class: "said", role: "status", "aria-live": "polite" }));
}

function turnTheme(): void {
    const dark = document.documentElement.dataset["theme"] ? document.documentElement.dataset["theme"] === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset["theme"] = dark ? "light" : "dark";
}

async function start(): Promise<void> {
    const main = document.getElementById("main") as HTMLElement;
    try {
        const overview = await piece<Overview>("overview");
        const program = new Program(overview);
        document.getElementById("top")?.replaceChildren(bar(program, main));
        window.addEventListener("hashchange", () => void show(program, main));
        await show(program, main);
    } catch (reason) {
        replace(main, h("h1", {}, "This report cannot be opened"), h("p", { role: "alert" }, `${reason instanceof Error ? reason.message : reason}. Was it written to its end?`));
    }
}

void start();
