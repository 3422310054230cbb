// Enough of C++ and Python to read it: comments, strings, words of the language, numbers.

const WORDS: Record<string, string> = {
    cxx: "alignas auto bool break case catch char class const constexpr consteval continue decltype default delete do double else enum explicit extern false float for friend goto if inline int long mutable namespace new noexcept nullptr operator private protected public return short signed sizeof static static_assert struct switch template this throw true try typedef typename union unsigned using virtual void volatile while __global__ __device__ __host__ __shared__ __launch_bounds__ __forceinline__ concept requires co_await co_return co_yield",
    python: "and as assert async await break class continue def del elif else except False finally for from global if import in is lambda None nonlocal not or pass raise return True try while with yield match case",
};

export type Token = { kind: "" | "comment" | "string" | "word" | "number"; text: string };

const PATTERN: Record<string, RegExp> = {
    cxx: /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|\b\d[\w.']*|[A-Za-z_]\w*/g,
    python: /#[^\n]*|(?:"""[\s\S]*?(?:"""|$))|(?:'''[\s\S]*?(?:'''|$))|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|\b\d[\w.]*|[A-Za-z_]\w*/g,
};

export function tokens(text: string, language: "cxx" | "python"): Token[] {
    const words = new Set((WORDS[language] as string).split(" "));
    const out: Token[] = [];
    let at = 0;
    for (const match of text.matchAll(PATTERN[language] as RegExp)) {
        const piece = match[0];
        const first = piece[0] as string;
        const kind =
            first === "#" || piece.startsWith("//") || piece.startsWith("/*")
                ? "comment"
                : first === '"' || first === "'"
                  ? "string"
                  : /\d/.test(first)
                    ? "number"
                    : words.has(piece)
                      ? "word"
                      : "";
        if (!kind) continue;
        if (match.index > at) out.push({ kind: "", text: text.slice(at, match.index) });
        out.push({ kind, text: piece });
        at = match.index + piece.length;
    }
    if (at < text.length) out.push({ kind: "", text: text.slice(at) });
    return out;
}
