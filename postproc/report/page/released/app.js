"use strict";
(() => {
  // src/data.ts
  async function unpacked(base64) {
    const bytes = Uint8Array.from(atob(base64), (digit) => digit.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }
  var waiting = /* @__PURE__ */ new Map();
  var pieces = /* @__PURE__ */ new Map();
  var PIECES_MAX = 400;
  globalThis["callchain"] = {
    piece(name, text) {
      waiting.get(name)?.resolve(text);
      waiting.delete(name);
    }
  };
  function load(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      waiting.set(name, { resolve, reject });
      script.src = `data/${name}.js`;
      script.onload = () => {
        script.remove();
        waiting.get(name)?.reject(new Error(`data/${name}.js does not hold what it should`));
        waiting.delete(name);
      };
      script.onerror = () => {
        script.remove();
        waiting.delete(name);
        reject(new Error(`data/${name}.js is missing`));
      };
      document.head.append(script);
    });
  }
  function piece(name) {
    let found = pieces.get(name);
    if (!found) {
      if (pieces.size >= PIECES_MAX) pieces.delete(pieces.keys().next().value);
      found = load(name).then(unpacked);
      pieces.set(name, found);
    }
    return found;
  }
  function pieceOf(first, number2) {
    let low = 0;
    let high = first.length;
    while (low + 1 < high) {
      const middle = low + high >> 1;
      if (first[middle] <= number2) low = middle;
      else high = middle;
    }
    return low;
  }
  var Program = class {
    constructor(overview) {
      this.overview = overview;
    }
    overview;
    names = [];
    marks = [];
    async fact(number2) {
      const at2 = pieceOf(this.overview.function_pieces, number2);
      const facts2 = await piece(`functions-${at2}`);
      return facts2[number2 - this.overview.function_pieces[at2]];
    }
    async loadNames(at2) {
      if (this.names[at2]) return;
      const loaded = await piece(`names-${at2}`);
      this.names[at2] = loaded.names;
      this.marks[at2] = loaded.marks;
    }
    async loadAllNames() {
      await Promise.all(Array.from({ length: this.overview.name_pieces }, (_, at2) => this.loadNames(at2)));
    }
    // Its names' pieces are to be loaded.
    name(number2) {
      const size = this.overview.names_in_piece;
      return this.names[Math.floor(number2 / size)]?.[number2 % size] ?? `#${number2}`;
    }
    mark(number2) {
      const size = this.overview.names_in_piece;
      return this.marks[Math.floor(number2 / size)]?.[number2 % size] ?? 0;
    }
    async need(numbers) {
      const wanted = /* @__PURE__ */ new Set();
      for (const number2 of numbers) wanted.add(Math.floor(number2 / this.overview.names_in_piece));
      await Promise.all([...wanted].map((at2) => this.loadNames(at2)));
    }
    async files() {
      return piece("files");
    }
  };

  // src/dom.ts
  var UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
  function told(text) {
    return text.replace(UNSEEN, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
  }
  var READ = /* @__PURE__ */ new Set(["title", "aria-label"]);
  var READ_MAX = 4e3;
  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === void 0 || value === false) continue;
      if (typeof value === "function") element.addEventListener(name, value);
      else element.setAttribute(name, value === true ? "" : READ.has(name) ? cut(told(String(value)), READ_MAX) : String(value));
    }
    for (const child of children)
      if (child !== null && child !== void 0 && child !== false)
        element.append(child instanceof Node ? child : document.createTextNode(told(String(child))));
  }
  function cut(text, letters) {
    return text.length <= letters ? text : `${text.slice(0, letters)}… (${(text.length - letters).toLocaleString("en")} letters more)`;
  }
  function h(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    fill(element, attributes, children);
    return element;
  }
  function svg(tag, attributes = {}, ...children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    fill(element, attributes, children);
    return element;
  }
  function replace(parent, ...children) {
    parent.replaceChildren();
    fill(parent, {}, children);
  }
  function announce(text) {
    const region = document.getElementById("status");
    if (region) region.textContent = told(text);
  }

  // src/chains.ts
  var ADDRESS = "address";
  function beginning(fact) {
    const set = /* @__PURE__ */ new Set();
    fact.own.forEach((own2, local) => {
      if (own2 & 1 /* Begins */) set.add(local);
    });
    return set;
  }
  function ownCount(fact, set) {
    let count2 = 0;
    for (const local of set) if ((fact.own[local] ?? 0) & 1 /* Begins */) count2++;
    return count2;
  }
  function grouped(list, by) {
    const groups = /* @__PURE__ */ new Map();
    for (let i = 0; i < list.length; i += 2) {
      const key = list[i + by];
      const group = groups.get(key);
      if (group) group.push(list[i + 1 - by]);
      else groups.set(key, [list[i + 1 - by]]);
    }
    return groups;
  }
  function guessed(ways) {
    if (ways.possible || ways.guesses === null) return () => true;
    if (!ways.guesses) return () => false;
    const all = new Map([...grouped(ways.guesses, 0)].map(([from, list]) => [from, new Set(list)]));
    return (from, to) => all.get(from)?.has(to) ?? false;
  }
  function within(fact, set, certain = false, back = false) {
    if (!fact.pairs?.length) return set;
    const next = grouped(fact.pairs, back ? 1 : 0);
    const guess = certain ? guessed(fact) : () => false;
    const reached = new Set(set);
    const queue = [...set];
    for (let at2 = queue.pop(); at2 !== void 0; at2 = queue.pop())
      for (const to of next.get(at2) ?? [])
        if (!reached.has(to) && !(back ? guess(to, at2) : guess(at2, to))) {
          reached.add(to);
          queue.push(to);
        }
    return reached;
  }
  function follow(edge, set, ends2, certain, back) {
    const reached = /* @__PURE__ */ new Set();
    const guess = certain ? guessed(edge) : () => false;
    const take = (here, there) => {
      if (set.has(here) && !(back ? guess(there, here) : guess(here, there))) reached.add(there);
    };
    if (edge.pairs) for (let i = 0; i < edge.pairs.length; i += 2) take(edge.pairs[i + (back ? 1 : 0)], edge.pairs[i + (back ? 0 : 1)]);
    else if (!certain || !edge.possible && edge.guesses === void 0) {
      if (set.size) for (let local = 0; local < ends2; local++) reached.add(local);
    } else if (!edge.possible && edge.guesses) for (const here of set) for (let there = 0; there < ends2; there++) take(here, there);
    return reached;
  }
  function stepped(edge, set, callee, certain = false) {
    return within(callee, follow(edge, set, callee.own.length, certain, false), certain);
  }
  function steppedBack(edge, set, caller, certain = false) {
    return within(caller, follow(edge, set, caller.own.length, certain, true), certain, true);
  }
  function isPossible(edge, set, there, back = false) {
    return !!edge.possible || edge.guesses !== void 0 && !follow(edge, set, there.own.length, true, back).size;
  }
  function leadsToKernel(fact, set, certain = false) {
    for (const local of set) if ((fact.own[local] ?? 0) & (certain ? 4 /* Surely */ : 2 /* LeadsToKernel */)) return true;
    return false;
  }

  // src/highlight.ts
  var WORDS = {
    cxx: "alignas auto bool break case catch char class const constexpr consteval continue decltype default delete do double else enum explicit extern false float for friend goto if inline int long mutable namespace new noexcept nullptr operator private protected public return short signed sizeof static static_assert struct switch template this throw true try typedef typename union unsigned using virtual void volatile while __global__ __device__ __host__ __shared__ __launch_bounds__ __forceinline__ concept requires co_await co_return co_yield",
    python: "and as assert async await break class continue def del elif else except False finally for from global if import in is lambda None nonlocal not or pass raise return True try while with yield match case"
  };
  var PATTERN = {
    cxx: /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|\b\d[\w.']*|[A-Za-z_]\w*/g,
    python: /#[^\n]*|(?:"""[\s\S]*?(?:"""|$))|(?:'''[\s\S]*?(?:'''|$))|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|\b\d[\w.]*|[A-Za-z_]\w*/g
  };
  function tokens(text, language) {
    const words = new Set(WORDS[language].split(" "));
    const out = [];
    let at2 = 0;
    for (const match of text.matchAll(PATTERN[language])) {
      const piece2 = match[0];
      const first = piece2[0];
      const kind = first === "#" || piece2.startsWith("//") || piece2.startsWith("/*") ? "comment" : first === '"' || first === "'" ? "string" : /\d/.test(first) ? "number" : words.has(piece2) ? "word" : "";
      if (!kind) continue;
      if (match.index > at2) out.push({ kind: "", text: text.slice(at2, match.index) });
      out.push({ kind, text: piece2 });
      at2 = match.index + piece2.length;
    }
    if (at2 < text.length) out.push({ kind: "", text: text.slice(at2) });
    return out;
  }

  // src/measures.ts
  var count = (value) => value.toLocaleString("en");
  function duration(time) {
    const [value, unit] = time >= 1e6 ? [time / 1e6, "s"] : time >= 1e3 ? [time / 1e3, "ms"] : [time, "µs"];
    return `${value >= 1e3 ? count(Math.round(value)) : Number(value.toPrecision(3))} ${unit}`;
  }
  var MEASURES = [
    { key: "bytes", name: "bytes", about: "of code: all architectures and copies, unpacked" },
    { key: "registers", name: "registers", about: "of a thread: the most that one specialization takes" },
    { key: "spills", name: "spills", about: "bytes that registers are stored to" },
    { key: "stack", name: "stack", about: "bytes of a thread" },
    { key: "static_shared", name: "static_shared", about: "bytes of static shared memory" },
    { key: "time", name: "time", about: "microseconds, of all events" },
    { key: "events", name: "events", about: "of the profiler's trace" }
  ];
  function codeText(measured) {
    const { bytes, registers, spills, stack, static_shared: shared } = measured;
    return [
      bytes === void 0 ? "" : `${count(bytes)} bytes of code`,
      registers === void 0 ? "" : `${registers} registers`,
      spills === void 0 ? "" : `${count(spills)} bytes of spills`,
      stack ? `${count(stack)} bytes of stack` : "",
      shared ? `${count(shared)} bytes of static shared memory` : ""
    ].filter(Boolean).join(", ");
  }
  function timeText(measured) {
    if (measured.events === void 0) return "";
    return `${measured.time === void 0 ? "" : `${duration(measured.time)} in `}${count(measured.events)} ${measured.events === 1 ? "event" : "events"}`;
  }

  // src/names.ts
  function closing(text, open) {
    let depth = 0;
    for (let i = open; i < text.length; i++) {
      const letter = text[i];
      if (letter === "<") depth++;
      else if (letter === ">" && text[i - 1] !== "-" && --depth === 0) return i;
    }
    return text.length;
  }
  function shortened(name, room) {
    if (name.length <= room) return name;
    let shown = name;
    for (let depth = 6; depth >= 1 && shown.length > room; depth--) shown = emptied(shown, depth);
    if (shown.length <= room) return shown;
    const head = Math.ceil((room - 1) * 0.6);
    return shown.slice(0, head) + "…" + shown.slice(shown.length - (room - 1 - head));
  }
  function emptied(text, level) {
    let out = "";
    let depth = 0;
    for (let i = 0; i < text.length; i++) {
      const letter = text[i];
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
  function own(name) {
    let depth = 0;
    for (let i = name.length - 1; i > 0; i--) {
      const letter = name[i];
      if (/[>)\]]/.test(letter) && name[i - 1] !== "-") depth++;
      else if (/[<([]/.test(letter)) depth--;
      else if (depth <= 0 && (letter === ":" && name[i - 1] === ":" || letter === ".") && i + 1 < name.length) return name.slice(i + 1);
    }
    return name;
  }
  function nameCell(name) {
    const itself = own(name);
    return h("span", { class: "name" }, name === itself ? null : h("span", { class: "scope" }, name.slice(0, name.length - itself.length)), h("span", { class: "own" }, shortened(itself, 110)));
  }

  // src/table.ts
  function cellText(cell) {
    if (cell === null || cell === void 0) return "";
    if (Array.isArray(cell)) return cell.join(", ");
    if (typeof cell === "object") return "unknown" in cell ? `unknown: ${cell.unknown}` : cell.expression;
    return String(cell);
  }
  function compareCells(a, b) {
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (typeof a === "number") return -1;
    if (typeof b === "number") return 1;
    const x = cellText(a);
    const y = cellText(b);
    return x < y ? -1 : x > y ? 1 : 0;
  }
  function matches(filter, cell) {
    const operator = /^(<=|>=|!=|=|<|>)\s*(.*)$/.exec(filter.trim());
    if (!operator) return cellText(cell).toLowerCase().includes(filter.trim().toLowerCase());
    const wanted = operator[2];
    const number2 = Number(wanted);
    const numeric = wanted !== "" && !Number.isNaN(number2) && typeof cell === "number";
    const order = numeric ? cell - number2 : compareCells(cellText(cell), wanted);
    switch (operator[1]) {
      case "=":
        return order === 0;
      case "!=":
        return order !== 0;
      case "<":
        return order < 0;
      case ">":
        return order > 0;
      case "<=":
        return order <= 0;
      default:
        return order >= 0;
    }
  }
  var ROW_HEIGHT = 28;
  var VISIBLE_MAX = 200;
  var CELL_MAX = 500;
  var PRINTED_MAX = 500;
  var tables = /* @__PURE__ */ new Set();
  function forPrint(on) {
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
  var Table = class {
    constructor(label, columns, rows2, open, state, changed = () => void 0, whole = (row) => this.columns.map((column, at2) => [column.name, this.rows[row]?.[at2] ?? null])) {
      this.label = label;
      this.columns = columns;
      this.rows = rows2;
      this.open = open;
      this.changed = changed;
      this.whole = whole;
      this.state = state ?? { sort: -1, descending: false, filters: [] };
      this.body = h("div", { role: "rowgroup", class: "rows" });
      this.count = h("p", { class: "count", role: "status" });
      this.scroller = h(
        "div",
        { class: "scroller", tabindex: 0, role: "table", "aria-label": label, "aria-rowcount": rows2.length + 1, scroll: () => this.draw() },
        this.head(),
        this.body
      );
      this.layOut();
      this.detail = h("section", { class: "detail", "aria-label": `${label}: the whole row`, "aria-live": "polite" });
      this.element = h("div", { class: "table" }, this.count, this.scroller, this.detail);
      this.arrange();
      new ResizeObserver(() => this.draw()).observe(this.scroller);
      tables.add(new WeakRef(this));
    }
    label;
    columns;
    rows;
    open;
    changed;
    whole;
    element;
    order = [];
    printing = false;
    body;
    count;
    scroller;
    detail;
    first = 0;
    // the first row that is an element
    chosen = -1;
    // the row that is shown whole
    state;
    widths() {
      return this.columns.map((column, at2) => {
        let width = Math.max(column.name.length + 3, column.width ?? 0);
        if (!column.width)
          for (let row = 0; row < Math.min(this.rows.length, 300); row++)
            width = Math.max(width, Math.min(cellText(this.rows[row]?.[at2] ?? null).length + 1, 44));
        return width;
      });
    }
    // Columns that were given a width share what is left of the line; none takes more than most of a narrow window.
    layOut() {
      const least = this.widths().map((width) => `min(${width}ch, 60vw)`);
      this.scroller.style.setProperty("--width", `calc(${least.join(" + ")})`);
      this.scroller.style.setProperty("--columns", this.columns.map((column, at2) => column.width ? `minmax(${least[at2]}, ${column.width}fr)` : least[at2]).join(" "));
    }
    head() {
      const head = h("div", { role: "rowgroup", class: "head" });
      const names = h("div", { role: "row", class: "row" });
      const filters = h("div", { role: "row", class: "row filters" });
      this.columns.forEach((column, at2) => {
        const button = h("button", { type: "button", title: column.about ?? `sort by ${column.name}`, click: () => this.sortBy(at2) }, column.name);
        names.append(h("div", { role: "columnheader", "aria-sort": "none", class: this.rows.some((row) => typeof row[at2] === "number") ? "number" : "" }, button));
        const input = h("input", {
          type: "search",
          "aria-label": `only rows whose ${column.name} is or has`,
          placeholder: "filter",
          title: "letters that are in it, or =, !=, <, <=, >, >= and a value",
          value: this.state.filters[at2] ?? "",
          input: () => {
            this.state.filters[at2] = input.value;
            this.arrange();
            this.changed(this.state);
          }
        });
        filters.append(h("div", { role: "cell" }, input));
      });
      head.append(names, filters);
      return head;
    }
    print(on) {
      this.printing = on;
      const shown = on ? Math.min(this.order.length, PRINTED_MAX) : this.order.length;
      this.body.style.height = `${shown * ROW_HEIGHT}px`;
      this.element.querySelector(".printed")?.remove();
      if (shown < this.order.length) this.element.append(h("p", { class: "note printed" }, `The first ${shown} of ${count(this.order.length)} rows.`));
      this.draw();
    }
    sortBy(column) {
      this.state.descending = this.state.sort === column && !this.state.descending;
      this.state.sort = column;
      this.arrange();
      this.changed(this.state);
      announce(`${this.label}: sorted by ${this.columns[column]?.name}${this.state.descending ? ", descending" : ""}`);
    }
    showWhole(row) {
      this.chosen = row;
      for (const [at2, element] of [...this.body.children].entries()) element.classList.toggle("chosen", this.order[this.first + at2] === row);
      replace(this.detail, h("h2", {}, "The whole row"), h("dl", { class: "facts" }, ...this.whole(row).flatMap(([name, cell]) => [h("dt", {}, name), h("dd", {}, cellText(cell))])));
      this.detail.scrollIntoView({ block: "nearest" });
    }
    arrange() {
      const { sort, descending, filters } = this.state;
      this.order = [];
      this.rows.forEach((row, number2) => {
        if (filters.every((filter, at2) => !filter || matches(filter, row[at2] ?? null))) this.order.push(number2);
      });
      if (sort >= 0)
        this.order.sort((a, b) => {
          const by = compareCells(this.rows[a]?.[sort] ?? null, this.rows[b]?.[sort] ?? null);
          return (descending ? -by : by) || a - b;
        });
      this.scroller.querySelectorAll("[role=columnheader]").forEach(
        (header, at2) => header.setAttribute("aria-sort", at2 !== sort ? "none" : descending ? "descending" : "ascending")
      );
      this.count.textContent = this.order.length === this.rows.length ? `${count(this.rows.length)} ${this.rows.length === 1 ? "row" : "rows"}` : `${count(this.order.length)} of ${count(this.rows.length)} rows`;
      this.body.style.height = `${this.order.length * ROW_HEIGHT}px`;
      this.draw();
    }
    draw() {
      const top = Math.max(0, this.scroller.scrollTop - ROW_HEIGHT * 10);
      const first = this.printing ? 0 : Math.min(Math.floor(top / ROW_HEIGHT), Math.max(0, this.order.length - 1));
      const height = this.scroller.clientHeight || 600;
      const last = Math.min(this.order.length, this.printing ? PRINTED_MAX : first + Math.min(VISIBLE_MAX, Math.ceil(height / ROW_HEIGHT) + 25));
      const shown = [];
      this.first = first;
      for (let at2 = first; at2 < last; at2++) {
        const number2 = this.order[at2];
        const row = this.rows[number2];
        const element = h("div", { role: "row", class: "row", "aria-rowindex": at2 + 2 });
        element.style.top = `${at2 * ROW_HEIGHT}px`;
        this.columns.forEach((column, place) => {
          const cell = row[place] ?? null;
          const text = cellText(cell);
          const kind = cell !== null && typeof cell === "object" && !Array.isArray(cell) ? "unknown" in cell ? "unknown" : "expression" : typeof cell;
          element.append(h("div", { role: "cell", class: kind, title: text }, column.show && text ? column.show(cell, row) : cut(text, CELL_MAX)));
        });
        const open = this.open ?? ((row2) => this.showWhole(row2));
        element.tabIndex = 0;
        if (number2 === this.chosen) element.classList.add("chosen");
        element.addEventListener("click", () => open(number2));
        element.addEventListener("keydown", (event) => {
          if (event.key === "Enter") open(number2);
        });
        shown.push(element);
      }
      replace(this.body, ...shown);
    }
  };
  function pivot(columns, rows2, keys) {
    const groups = /* @__PURE__ */ new Map();
    for (const row of rows2) {
      const key = JSON.stringify(keys.map((at2) => row[at2] ?? null));
      const group = groups.get(key);
      if (group) group.push(row);
      else groups.set(key, [row]);
    }
    const others = columns.map((_, at2) => at2).filter((at2) => !keys.includes(at2));
    const heads = [...keys.map((at2) => columns[at2]), { name: "rows" }, ...others.map((at2) => columns[at2])];
    const lines = [...groups.values()].map((group) => {
      const first = group[0];
      const summed = others.map((at2) => {
        const values = /* @__PURE__ */ new Map();
        for (const row of group) values.set(JSON.stringify(row[at2] ?? null), row[at2] ?? null);
        if (values.size === 1) return first[at2] ?? null;
        const numbers = [...values.values()];
        return numbers.every((value) => typeof value === "number") ? `${Math.min(...numbers)} … ${Math.max(...numbers)}` : values.size <= 4 ? numbers.map(cellText).join(" | ") : `${values.size} values`;
      });
      return [...keys.map((at2) => first[at2] ?? null), group.length, ...summed];
    });
    return { columns: heads, rows: lines };
  }

  // src/state.ts
  function stateOf(hash) {
    const at2 = hash.indexOf("?");
    try {
      const state = JSON.parse(at2 < 0 ? "{}" : decodeURIComponent(hash.slice(at2 + 1)));
      return state && typeof state === "object" && !Array.isArray(state) ? state : {};
    } catch {
      return {};
    }
  }
  function keep(change) {
    const state = { ...stateOf(location.hash), ...change };
    for (const [key, value] of Object.entries(state)) if (value === void 0) delete state[key];
    const path2 = location.hash.split("?")[0] || "#/";
    history.replaceState(null, "", Object.keys(state).length ? `${path2}?${encodeURIComponent(JSON.stringify(state))}` : path2);
  }
  var texts = (value) => Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
  function tableState(columns, told2, unless) {
    if (!told2 || typeof told2 !== "object") return unless ?? { sort: -1, descending: false, filters: [] };
    const { sort, down, where } = told2;
    return {
      sort: columns.findIndex((column) => column.name === sort),
      descending: !!down,
      filters: columns.map((column) => {
        const text = where && typeof where === "object" && Object.hasOwn(where, column.name) ? where[column.name] : "";
        return typeof text === "string" ? text : "";
      })
    };
  }
  function sorted(columns, state) {
    const filters = columns.map((column, at2) => [column.name, state.filters[at2] ?? ""]).filter(([, text]) => text);
    return { ...state.sort >= 0 ? { sort: columns[state.sort]?.name ?? "" } : {}, ...state.descending ? { down: true } : {}, ...filters.length ? { where: Object.fromEntries(filters) } : {} };
  }
  function keptTable(label, columns, rows2, open, unless) {
    return new Table(label, columns, rows2, open, tableState(columns, stateOf(location.hash)[label], unless), (now) => keep({ [label]: sorted(columns, now) })).element;
  }

  // src/function.ts
  var CHILDREN_MAX = 200;
  var NEIGHBOURS_MAX = 50;
  var OPEN_MAX = 40;
  function functionLink(program, number2, room = 90) {
    const name = program.name(number2);
    return h("a", { href: `#/function/${number2}`, title: name }, shortened(name, room));
  }
  function badges(program, number2) {
    const mark = program.mark(number2);
    const told2 = [
      [1 /* Kernel */, "kernel", "runs on the device, launched from the host"],
      [2 /* Binding */, "binding", "a name that Python sees of compiled code"],
      [4 /* Python */, "Python", ""],
      [8 /* Device */, "device", "runs on the device"],
      [32 /* Outside */, "outside", "of the toolchain or a library, or not defined in what was read"]
    ];
    return told2.filter(([bit]) => mark & bit).map(([, name, about]) => h("span", { class: `badge ${name}`, title: about }, name));
  }
  var Tree = class {
    constructor(program, up, look, seen, turned) {
      this.program = program;
      this.up = up;
      this.look = look;
      this.seen = seen;
      this.turned = turned;
      this.element = h("ul", { role: "tree", class: "tree", "aria-label": up ? "callers" : "chains", keydown: (event) => this.key(event) });
    }
    program;
    up;
    look;
    seen;
    turned;
    element;
    onlyKernels = true;
    possible = true;
    async begin(number2) {
      const fact = await this.program.fact(number2);
      const all = new Set(fact.own.keys());
      const set = this.up ? all : within(fact, beginning(fact), !this.possible);
      replace(this.element, this.item({ number: number2, fact, set, path: [number2] }, 1));
      const first = this.element.querySelector("[role=treeitem]");
      if (first) {
        first.tabIndex = 0;
        await this.toggle(first);
      }
    }
    // The ways that are opened, as addresses keep them: functions' numbers, the last ones of ways that go on.
    opened() {
      const items = [...this.element.querySelectorAll("[aria-expanded=true]")].filter((item) => !item.querySelector("[aria-expanded=true]"));
      return items.map((item) => (this.nodes.get(item)?.path ?? []).slice(1).join(".")).filter(Boolean).slice(0, OPEN_MAX);
    }
    async reopen(ways) {
      for (const way of ways.slice(0, OPEN_MAX)) {
        let item = this.element.querySelector("[role=treeitem]");
        for (const number2 of way.split(".").map(Number)) {
          item = [...item?.querySelectorAll(":scope > ul > [role=treeitem]") ?? []].find((of) => this.nodes.get(of)?.number === number2) ?? null;
          if (!item) break;
          if (item.getAttribute("aria-expanded") === "false") await this.toggle(item);
        }
      }
    }
    nodes = /* @__PURE__ */ new WeakMap();
    item(node, level) {
      const { edge } = node;
      const kernel = this.program.mark(node.number) & 1 /* Kernel */;
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
        edge?.line ? h("button", { type: "button", class: "place", title: "show the call", click: () => this.seen({ number: this.up ? node.number : node.path[node.path.length - 2] ?? node.number, file: edge.file, line: edge.line }) }, `:${edge.line}`) : null
      );
      const item = h("li", { role: "treeitem", "aria-level": level, tabindex: -1, ...leaf ? {} : { "aria-expanded": "false" } }, label);
      if (!leaf)
        label.prepend(
          h("button", { type: "button", class: "twist", tabindex: -1, "aria-hidden": "true", click: () => void this.turn(item) }, "▸")
        );
      item.addEventListener("focus", () => this.look({ number: node.number, file: node.fact.file, line: node.fact.line }));
      this.nodes.set(item, node);
      return item;
    }
    // As a person does it: what is open is kept.
    async turn(item) {
      await this.toggle(item);
      this.turned(this.opened());
    }
    async toggle(item) {
      if (item.getAttribute("aria-expanded") === null) return;
      const open = item.getAttribute("aria-expanded") === "true";
      item.setAttribute("aria-expanded", String(!open));
      const twist = item.querySelector(".twist");
      if (twist) twist.textContent = open ? "▸" : "▾";
      item.querySelector(":scope > ul")?.remove();
      if (open) return;
      const node = this.nodes.get(item);
      const children = await (this.up ? this.callers(node) : this.callees(node));
      const level = Number(item.getAttribute("aria-level")) + 1;
      const list = h("ul", { role: "group" }, ...children.slice(0, CHILDREN_MAX).map((child) => this.item(child, level)));
      if (!children.length) list.append(h("li", { class: "note" }, this.up ? "nothing that was read calls it" : this.onlyKernels ? "no kernel from here" : "it calls nothing"));
      if (children.length > CHILDREN_MAX) list.append(h("li", { class: "note" }, `… and ${children.length - CHILDREN_MAX} more: search for one of them`));
      item.querySelector(":scope > ul")?.remove();
      item.append(list);
      announce(`${children.length} ${this.up ? "callers" : "callees"}`);
    }
    async callees(node) {
      const out = [];
      await this.program.need(node.fact.callees.map((edge) => edge.to));
      const folded = node.fact.own.some((own2) => !(own2 & 1 /* Begins */));
      for (const edge of node.fact.callees) {
        if (edge.possible && !this.possible || folded && edge.to === node.number) continue;
        if (this.onlyKernels && (edge.kind === ADDRESS || !(this.program.mark(edge.to) & (64 /* LeadsToKernel */ | 1 /* Kernel */)))) continue;
        const fact = await this.program.fact(edge.to);
        const set = stepped(edge, node.set, fact, !this.possible);
        if (!set.size || this.onlyKernels && !leadsToKernel(fact, set, !this.possible)) continue;
        out.push({ number: edge.to, fact, set, edge, possible: isPossible(edge, node.set, fact), path: [...node.path, edge.to] });
      }
      return out;
    }
    async callers(node) {
      const out = [];
      await this.program.need(node.fact.callers);
      for (const number2 of node.fact.callers) {
        const fact = await this.program.fact(number2);
        if (number2 === node.number && fact.own.some((own2) => !(own2 & 1 /* Begins */))) continue;
        for (const edge of fact.callees) {
          if (edge.to !== node.number || edge.possible && !this.possible) continue;
          const set = steppedBack(edge, node.set, fact, !this.possible);
          if (set.size) out.push({ number: number2, fact, set, edge, possible: isPossible(edge, node.set, fact, true), path: [...node.path, number2] });
        }
      }
      return out;
    }
    key(event) {
      const items = [...this.element.querySelectorAll("[role=treeitem]")];
      const at2 = items.indexOf(event.target);
      const item = items[at2];
      if (!item) return;
      const go = (to) => {
        if (!to) return;
        item.tabIndex = -1;
        to.tabIndex = 0;
        to.focus();
      };
      const expanded = item.getAttribute("aria-expanded");
      switch (event.key) {
        case "ArrowDown":
          go(items[at2 + 1]);
          break;
        case "ArrowUp":
          go(items[at2 - 1]);
          break;
        case "Home":
          go(items[0]);
          break;
        case "End":
          go(items[items.length - 1]);
          break;
        case "ArrowRight":
          if (expanded === "false") void this.turn(item);
          else go(item.querySelector("[role=treeitem]"));
          break;
        case "ArrowLeft":
          if (expanded === "true") void this.turn(item);
          else go(item.parentElement?.closest("[role=treeitem]"));
          break;
        case "Enter":
          location.hash = `#/function/${this.nodes.get(item)?.number}`;
          break;
        default:
          return;
      }
      event.preventDefault();
    }
  };
  var LINE_MAX = 2e3;
  var AROUND = 400;
  async function showSource(program, target, fact, line, file = fact.file) {
    if (file === void 0) {
      replace(target, h("p", { class: "note" }, fact.path ? `${fact.path}:${fact.line} is outside of what was read` : "no place is known"));
      return;
    }
    const facts2 = (await program.files())[file];
    if (!facts2 || facts2.problem) {
      replace(target, h("h3", {}, `${facts2?.name ?? ""}:${line ?? fact.line ?? ""}`), h("p", { class: "note" }, facts2?.problem ?? "not there"));
      return;
    }
    const { text } = await piece(`source-${file}`);
    const lines = text.split("\n");
    const wanted = line ?? fact.line ?? 1;
    const first = Math.max(1, Math.min(wanted, fact.lines?.[0] ?? wanted) - AROUND);
    const last = Math.min(lines.length, wanted + AROUND);
    const code = h("pre", { class: "code", tabindex: 0, "aria-label": `source of ${facts2.name}` });
    const language = facts2.name.endsWith(".py") ? "python" : "cxx";
    let number2 = first;
    let row = h("span", { class: "line" });
    let width = 0;
    const begin = () => {
      const own2 = file === fact.file && fact.lines && number2 >= fact.lines[0] && number2 <= fact.lines[1];
      row = h("span", { class: `line${number2 === wanted ? " wanted" : ""}${own2 ? " own" : ""}` }, h("span", { class: "number", "aria-hidden": "true" }, number2));
      code.append(row);
      width = 0;
    };
    begin();
    for (const token of tokens(lines.slice(first - 1, last).join("\n"), language))
      token.text.split("\n").forEach((part, at2) => {
        if (at2) {
          row.append("\n");
          number2++;
          begin();
        }
        const room = LINE_MAX - width;
        width += part.length;
        const shown = told(part.length > room ? cut(part, room) : part);
        if (room > 0) row.append(token.kind ? h("span", { class: `t-${token.kind}` }, shown) : shown);
      });
    replace(target, h("h3", {}, `${facts2.name}:${wanted}`), code);
    const seen = code.querySelector(".wanted");
    if (seen) code.scrollTop = seen.offsetTop - code.clientHeight / 3;
  }
  async function neighbourhood(program, number2, fact) {
    const layers = /* @__PURE__ */ new Map([[number2, 0]]);
    const edges = [];
    const add = (to, layer) => void (layers.has(to) || layers.set(to, layer));
    for (const caller of fact.callers) add(caller, -1);
    for (const edge of fact.callees) add(edge.to, 1);
    if (layers.size > NEIGHBOURS_MAX)
      return h("p", { class: "note" }, `${layers.size - 1} functions call it or are called by it, too many to be drawn: open the tree, or ask for those that lead to a kernel.`);
    for (const of of [...layers.keys()]) {
      const facts2 = of === number2 ? fact : await program.fact(of);
      for (const edge of facts2.callees) if (layers.has(edge.to) && edge.to !== of) edges.push({ from: of, to: edge.to, possible: !!edge.possible, kind: edge.kind });
    }
    await program.need(layers.keys());
    return drawing(program, layers, edges);
  }
  function drawing(program, layers, edges) {
    const columns = /* @__PURE__ */ new Map();
    for (const [number2, layer] of layers) columns.set(layer, [...columns.get(layer) ?? [], number2]);
    const wide = 300;
    const high = 34;
    const place = /* @__PURE__ */ new Map();
    const depth = Math.max(...[...columns.values()].map((column) => column.length));
    [...columns.keys()].sort((a, b) => a - b).forEach((layer, at2) => {
      const column = columns.get(layer);
      column.forEach((number2, row) => place.set(number2, { x: at2 * (wide + 60) + 10, y: ((depth - column.length) / 2 + row) * high + 10 }));
    });
    const picture = svg("svg", { viewBox: `0 0 ${columns.size * (wide + 60) - 40} ${depth * high + 20}`, role: "group", "aria-label": "callers and callees", class: "drawing" });
    for (const edge of edges) {
      const from = place.get(edge.from);
      const to = place.get(edge.to);
      const x = from.x + wide;
      picture.append(svg("path", { d: `M${x},${from.y + 13} C${x + 30},${from.y + 13} ${to.x - 30},${to.y + 13} ${to.x},${to.y + 13}`, class: `edge ${edge.kind}${edge.possible ? " possible" : ""}` }));
    }
    for (const [number2, { x, y }] of place)
      picture.append(
        svg(
          "a",
          { href: `#/function/${number2}` },
          svg("rect", { x, y, width: wide, height: 26, rx: 4, class: layers.get(number2) === 0 ? "node self" : "node" }),
          svg("text", { x: x + 8, y: y + 17 }, shortened(program.name(number2), 42)),
          svg("title", {}, program.name(number2))
        )
      );
    return h("div", { class: "picture", tabindex: 0, role: "group", "aria-label": "neighbourhood" }, picture);
  }
  async function facts(program, number2, fact) {
    const file = fact.path ?? (fact.file === void 0 ? "" : (await program.files())[fact.file]?.name ?? "");
    const rows2 = [
      ["place", fact.line ? `${file}:${fact.line} (${fact.place})` : "not known"],
      ["language", fact.language],
      ["signature", fact.signature ?? ""],
      ["specializations", fact.specializations ? String(fact.specializations) : ""],
      ["compiled", fact.measured ? codeText(fact.measured) : ""],
      ["measured", fact.measured ? timeText(fact.measured) : ""],
      ["flags", fact.flags.replaceAll(",", ", ")],
      ["identity", fact.id]
    ];
    return h("dl", { class: "facts" }, ...rows2.filter(([, text]) => text).flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, text)]), ...kernelLink(program, number2));
  }
  function kernelLink(program, number2) {
    const at2 = program.overview.kernels.findIndex((kernel) => kernel.function === number2);
    return at2 < 0 ? [] : [h("dt", {}, "launches"), h("dd", {}, h("a", { href: `#/kernel/${at2}` }, `${program.overview.kernels[at2]?.rows} rows`))];
  }
  async function functionPage(program, main, number2) {
    if (!(number2 >= 0 && number2 < program.overview.function_count)) throw new Error("there is no such function");
    const fact = await program.fact(number2);
    await program.need([number2]);
    const source = h("section", { class: "source", "aria-label": "source" });
    const look = (place) => void program.fact(place.number).then((of) => showSource(program, source, of, place.line, place.file));
    const seen = (place) => {
      keep({ see: [place.number, place.file, place.line].map((value) => value ?? null) });
      look(place);
    };
    const state = stateOf(location.hash);
    const down = new Tree(program, false, look, seen, (open) => keep({ down: open.length ? open : void 0 }));
    const up = new Tree(program, true, look, seen, (open) => keep({ up: open.length ? open : void 0 }));
    down.onlyKernels = state["all"] !== true;
    down.possible = up.possible = state["certain"] !== true;
    const option = (text, checked, change) => {
      const box = h("input", { type: "checkbox", checked, change: () => {
        change(box.checked);
        keep({ down: void 0, up: void 0 });
        void Promise.all([down.begin(number2), up.begin(number2)]);
      } });
      return h("label", {}, box, " ", text);
    };
    const parameters = program.overview.parameters.indexOf(number2);
    const drawn = h("details", { toggle: () => void (drawn.open && drawn.children.length < 2 && neighbourhood(program, number2, fact).then((picture) => drawn.append(picture))) }, h("summary", {}, "Neighbours, drawn"));
    replace(
      main,
      h("h1", { title: program.name(number2) }, shortened(program.name(number2), 160)),
      h("p", {}, ...badges(program, number2)),
      await facts(program, number2, fact),
      h(
        "p",
        { class: "links" },
        h("a", { href: `#/flame/${number2}` }, "flame view of its chains"),
        parameters >= 0 ? h("span", {}, " · ", h("a", { href: `#/parameters/${parameters}` }, "where its parameters go")) : null
      ),
      h(
        "div",
        { class: "options" },
        option("only what leads to a kernel", down.onlyKernels, (on) => {
          down.onlyKernels = on;
          keep({ all: on ? void 0 : true });
        }),
        option("possible calls, too", down.possible, (on) => {
          down.possible = up.possible = on;
          keep({ certain: on ? void 0 : true });
        })
      ),
      h(
        "div",
        { class: "beside" },
        h(
          "div",
          { class: "trees" },
          h("section", {}, h("h2", {}, "Chains from here"), down.element),
          h("section", {}, h("h2", {}, "Callers"), up.element),
          drawn
        ),
        source
      )
    );
    await Promise.all([down.begin(number2), up.begin(number2), showSource(program, source, fact)]);
    await Promise.all([down.reopen(texts(state["down"])), up.reopen(texts(state["up"]))]);
    if (Array.isArray(state["see"])) {
      const [of, file, line] = state["see"].map((value) => Number.isInteger(value) && value >= 0 ? Number(value) : void 0);
      if (of !== void 0 && of < program.overview.function_count) look({ number: of, ...file === void 0 ? {} : { file }, ...line === void 0 ? {} : { line } });
    }
  }

  // src/flame.ts
  var BOXES_MAX = 4e3;
  var DEPTH_MAX = 60;
  var GUESSED = /* @__PURE__ */ new Set(["virtual", "indirect"]);
  var WIDTHS = {
    specializations: { link: "specializations", of: "the kernel specializations", show: (width) => `${count(width)} kernel ${width === 1 ? "specialization" : "specializations"}` },
    bytes: { link: "bytes of code", of: "the code of the kernel specializations", show: (width) => `${count(width)} bytes` },
    time: { link: "measured time", of: "the measured time of the kernel specializations", show: duration }
  };
  function widthOf(fact, set, width) {
    if (width === "specializations") return { width: ownCount(fact, set), untold: 0 };
    let sum = 0;
    let untold = 0;
    for (const local of set) {
      if (!ownCount(fact, [local])) continue;
      const told2 = fact[width]?.[local];
      if (told2 === null || told2 === void 0) untold++;
      else sum += told2;
    }
    return { width: sum, untold };
  }
  var Flame = class {
    // kernels, and their specializations that chains lead to
    constructor(program, every, width = "specializations") {
      this.program = program;
      this.every = every;
      this.width = width;
    }
    program;
    every;
    width;
    boxes = 0;
    cut = false;
    untold = 0;
    // specializations of kernels, as often as they are come to
    ends = /* @__PURE__ */ new Map();
    async grow(number2) {
      const fact = await this.program.fact(number2);
      await this.program.need([number2]);
      return this.box(number2, within(fact, beginning(fact)), "", false, /* @__PURE__ */ new Set());
    }
    async box(number2, set, kind, possible, path2) {
      const box = { number: number2, width: 0, possible, kind, children: [] };
      this.boxes++;
      if (this.program.mark(number2) & 1 /* Kernel */) {
        const kernel = await this.program.fact(number2);
        const told2 = widthOf(kernel, set, this.width);
        const known = this.ends.get(number2) ?? /* @__PURE__ */ new Set();
        for (const local of set) if (ownCount(kernel, [local])) known.add(local);
        this.ends.set(number2, known);
        box.width = told2.width;
        this.untold += told2.untold;
        return box;
      }
      if (path2.size >= DEPTH_MAX || this.boxes >= BOXES_MAX) {
        this.cut = true;
        box.width = this.width === "specializations" ? 1 : 0;
        return box;
      }
      const fact = await this.program.fact(number2);
      const below = new Set(path2).add(number2);
      await this.program.need(fact.callees.map((edge) => edge.to));
      for (const edge of fact.callees) {
        if (edge.kind === ADDRESS || !this.every && GUESSED.has(edge.kind) || below.has(edge.to) || !(this.program.mark(edge.to) & (64 /* LeadsToKernel */ | 1 /* Kernel */))) continue;
        const callee = await this.program.fact(edge.to);
        const next = stepped(edge, set, callee);
        if (!next.size || !leadsToKernel(callee, next)) continue;
        const child = await this.box(edge.to, next, edge.kind, isPossible(edge, set, callee), below);
        if (child.width) box.children.push(child);
      }
      box.width = box.children.reduce((sum, child) => sum + child.width, 0);
      return box;
    }
  };
  function rows(program, box, total, width, rest, whole = 1) {
    const share = total ? 100 * box.width / total : 100;
    const part = whole * share / 100;
    const name = program.name(box.number);
    const told2 = `${name}: ${WIDTHS[width].show(box.width)}${box.possible ? ", possible" : ""}`;
    const shown = part > 2e-3 ? shortened(part > 0.25 ? name : own(name), 60) : "";
    const item = h(
      "li",
      {},
      h("a", { href: `#/flame/${box.number}${rest}`, class: `box${box.possible ? " possible" : ""}${box.children.length ? "" : " kernel"}`, title: told2, ...shown ? {} : { "aria-label": told2 } }, shown)
    );
    item.style.flexBasis = `${share}%`;
    item.style.setProperty("--hue", String(colour(name)));
    if (box.children.length) item.append(h("ul", { class: "flame" }, ...box.children.map((child) => rows(program, child, box.width, width, rest, part))));
    return item;
  }
  function colour(name) {
    let sum = 0;
    for (let i = 0; i < name.length; i++) sum = (sum * 31 + name.charCodeAt(i)) % 360;
    return sum;
  }
  async function flamePage(program, main, number2, rest) {
    if (!(number2 >= 0 && number2 < program.overview.function_count)) throw new Error("there is no such function");
    await program.need([number2]);
    replace(main, h("h1", {}, "Flame view"), h("p", { role: "status" }, "following the chains …"));
    const words = rest.split("/");
    const asked = words.includes("every") ? true : words.includes("direct") ? false : void 0;
    const { code, trace } = program.overview;
    const widths = ["specializations", ...code ? ["bytes"] : [], ...trace ? ["time"] : []];
    const width = widths.find((of) => words.includes(of)) ?? "specializations";
    const address = (of, all) => `#/flame/${[number2, ...of === "specializations" ? [] : [of], ...all === void 0 ? [] : [all ? "every" : "direct"]].join("/")}`;
    let flame = new Flame(program, asked ?? true, width);
    let root = await flame.grow(number2);
    const crowded = asked === void 0 && flame.cut;
    if (crowded) {
      flame = new Flame(program, false, width);
      root = await flame.grow(number2);
    }
    const every = asked ?? !crowded;
    const below = address(width, asked).slice(`#/flame/${number2}`.length);
    const told2 = WIDTHS[width];
    replace(
      main,
      h("h1", {}, "Flame view: ", h("a", { href: `#/function/${number2}`, title: program.name(number2) }, shortened(program.name(number2), 120))),
      h("p", {}, `From the function at the top down to kernels. A box is as wide as ${told2.of} that chains through it lead to (${told2.show(root.width)} in all). Recursion is left out.`),
      width === "specializations" && root.width ? h("p", { class: "note" }, `What several chains lead to stands below each of them: different kernel specializations are ${count([...flame.ends.values()].reduce((sum, set) => sum + set.size, 0))}, of ${count(flame.ends.size)} ${flame.ends.size === 1 ? "kernel" : "kernels"}. A box with a dashed border is only possible.`) : null,
      width === "specializations" ? null : h("p", { class: "note" }, "What several chains lead to stands below each of them, every time whole: neither code nor a trace tells which chain it is due to."),
      widths.length > 1 ? h("p", { class: "links" }, "As wide as: ", ...widths.flatMap((of, place) => [place ? " · " : "", of === width ? h("strong", {}, WIDTHS[of].link) : h("a", { href: address(of, asked) }, WIDTHS[of].link)])) : null,
      h("p", { class: "links" }, h("a", { href: address(width, !every) }, every ? "without virtual calls and calls through pointers" : "virtual calls and calls through pointers, too")),
      crowded ? h("p", { class: "note" }, `With virtual calls and calls through pointers there would be more than ${count(BOXES_MAX)} boxes: these calls are left out.`) : null,
      flame.cut ? h("p", { class: "warning", role: "alert" }, `Cut after ${BOXES_MAX} boxes: what stands behind the last ones ${width === "specializations" ? "counts as 1" : "is left out"}. Begin further down.`) : null,
      flame.untold ? h("p", { class: "warning" }, `Left out, as nothing is told of them: ${count(flame.untold)} times a specialization at the end of a chain.`) : null,
      root.width ? h("ul", { class: "flame root", "aria-label": "flame view" }, rows(program, root, root.width, width, below)) : h("p", { class: "note" }, width !== "specializations" && flame.untold ? `Nothing is told of ${told2.link} of the kernels from here.` : every ? "No kernel from here." : "No kernel from here without virtual calls and calls through pointers.")
    );
  }

  // src/kernels.ts
  var DROPPED = /* @__PURE__ */ new Set(["kernel", "name", "id", "site"]);
  var ORDER = ["argument", "measure", "configuration", "depends", "way", "names", "trait", "class"];
  async function kernelsPage(program, main) {
    const { kernels } = program.overview;
    await program.need(kernels.flatMap((kernel) => kernel.function === void 0 ? [] : [kernel.function]));
    const name = (at2) => {
      const number2 = kernels[at2]?.function;
      return number2 === void 0 ? "a kernel that is not known" : program.name(number2);
    };
    const told2 = MEASURES.filter(({ key }) => kernels.some((kernel) => kernel.measured?.[key] !== void 0));
    const of = (measured) => told2.map(({ key }) => measured?.[key] ?? null);
    const rows2 = kernels.map((kernel, at2) => [name(at2), kernel.rows, ...of(kernel.measured)]);
    const columns = [{ name: "kernel", width: 90, show: (cell) => nameCell(cellText(cell)) }, { name: "launches" }, ...told2.map(({ name: name2, about }) => ({ name: name2, about }))];
    const open = (at2) => void (location.hash = kernels[at2]?.rows ? `#/kernel/${at2}` : `#/function/${kernels[at2]?.function}`);
    const table = keptTable("kernels", columns, rows2, open);
    replace(main, h("h1", {}, "Kernels"), h("p", {}, "Each kernel as written; a row opens its launches: a specialization, a place, a way there and a configuration each. Of one without launches no launch was read."), ...measuredOf(program), table, ...program.overview.trace ? await traceOf() : []);
  }
  function measuredOf(program) {
    const { code, trace } = program.overview;
    const out = [];
    if (code)
      out.push(h(
        "p",
        {},
        `Compiled: ${count(code.joined_bytes)} of ${count(code.bytes)} bytes of code are ${count(code.joined)} functions of the program.`,
        code.absent_kernels ? ` ${count(code.absent_kernels)} ${code.absent_kernels === 1 ? "kernel is" : "kernels are"} not in it.` : "",
        code.several ? ` Names that could be of several functions, which count as none: ${count(code.several)}.` : ""
      ));
    if (trace)
      out.push(h("p", {}, `Measured: ${count(trace.joined_events)} of ${count(trace.events)} kernel events, ${duration(trace.joined_time)} of ${duration(trace.time)}, are of kernels of the program.`));
    return out;
  }
  async function traceOf() {
    const ran = await piece("trace");
    const columns = [{ name: "kernel as measured", width: 60 }, { name: "operator" }, { name: "events" }, { name: "time", about: "microseconds" }, { name: "not found because", width: 34 }, { name: "differs in", about: "from each launch that is known", width: 16 }, { name: "chain", about: "one that leads to it", width: 60 }];
    const rows2 = ran.map((of) => [of.name, of.op, of.events, of.time, of.why, of.differs, of.chain]);
    const open = (row) => {
      const to = ran[row]?.function;
      if (to !== void 0) location.hash = `#/function/${to}`;
    };
    return [h("h2", {}, "What ran"), rows2.length ? keptTable("what ran", columns, rows2, open) : h("p", { class: "note" }, "The trace has no kernel events.")];
  }
  async function kernelPage(program, main, at2) {
    const known = program.overview.kernels[at2];
    if (!known?.rows) throw new Error("there is no such kernel");
    const kernel = await piece(`kernel-${at2}`);
    if (known.function !== void 0) await program.need([known.function]);
    const title = known.function === void 0 ? "A kernel that is not known" : program.name(known.function);
    const told2 = stateOf(location.hash);
    const state = { pivot: texts(told2["pivot"]), all: told2["all"] === true, table: told2["table"] };
    const varying = kernel.columns.filter((column) => column.use !== "constant");
    const same = kernel.columns.filter((column) => column.use === "constant");
    const holder = h("div", {});
    const save = () => keep({ pivot: state.pivot.length ? state.pivot : void 0, all: state.all || void 0, table: state.table });
    const rank = (place) => ORDER.indexOf(varying[place]?.origin ?? "");
    const ranked = varying.map((_, place) => place).sort((a, b) => rank(a) - rank(b) || a - b);
    const draw = () => {
      const places = ranked.filter((place) => state.all || varying[place]?.use === "varies" && !DROPPED.has(varying[place]?.name ?? ""));
      if (!places.length && kernel.rows.length) {
        replace(holder, kernel.rows.length > 1 ? h("p", { class: "note" }, `Nothing varies between the ${kernel.rows.length} launches.`) : null);
        return;
      }
      let columns = places.map((place) => ({ name: varying[place]?.name ?? "" }));
      let rows2 = kernel.rows.map((row) => places.map((place) => row[place] ?? null));
      const keys = state.pivot.map((name) => columns.findIndex((column) => column.name === name)).filter((key) => key >= 0);
      if (keys.length) ({ columns, rows: rows2 } = pivot(columns, rows2, keys));
      const changed = (now) => {
        state.table = sorted(columns, now);
        save();
      };
      const whole = keys.length ? void 0 : (row) => ranked.map((place) => [varying[place]?.name ?? "", kernel.rows[row]?.[place] ?? null]);
      replace(holder, rows2.length ? new Table("launches", columns, rows2, void 0, tableState(columns, state.table), changed, whole).element : h("p", { class: "note" }, "no rows"));
    };
    const boxes = ranked.flatMap((place) => varying[place] ?? []).filter((column) => column.use === "varies" && (column.origin === "argument" || column.origin === "configuration")).map((column) => {
      const box = h("input", {
        type: "checkbox",
        checked: state.pivot.includes(column.name),
        change: () => {
          const rest = state.pivot.filter((name) => name !== column.name);
          state.pivot = box.checked ? [...rest, column.name] : rest;
          save();
          draw();
        }
      });
      return h("label", {}, box, " ", column.name);
    });
    const all = h("input", { type: "checkbox", checked: state.all, change: () => {
      state.all = all.checked;
      save();
      draw();
    } });
    replace(
      main,
      h("h1", { title }, "Launches of ", known.function === void 0 ? title : h("a", { href: `#/function/${known.function}` }, shortened(title, 120))),
      h(
        "details",
        { class: "same", open: !varying.length },
        h("summary", {}, kernel.rows.length === 1 ? "The one launch" : `The same in all ${count(kernel.rows.length)} rows (${same.length} columns)`),
        h("dl", { class: "facts" }, ...same.flatMap((column, place) => [h("dt", {}, column.name), h("dd", {}, cellText(kernel.same[place] ?? null))]))
      ),
      boxes.length ? h("fieldset", { class: "options" }, h("legend", {}, "A line for each combination of"), ...boxes) : null,
      varying.length > varying.filter((column) => column.use === "varies" && !DROPPED.has(column.name)).length ? h("p", { class: "options" }, h("label", {}, all, " all columns that vary, also those that repeat another")) : null,
      kernel.columns.some((column) => column.origin === "measure") ? h("p", { class: "note" }, "Bytes, registers, spills, time and events are of a row's specialization: rows of the same one repeat them. Time is in microseconds.") : null,
      holder
    );
    draw();
  }

  // src/changes.ts
  var WORDS2 = { added: "came", removed: "went", changed: "changed", moved: "moved" };
  var NOUNS = ["units", "functions", "kernels", "edges", "launches", "bindings", "chains"];
  var ROWS_MAX = 4;
  function memberText(value) {
    if (value === null || value === void 0 || value === "") return "";
    if (Array.isArray(value)) return value.map(memberText).join(", ");
    if (typeof value !== "object") return String(value);
    const members = value;
    if (typeof members["name"] === "string") return members["name"];
    if (typeof members["file"] === "string") return `${members["file"]}:${String(members["line"])}`;
    return JSON.stringify(value);
  }
  function differences(before, now) {
    return [.../* @__PURE__ */ new Set([...Object.keys(before), ...Object.keys(now)])].map((key) => [key, memberText(before[key]), memberText(now[key])]).filter(([, a, b]) => a !== b).map(([key, a, b]) => `${key}: ${a || "nothing"} → ${b || "nothing"}`).join("; ");
  }
  function configuration(row) {
    const of = (key) => memberText(row[`${key}_value`]) || memberText(row[key]);
    const shared = of("shared_memory");
    return "target" in row ? [memberText(row["target"]) && `stands for ${memberText(row["target"])}`, memberText(row["key"]), memberText(row["schema"])].filter(Boolean).join(", ") : `grid ${of("grid") || "?"}; block ${of("block") || "?"}${shared ? `; ${shared} bytes` : ""}`;
  }
  function rowsText(rows2) {
    const told2 = rows2.slice(0, ROWS_MAX).map(configuration).join(" | ");
    return rows2.length > ROWS_MAX ? `${told2} | … ${count(rows2.length)} in all` : told2;
  }
  var isRows = (item) => Array.isArray(item["old"]) && Array.isArray(item["new"]);
  var isPair = (item) => !isRows(item) && typeof item["old"] === "object" && typeof item["new"] === "object";
  function describe(item) {
    if (Array.isArray(item)) return [item.map(memberText).join(" → "), "", ""];
    const members = item;
    const side = isRows(members) ? members.new[0] ?? members.old[0] ?? {} : isPair(members) ? members.new : members;
    const of = (key) => memberText(members[key] ?? side[key]);
    const name = of("function") || of("unit") || of("name") || `${of("caller")} → ${of("callee") || of("kernel")}`;
    const place = of("place") || of("site");
    if (isPair(members)) return [name, differences(members.old, members.new), place];
    if (isRows(members)) {
      const [before, now] = [rowsText(members.old), rowsText(members.new)];
      return [name, before && now ? `${before} → ${now}` : before || now, place];
    }
    const told2 = [of("kind"), members["certain"] === false ? "possible" : "", of("flags").replaceAll(",", ", "), of("signature"), of("first_error")];
    return [name, told2.filter(Boolean).join(", "), place];
  }
  async function changesPage(program, main) {
    if (!program.overview.changes) throw new Error("the report was made without --diff");
    const changes = await piece("changes");
    const number2 = (side) => typeof side === "object" ? String(side.number) : count(side);
    const parts = [];
    for (const noun of NOUNS) {
      const told2 = changes[noun];
      if (!told2) continue;
      const rows2 = [];
      const names = [];
      for (const [change, word] of Object.entries(WORDS2))
        for (const item of told2[change] ?? []) {
          const [name, detail, place] = describe(item);
          rows2.push([word, name, detail, place]);
          names.push(change === "removed" || Array.isArray(item) ? "" : name.split(" → ").pop() ?? "");
        }
      const columns = [{ name: "change", width: 10 }, { name: noun, width: 60 }, { name: "what", width: 60 }, { name: "place", width: 40 }];
      const open = (row) => {
        if (names[row]) location.hash = `#/search/${encodeURIComponent(names[row] ?? "")}`;
      };
      const found = (told2.added_found ?? 0) + (told2.removed_found ?? 0);
      const listed = (told2.added?.length ?? 0) + (told2.removed?.length ?? 0);
      parts.push(h(
        "section",
        {},
        h("h2", {}, `${noun[0]?.toUpperCase()}${noun.slice(1)}: ${number2(told2.old)} before, ${number2(told2.new)} now`),
        found > listed ? h("p", { class: "note" }, `${count(listed)} of ${count(found)} that came or went are listed.`) : null,
        rows2.length ? keptTable(noun, columns, rows2, open) : h("p", { class: "note" }, "no change")
      ));
    }
    replace(
      main,
      h("h1", {}, "Changes"),
      ...changes.warnings.map((text) => h("p", { class: "warning" }, text)),
      h("p", {}, changes.difference ? "What came, went and changed since the older program." : "Nothing came, went or changed since the older program."),
      ...parts
    );
  }

  // src/pages.ts
  var asName = (cell) => nameCell(cellText(cell));
  var number = (value) => value.toLocaleString("en");
  var at = (site) => site ? `${site.file}:${site.line}` : "";
  async function overviewPage(program, main, overview) {
    const info = await piece("info");
    const tile = (value, text, href) => {
      const inside = [h("strong", {}, number(value)), " ", text];
      return h("li", {}, href ? h("a", { href }, ...inside) : h("span", {}, ...inside));
    };
    const wrong = info.missing_units.length + info.incomplete.length + info.errors.count + info.problems.length;
    const entries = await entryList(program);
    replace(
      main,
      h("h1", {}, overview.title),
      h(
        "ul",
        { class: "tiles" },
        tile(info.units, "units were read", "#/problems"),
        tile(info.functions, `functions as written, ${number(info.specializations)} specializations`),
        tile(overview.operator_count, "names that Python sees", "#/operators"),
        tile(overview.kernels.length, `kernels, launched in ${number(overview.kernels.reduce((sum, kernel) => sum + kernel.rows, 0))} ways`, "#/kernels"),
        tile(overview.parameters.length, "entry points with parameters", "#/parameters"),
        tile(wrong, wrong === 1 ? "problem" : "problems", "#/problems")
      ),
      h("h2", {}, "Calls"),
      h(
        "table",
        { class: "plain" },
        h("thead", {}, h("tr", {}, ...["kind", "certain", "possible"].map((name, place) => h("th", { scope: "col", class: place ? "n" : "" }, name)))),
        h("tbody", {}, ...Object.entries(info.kinds).map(([kind, count2]) => h("tr", {}, h("th", { scope: "row" }, kind), h("td", { class: "n" }, number(count2.certain)), h("td", { class: "n" }, number(count2.possible)))))
      ),
      h("h2", {}, "Where chains begin"),
      entries,
      h("p", { class: "note" }, `Read: ${Object.entries(info.passes).map(([name, count2]) => `${name} ${count2}`).join(", ")}. The graph has ${number(info.file_bytes)} bytes. ${overview.missing_sources ? `Of ${number(overview.file_count)} source files ${number(overview.missing_sources)} are not in these pages: they lie below no --root. ` : ""}callchain ${overview.version}.`)
    );
  }
  async function entryList(program) {
    await program.loadAllNames();
    const found = [];
    for (let at2 = 0; at2 < program.overview.function_count; at2++) {
      const mark = program.mark(at2);
      if (mark & 16 /* Entry */ && mark & 64 /* LeadsToKernel */ && !program.name(at2).includes("<module>")) found.push(at2);
    }
    if (!found.length) return h("p", { class: "note" }, "Nothing that leads to a kernel is known as an entry point: search for a function.");
    const rows2 = found.map((of) => [program.name(of)]);
    return keptTable("entry points", [{ name: "entry point", width: 100, show: asName }], rows2, (row) => location.hash = `#/function/${found[row]}`, { sort: 0, descending: false, filters: [] });
  }
  async function operatorsPage(program, main) {
    const operators = await piece("operators");
    await program.need(operators.flatMap((operator) => operator.function === null ? [] : [operator.function]));
    const rows2 = operators.map((operator) => [
      operator.function === null ? "" : program.name(operator.function),
      [...new Set(operator.bindings.map((binding) => binding.kind + (binding.key ? ` ${binding.key}` : "")))].join(", "),
      operator.kernels.length,
      operator.surely.length,
      operator.missing
    ]);
    const columns = [{ name: "name", width: 60, show: asName }, { name: "bound by", width: 24 }, { name: "kernels", about: "that chains lead to" }, { name: "certainly", about: "kernels that chains of certain calls lead to" }, { name: "missing", width: 50 }];
    replace(main, h("h1", {}, "Operators"), h("p", {}, "The names that Python sees of compiled code."), keptTable("operators", columns, rows2, (row) => location.hash = `#/operator/${row}`));
  }
  async function operatorPage(program, main, which) {
    const operator = (await piece("operators"))[which];
    if (!operator || operator.function === null) throw new Error("there is no such operator");
    const fact = await program.fact(operator.function);
    await program.need([operator.function, ...fact.callers, ...operator.kernels, ...operator.bindings.flatMap((binding) => binding.target ?? [])]);
    const surely = new Set(operator.surely);
    const whose = (target) => target !== null && program.mark(target) & 4 /* Python */ ? "parameter of what it stands for" : "C++ parameter";
    const bindings = operator.bindings.map((binding) => h(
      "section",
      { class: "card" },
      h("h2", {}, binding.kind + (binding.key ? ` (${binding.key})` : "")),
      binding.schema ? h("p", {}, h("code", {}, binding.schema)) : null,
      h("p", {}, "stands for ", binding.target === null ? "nothing that is known" : functionLink(program, binding.target), binding.site ? `, bound at ${at(binding.site)}` : ""),
      binding.parameters.length || binding.native_parameters?.length ? h(
        "table",
        { class: "plain" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Python's parameter"), h("th", { scope: "col" }, whose(binding.target)))),
        h("tbody", {}, ...Array.from({ length: Math.max(binding.parameters.length, binding.native_parameters?.length ?? 0) }, (_, place) => h("tr", {}, h("td", {}, binding.parameters[place] ?? ""), h("td", {}, binding.native_parameters?.[place] ?? ""))))
      ) : null
    ));
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
      operator.kernels.length > 500 ? h("p", { class: "note" }, `The first 500 of ${number(operator.kernels.length)}.`) : null
    );
  }
  async function parametersPage(program, main) {
    const { entry_count, followed_entries } = program.overview;
    const entries = program.overview.parameters;
    await program.need(entries.flatMap((entry) => entry ?? []));
    const rows2 = entries.map((entry) => [entry === null ? "" : program.name(entry)]);
    replace(
      main,
      h("h1", {}, "Parameters"),
      h("p", {}, "Entry points; each opens what becomes of its parameters."),
      followed_entries < entry_count ? h("p", { class: "warning" }, `Of ${number(entry_count)} entry points ${number(followed_entries)} were followed, those that nothing calls before others: following all would take too long here. callchain params --model --entry NAME follows any other.`) : null,
      keptTable("entry points", [{ name: "entry point", width: 100, show: asName }], rows2, (row) => location.hash = `#/parameters/${row}`, { sort: 0, descending: false, filters: [] })
    );
  }
  function journey(parameter, end) {
    const way = [];
    for (let at2 = end.step; at2 !== null && at2 !== void 0 && way.length < 1e3; at2 = parameter.steps[at2]?.before ?? null) {
      const step = parameter.steps[at2];
      if (!step) break;
      way.unshift(step);
    }
    return h("ol", { class: "journey" }, ...way.map((step) => h(
      "li",
      { class: step.certain ? "" : "possible" },
      h("code", {}, step.name ?? step.value ?? ""),
      step.function ? ` in ${shortened(step.function.name, 80)}` : "",
      " ",
      h("span", { class: "note" }, [step.kind, step.expression ?? step.text, at(step.site), step.certain ? "" : "possible"].filter(Boolean).join(" · "))
    )));
  }
  var ends = (count2) => `${number(count2)} ${count2 === 1 ? "end" : "ends"}`;
  async function parameterPage(program, main, which) {
    const entry = program.overview.parameters[which];
    if (entry === void 0) throw new Error("there is no such entry point");
    const parameters = await piece(`parameters-${which}`);
    if (entry !== null) await program.need([entry]);
    const part = (parameter) => {
      const body = h("div", {});
      const details = h("details", { toggle: () => {
        if (!details.open || body.children.length) return;
        const shown = parameter.ends.map((end) => {
          const holder = h(
            "details",
            { class: end.certain ? "" : "possible", toggle: () => {
              if (holder.open && holder.children.length === 1) holder.append(journey(parameter, end));
            } },
            h("summary", {}, `${end.class}: ${end.use}${end.target ? ` of ${shortened(end.target.name, 70)}` : ""}`, " ", h("code", {}, shortened(end.expression || end.value, 80)), " ", h("span", { class: "note" }, at(end.site) + (end.certain ? "" : " · possible")))
          );
          return holder;
        });
        replace(body, ...shown, parameter.ends_left_out ? h("p", { class: "note" }, `… and ${number(parameter.ends_left_out)} more ends: callchain params --model has all`) : null);
      } }, h("summary", {}, h("strong", {}, parameter.parameter), parameter.default ? ` = ${parameter.default}` : "", ` — ${parameter.class} (${ends(parameter.ends.length + (parameter.ends_left_out ?? 0))})`), body);
      return details;
    };
    replace(main, h("h1", {}, "Parameters of ", entry === null ? parameters[0]?.entry.name ?? "" : functionLink(program, entry, 120)), ...parameters.map(part));
  }
  async function problemsPage(_, main) {
    const info = await piece("info");
    const list = (title, items) => items.length ? h("section", {}, h("h2", {}, `${title} (${number(items.length)})`), keptTable(title, [{ name: title, width: 110 }], items.map((item) => [item]))) : null;
    const told2 = (title, items) => {
      const objects = items;
      const names = [...new Set(objects.flatMap((item) => Object.keys(item)))];
      const cell = (value) => typeof value === "number" || typeof value === "boolean" ? value : memberText(value);
      const columns = names.map((name) => ({ name: name.replaceAll("_", " "), ...objects.some((item) => typeof item[name] === "string" && String(item[name]).length > 30) ? { width: 50 } : {} }));
      return items.length ? h("section", {}, h("h2", {}, `${title} (${number(items.length)})`), keptTable(title, columns, objects.map((item) => names.map((name) => cell(item[name]))))) : null;
    };
    const parts = [
      list("Units that the build names and that were not read", info.missing_units),
      told2("Incomplete", info.incomplete),
      told2("Errors, by kind", info.errors.kinds),
      list("Problems", info.problems.map((problem) => [problem.unit, problem.text, at(problem.site)].filter(Boolean).join(": "))),
      list("Called from Python, defined nowhere", info.undefined_bindings.map((binding) => binding.name)),
      list("Defined, called by no Python", info.unused_bindings.map((binding) => binding.name)),
      list("Mended, to be read at all", info.repairs.map((repair) => `${at(repair.site)}: ${repair.rule}: "${repair.before}" became "${repair.after}"`))
    ].filter((part) => part !== null);
    replace(
      main,
      h("h1", {}, "What was read, and what is wrong"),
      h("p", {}, `${number(info.units)} ${info.units === 1 ? "unit" : "units"}, ${number(info.incomplete_units)} incomplete.`),
      ...parts.length ? parts : [h("p", {}, "Nothing is wrong.")]
    );
  }
  async function answersPage(program, main) {
    if (!program.overview.answers) throw new Error("the report was made without --answers");
    const told2 = await piece("answers");
    const share = (value) => typeof value === "number" ? value.toFixed(2) : "";
    const claims = (list, label) => keptTable(
      label,
      [{ name: "verdict", width: 14 }, { name: "parameter", width: 24 }, { name: "role", width: 16 }, { name: "votes" }, { name: "description", width: 60 }, { name: "reason", width: 50 }],
      list.map((claim) => [claim.verdict, claim.name, claim.role ?? "", claim.votes === void 0 ? null : `${claim.votes} of ${claim.runs}`, claim.description ?? "", claim.reason ?? ""])
    );
    const prompts = told2.prompts.map((prompt) => h(
      "details",
      {},
      h("summary", {}, `${prompt.prompt}: ${shortened(prompt.start ?? "", 100)}`),
      ...prompt.runs.map((run) => h(
        "section",
        { class: "card" },
        h("h3", {}, `${run.file} (${run.model})`),
        run.valid ? claims(run.claims ?? [], run.file) : h("p", { class: "warning" }, run.problem ?? "no valid answer"),
        run.missed?.length ? h("p", {}, "Missed: ", run.missed.map((missed) => missed.name).join(", ")) : null
      ))
    ));
    replace(
      main,
      h("h1", {}, "Answers"),
      h("p", {}, "What a model said of the parameters. Names, places and verdicts are the program's; descriptions and roles are the model's."),
      h("div", { class: "wide", tabindex: 0, role: "region", "aria-label": "models" }, h(
        "table",
        { class: "plain" },
        h("thead", {}, h("tr", {}, ...["model", "answers", "valid", "claims", "verified", "precision", "recall"].map((name, place) => h("th", { scope: "col", class: place ? "n" : "" }, name)))),
        h("tbody", {}, ...told2.models.map((model) => h("tr", {}, h("th", { scope: "row" }, String(model["model"] || "not named")), ...["answers", "valid", "claims", "verified"].map((name) => h("td", { class: "n" }, String(model[name] ?? ""))), h("td", { class: "n" }, share(model["precision"])), h("td", { class: "n" }, share(model["recall"])))))
      )),
      h("h2", {}, `Parameters (${told2.parameters.length})`),
      claims(told2.parameters, "parameters"),
      h("h2", {}, "By prompt"),
      ...prompts
    );
  }

  // src/search.ts
  var ENDS = 50;
  var NameIndex = class {
    small;
    constructor(count2, name) {
      this.small = Array.from({ length: count2 }, (_, number2) => name(number2).toLowerCase());
    }
    find(query, limit, wanted = () => true) {
      const words = query.toLowerCase().split(/\s+/).filter(Boolean);
      let found = [];
      let total = 0;
      let worst = Infinity;
      const best = () => {
        found.sort((a, b) => a.score - b.score || a.number - b.number);
        found = found.slice(0, limit);
        if (found.length === limit) worst = found[limit - 1]?.score ?? Infinity;
      };
      if (!words.length) return { found, total: 0 };
      for (let number2 = 0; number2 < this.small.length; number2++) {
        const name = this.small[number2];
        let score = name.length;
        if (!words.every((word) => name.includes(word)) || !wanted(number2)) continue;
        total++;
        if (score - ENDS * words.length > worst) continue;
        for (const word of words) {
          const at2 = name.lastIndexOf(word);
          const before = name[at2 - 1];
          const last = Math.max(name.lastIndexOf("::"), name.lastIndexOf("."));
          if (at2 > 0 && before && /[\w]/.test(before)) score += 200;
          if (at2 < last) score += 100;
          if (name.length - at2 === word.length) score -= ENDS;
        }
        if (score > worst) continue;
        found.push({ number: number2, score });
        if (found.length >= 8 * limit) best();
      }
      best();
      return { found, total };
    }
  };

  // src/app.ts
  var RESULTS_MAX = 100;
  var QUERY_MAX = 1e3;
  var PAGES = {
    "": (program, main) => overviewPage(program, main, program.overview),
    function: functionPage,
    flame: flamePage,
    kernels: kernelsPage,
    kernel: kernelPage,
    operators: operatorsPage,
    operator: operatorPage,
    parameters: (program, main, argument, rest) => Number.isNaN(argument) ? parametersPage(program, main) : parameterPage(program, main, argument).then(() => void rest),
    problems: problemsPage,
    changes: changesPage,
    answers: answersPage
  };
  var turn = 0;
  var path = () => location.hash.split("?")[0] ?? "";
  async function show(program, main) {
    const [, name = "", argument = "", ...rest] = path().split("/");
    if (name === "search") return;
    const mine = ++turn;
    const page = PAGES[name];
    const target = h("div", {});
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
    document.title = title ? `${title.slice(0, 120)} – callchain` : "callchain";
    for (const link of document.querySelectorAll("nav a")) {
      const here = link.getAttribute("href") === `#/${name}`;
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    window.scrollTo(0, 0);
    announce(title);
  }
  function searchPage(program, index, main, query) {
    turn++;
    const { found, total } = index.find(query.slice(0, QUERY_MAX), RESULTS_MAX);
    const what = (number2) => {
      const mark = program.mark(number2);
      return mark & 1 /* Kernel */ ? "kernel" : mark & 2 /* Binding */ ? "operator" : mark & 4 /* Python */ ? "Python" : mark & 8 /* Device */ ? "device" : "C++";
    };
    replace(
      main,
      h("h1", {}, `Found: ${total.toLocaleString("en")}`),
      total ? null : h("p", { class: "note" }, "Every word must be in a name, as its letters are, small or large."),
      total > found.length ? h("p", { class: "note" }, `The first ${found.length} are shown.`) : null,
      h("ul", { class: "results" }, ...found.map(({ number: number2 }) => h("li", {}, h("span", { class: "badge" }, what(number2)), " ", h("a", { href: `#/function/${number2}`, title: program.name(number2) }, shortened(program.name(number2), 140)))))
    );
    document.title = `${told(query).slice(0, 120)} – callchain`;
    announce(`${total} found`);
  }
  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }
  function bar(program, main) {
    let index;
    const ready = () => index ??= program.loadAllNames().then(() => new NameIndex(program.overview.function_count, (number2) => program.name(number2)));
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
        void ready().then((names) => {
          if (input.value === query) searchPage(program, names, main, query);
        });
      },
      keydown: (event) => {
        const first = main.querySelector(".results a");
        if ((event.key === "ArrowDown" || event.key === "Enter") && first) first.focus();
      }
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !(event.target instanceof HTMLInputElement)) {
        event.preventDefault();
        input.focus();
        input.select();
      }
    });
    const begin = () => {
      const [, name, query] = location.hash.split("/");
      if (name !== "search") return;
      input.value = decoded(query ?? "");
      void ready().then((names) => searchPage(program, names, main, input.value));
    };
    window.addEventListener("hashchange", begin);
    begin();
    const links = [["#/", "Overview"], ["#/operators", "Operators"], ["#/kernels", "Kernels"], ["#/parameters", "Parameters"], ["#/problems", "Problems"]];
    if (program.overview.changes) links.push(["#/changes", "Changes"]);
    if (program.overview.answers) links.push(["#/answers", "Answers"]);
    return h(
      "div",
      { class: "bar" },
      h("a", { class: "brand", href: "#/" }, "callchain"),
      h("nav", { "aria-label": "pages" }, ...links.map(([href, text]) => h("a", { href }, text))),
      h("search", {}, input),
      h("button", { type: "button", class: "theme", title: "light or dark", "aria-label": "light or dark", click: turnTheme }, "◐"),
      h("span", { id: "status", class: "said", role: "status", "aria-live": "polite" })
    );
  }
  function turnTheme() {
    const dark = document.documentElement.dataset["theme"] ? document.documentElement.dataset["theme"] === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset["theme"] = dark ? "light" : "dark";
  }
  async function start() {
    const main = document.getElementById("main");
    try {
      const overview = await piece("overview");
      const program = new Program(overview);
      document.getElementById("top")?.replaceChildren(bar(program, main));
      window.addEventListener("hashchange", () => void show(program, main));
      await show(program, main);
    } catch (reason) {
      replace(main, h("h1", {}, "This report cannot be opened"), h("p", { role: "alert" }, `${reason instanceof Error ? reason.message : reason}. Was it written to its end?`));
    }
  }
  void start();
})();
