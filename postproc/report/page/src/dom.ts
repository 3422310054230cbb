// Elements without markup: text is only ever text, so that a name of the program can be nothing else.

export type Child = Node | string | number | null | undefined | false;
type Handler = (event: Event) => void;
export type Attributes = Record<string, string | number | boolean | Handler | undefined>;

// What nobody sees, or turns a line around, is told: "\u202e". Ends of lines and tabs are what they are.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
export function told(text: string): string {
    return text.replace(UNSEEN, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const READ = new Set(["title", "aria-label"]); // attributes that people read
const READ_MAX = 4000;

function fill(element: Element, attributes: Attributes, children: Child[]): void {
    for (const [name, value] of Object.entries(attributes)) {
        if (value === undefined || value === false) continue;
        if (typeof value === "function") element.addEventListener(name, value);
        else element.setAttribute(name, value === true ? "" : READ.has(name) ? cut(told(String(value)), READ_MAX) : String(value));
    }
    for (const child of children)
        if (child !== null && child !== undefined && child !== false)
            element.append(child instanceof Node ? child : document.createTextNode(told(String(child))));
}

export function cut(text: string, letters: number): string {
    return text.length <= letters ? text : `${text.slice(0, letters)}… (${(text.length - letters).toLocaleString("en")} letters more)`;
}

export function h<K extends keyof HTMLElementTagNameMap>(
    tag: K,
    attributes: Attributes = {},
    ...children: Child[]
): HTMLElementTagNameMap[K] {
    const element = document.createElement(tag);
    fill(element, attributes, children);
    return element;
}

export function svg(tag: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    fill(element, attributes, children);
    return element;
}

export function replace(parent: Element, ...children: Child[]): void {
    parent.replaceChildren();
    fill(parent, {}, children);
}

// Said by screen readers, seen by nobody.
export function announce(text: string): void {
    const region = document.getElementById("status");
    if (region) region.textContent = told(text);
}
