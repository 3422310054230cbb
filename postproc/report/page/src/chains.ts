// Chains, exactly: which specializations a step can be in.
//
// A function as written stands for many specializations, and two of its edges need not belong to the same one. So
// what is opened is a state: the function and the set of its specializations that the way so far leads to. A step goes
// on with those that one of the pairs of the edge begins at; where there are none, there is no chain.

import type { Callee, Fact } from "./data";

export type Instances = Set<number> | "all";

export const enum Own {
    Begins = 1,
    LeadsToKernel = 2,
}

// Where chains that begin at the function begin: at itself, not in closures that are shown at it.
export function beginning(fact: Fact): Set<number> {
    const set = new Set<number>();
    fact.own.forEach((own, local) => {
        if (own & Own.Begins) set.add(local);
    });
    return set;
}

// What is reached within the function as shown: closures that are folded into it.
export function within(fact: Fact, set: Set<number>): Set<number> {
    if (!fact.pairs || !fact.pairs.length) return set;
    const next = new Map<number, number[]>();
    for (let i = 0; i < fact.pairs.length; i += 2) {
        const from = fact.pairs[i] as number;
        const list = next.get(from);
        if (list) list.push(fact.pairs[i + 1] as number);
        else next.set(from, [fact.pairs[i + 1] as number]);
    }
    const reached = new Set(set);
    const queue = [...set];
    for (let at = queue.pop(); at !== undefined; at = queue.pop())
        for (const to of next.get(at) ?? [])
            if (!reached.has(to)) {
                reached.add(to);
                queue.push(to);
            }
    return reached;
}

// The callee's specializations that an edge leads to from a set of the caller's.
export function stepped(edge: Callee, set: Set<number>, callee: Fact): Set<number> {
    const reached = new Set<number>();
    if (!edge.pairs) {
        // Every pair is one (or there were too many of them to be named, and any may be).
        if (set.size) callee.own.forEach((_, local) => reached.add(local));
        return reached;
    }
    for (let i = 0; i < edge.pairs.length; i += 2)
        if (set.has(edge.pairs[i] as number)) reached.add(edge.pairs[i + 1] as number);
    return reached;
}

// The caller's specializations from which an edge leads into a set of the callee's.
export function steppedBack(edge: Callee, set: Set<number>, caller: Fact): Set<number> {
    const reached = new Set<number>();
    if (!edge.pairs) {
        if (set.size) caller.own.forEach((_, local) => reached.add(local));
        return reached;
    }
    for (let i = 0; i < edge.pairs.length; i += 2)
        if (set.has(edge.pairs[i + 1] as number)) reached.add(edge.pairs[i] as number);
    return reached;
}

export function leadsToKernel(fact: Fact, set: Set<number>): boolean {
    for (const local of set) if ((fact.own[local] ?? 0) & Own.LeadsToKernel) return true;
    return false;
}
