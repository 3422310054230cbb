// Long C++ names, cut in the middle of template arguments.

import { h } from "./dom";

// Where the matching > of the < at `open` is, or the text's end.
function closing(text: string, open: number): number {
    let depth = 0;
    for (let i = open; i < text.length; i++) {
        const letter = text[i];
        if (letter === "<") depth++;
        else if (letter === ">" && text[i - 1] !== "-" && --depth === 0) return i;
    }
    return text.length;
}

// At most about `room` letters: inner template arguments go first, then the middle.
export function shortened(name: string, room: number): string {
    if (name.length <= room) return name;
    let shown = name;
    for (let depth = 6; depth >= 1 && shown.length > room; depth--) shown = emptied(shown, depth);
    if (shown.length <= room) return shown;
    const head = Math.ceil((room - 1) * 0.6);
    return shown.slice(0, head) + "…" + shown.slice(shown.length - (room - 1 - head));
}

// Template arguments that stand `level` deep become "…".
function emptied(text: string, level: number): string {
    let out = "";
    let depth = 0;
    for (let i = 0; i < text.length; i++) {
        const letter = text[i] as string;
        const opens = letter === "<" && /[\w>]/.test(text[i - 1] ?? "") && !/operator<?$/.test(text.slice(Math.max(0, i - 9), i));
        if (opens && ++depth === level) {
            const end = closing(text, i);
            out += end - i > 8 ? "<…>" : text.slice(i, end + 1);
            depth--;
            i = end;
            continue;
        }
        if (letter === ">" && depth > 0 && text[i - 1] !== "-") depth--;
        out += letter;
    }
    return out;
}

// The name itself, without the scope in front: of "ns::f<a::b>" it is "f<a::b>", of "package.module.f" it is "f".
export function own(name: string): string {
    let depth = 0;
    for (let i = name.length - 1; i > 0; i--) {
        const letter = name[i] as string;
        if (/[>)\]]/.test(letter) && name[i - 1] !== "-") depth++;
        else if (/[<([]/.test(letter)) depth--;
        else if (depth <= 0 && ((letter === ":" && name[i - 1] === ":") || letter === ".") && i + 1 < name.length) return name.slice(i + 1);
    }
    return name;
}

// A name in little room: what is cut is the scope, and then the name itself.
export function nameCell(name: string): HTMLElement {
    const itself = own(name);
    return h("span", { class: "name" }, name === itself ? null : h("span", { class: "scope" }, name.slice(0, name.length - itself.length)), h("span", { class: "own" }, shortened(itself, 110)));
}
