// Search as you type: every word must be in the name; what begins with it, and shorter names, come first.

export interface Found {
    number: number;
    score: number;
}

const ENDS = 50; // what a word that ends the name is worth, in letters

export class NameIndex {
    private readonly small: string[];

    constructor(count: number, name: (number: number) => string) {
        this.small = Array.from({ length: count }, (_, number) => name(number).toLowerCase());
    }

    find(query: string, limit: number, wanted: (number: number) => boolean = () => true): { found: Found[]; total: number } {
        const words = query.toLowerCase().split(/\s+/).filter(Boolean);
        let found: Found[] = []; // the best so far, and others that wait to be compared with them
        let total = 0;
        let worst = Infinity;
        const best = (): void => {
            found.sort((a, b) => a.score - b.score || a.number - b.number);
            found = found.slice(0, limit);
            if (found.length === limit) worst = found[limit - 1]?.score ?? Infinity;
        };
        if (!words.length) return { found, total: 0 };
        for (let number = 0; number < this.small.length; number++) {
            const name = this.small[number] as string;
            let score = name.length;
            if (!words.every((word) => name.includes(word)) || !wanted(number)) continue;
            total++;
            if (score - ENDS * words.length > worst) continue; // no word could make up for its length
            for (const word of words) {
                const at = name.lastIndexOf(word);
                const before = name[at - 1];
                const last = Math.max(name.lastIndexOf("::"), name.lastIndexOf("."));
                if (at > 0 && before && /[\w]/.test(before)) score += 200; // inside of a word
                if (at < last) score += 100; // in the scope, not in the name itself
                if (name.length - at === word.length) score -= ENDS;
            }
            if (score > worst) continue;
            found.push({ number, score });
            if (found.length >= 8 * limit) best();
        }
        best();
        return { found, total };
    }
}
