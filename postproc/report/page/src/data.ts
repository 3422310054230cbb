// Pieces of data: scripts beside the page, each a call of callchain.piece with compressed JSON.

// What was measured of a function, or of all specializations of a kernel: as far as it is told.
export interface Measured {
    bytes?: number; // of code, all architectures and copies
    registers?: number;
    stack?: number;
    spills?: number;
    static_shared?: number;
    time?: number; // microseconds
    events?: number;
}

export interface Overview {
    title: string;
    version: string;
    function_count: number;
    name_pieces: number;
    names_in_piece: number;
    function_pieces: number[];
    operator_count: number;
    kernels: { function?: number; rows: number; measured?: Measured }[];
    parameters: (number | null)[];
    entry_count: number; // entry points that there are
    followed_entries: number; // and those whose parameters were followed
    file_count: number;
    missing_sources: number;
    code?: { bytes: number; joined_bytes: number; joined: number; absent_kernels: number; several: number };
    trace?: { events: number; time: number; joined_events: number; joined_time: number };
    changes?: boolean;
    answers?: boolean;
}

export interface Callee {
    to: number;
    kind: string;
    possible?: boolean;
    sites?: number;
    file?: number;
    path?: string;
    line?: number;
    pairs?: number[] | null;
    guesses?: number[] | null; // of a certain one: the pairs for which it is only possible; null: any of them
}

export interface Fact {
    id: string;
    language: string;
    flags: string;
    file?: number;
    path?: string;
    line?: number;
    place: string;
    lines?: [number, number];
    signature?: string;
    specializations: number;
    own: number[];
    measured?: Measured;
    bytes?: (number | null)[]; // of a kernel: by specialization
    time?: (number | null)[];
    callees: Callee[];
    pairs?: number[] | null;
    guesses?: number[] | null;
    callers: number[];
}

export const enum Mark {
    Kernel = 1,
    Binding = 2,
    Python = 4,
    Device = 8,
    Entry = 16,
    Outside = 32,
    LeadsToKernel = 64,
}

async function unpacked(base64: string): Promise<unknown> {
    const bytes = Uint8Array.from(atob(base64), (digit) => digit.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
}

interface Waiting {
    resolve: (text: string) => void;
    reject: (reason: Error) => void;
}
const waiting = new Map<string, Waiting>();
const pieces = new Map<string, Promise<unknown>>();
const PIECES_MAX = 400; // that are kept

(globalThis as Record<string, unknown>)["callchain"] = {
    piece(name: string, text: string): void {
        waiting.get(name)?.resolve(text);
        waiting.delete(name);
    },
};

function load(name: string): Promise<string> {
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

export function piece<T>(name: string): Promise<T> {
    let found = pieces.get(name);
    if (!found) {
        if (pieces.size >= PIECES_MAX) pieces.delete(pieces.keys().next().value as string);
        found = load(name).then(unpacked);
        pieces.set(name, found);
    }
    return found as Promise<T>;
}

// The last one whose first function is not behind `number`.
export function pieceOf(first: number[], number: number): number {
    let low = 0;
    let high = first.length;
    while (low + 1 < high) {
        const middle = (low + high) >> 1;
        if ((first[middle] as number) <= number) low = middle;
        else high = middle;
    }
    return low;
}

export class Program {
    private names: string[][] = [];
    private marks: number[][] = [];

    constructor(readonly overview: Overview) {}

    async fact(number: number): Promise<Fact> {
        const at = pieceOf(this.overview.function_pieces, number);
        const facts = await piece<Fact[]>(`functions-${at}`);
        return facts[number - (this.overview.function_pieces[at] as number)] as Fact;
    }

    async loadNames(at: number): Promise<void> {
        if (this.names[at]) return;
        const loaded = await piece<{ names: string[]; marks: number[] }>(`names-${at}`);
        this.names[at] = loaded.names;
        this.marks[at] = loaded.marks;
    }

    async loadAllNames(): Promise<void> {
        await Promise.all(Array.from({ length: this.overview.name_pieces }, (_, at) => this.loadNames(at)));
    }

    // Its names' pieces are to be loaded.
    name(number: number): string {
        const size = this.overview.names_in_piece;
        return this.names[Math.floor(number / size)]?.[number % size] ?? `#${number}`;
    }

    mark(number: number): number {
        const size = this.overview.names_in_piece;
        return this.marks[Math.floor(number / size)]?.[number % size] ?? 0;
    }

    async need(numbers: Iterable<number>): Promise<void> {
        const wanted = new Set<number>();
        for (const number of numbers) wanted.add(Math.floor(number / this.overview.names_in_piece));
        await Promise.all([...wanted].map((at) => this.loadNames(at)));
    }

    async files(): Promise<{ name: string; problem?: string }[]> {
        return piece("files");
    }
}
