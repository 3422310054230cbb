// Chains, exactly: which specializations a step can be in.
//
// A function as written stands for many specializations, and two of its edges need not belong to the same one. So
// what is opened is a state: the function and the set of its specializations that the way so far leads to. A step goes
// on with those that one of the pairs of the edge begins at; where there are none, there is no chain.

import type { Callee, Fact } from "./data";

export const enum Own {
    Begins = 1,
    LeadsToKernel = 2,
    Surely = 4, // by certain calls alone
}

// Taking an address is no call: no chain goes on behind it.
export const ADDRESS = "address";

// Where chains that begin at the function begin: at itself, not in closures that are shown at it.
export function beginning(fact: Fact): Set<number> {
    const set = new Set<number>();
    fact.own.forEach((own, local) => {
        if (own & Own.Begins) set.add(local);
    });
    return set;
}

// How many specializations of the function itself a set has.
export function ownCount(fact: Fact, set: Iterable<number>): number {
    let count = 0;
    for (const local of set) if ((fact.own[local] ?? 0) & Own.Begins) count++;
    return count;
}

// The pairs of numbers of a list by their first number, or by their second.
function grouped(list: number[], by: 0 | 1): Map<number, number[]> {
    const groups = new Map<number, number[]>();
    for (let i = 0; i < list.length; i += 2) {
        const key = list[i + by] as number;
        const group = groups.get(key);
        if (group) group.push(list[i + 1 - by] as number);
        else groups.set(key, [list[i + 1 - by] as number]);
    }
    return groups;
}

// What may be followed: every pair, or those that are certain.
type Ways = Pick<Callee, "pairs" | "guesses" | "possible">;
function guessed(ways: Ways): (from: number, to: number) => boolean {
    if (ways.possible || ways.guesses === null) return () => true;
    if (!ways.guesses) return () => false;
    const all = new Map([...grouped(ways.guesses, 0)].map(([from, list]) => [from, new Set(list)]));
    return (from, to) => all.get(from)?.has(to) ?? false;
}

// What is reached within the function as shown, through closures that are folded into it; back: from where a set is.
export function within(fact: Fact, set: Set<number>, certain = false, back = false): Set<number> {
    if (!fact.pairs?.length) return set;
    const next = grouped(fact.pairs, back ? 1 : 0);
    const guess = certain ? guessed(fact) : () => false;
    const reached = new Set(set);
    const queue = [...set];
    for (let at = queue.pop(); at !== undefined; at = queue.pop())
        for (const to of next.get(at) ?? [])
            if (!reached.has(to) && !(back ? guess(to, at) : guess(at, to))) {
                reached.add(to);
                queue.push(to);
            }
    return reached;
}

function follow(edge: Callee, set: Set<number>, ends: number, certain: boolean, back: boolean): Set<number> {
    const reached = new Set<number>();
    const guess = certain ? guessed(edge) : () => false;
    const take = (here: number, there: number): void => {
        if (set.has(here) && !(back ? guess(there, here) : guess(here, there))) reached.add(there);
    };
    if (edge.pairs) for (let i = 0; i < edge.pairs.length; i += 2) take(edge.pairs[i + (back ? 1 : 0)] as number, edge.pairs[i + (back ? 0 : 1)] as number);
    else if (!certain || (!edge.possible && edge.guesses === undefined)) {
        // Every pair is one (or there were too many of them to be named, and any may be).
        if (set.size) for (let local = 0; local < ends; local++) reached.add(local);
    } else if (!edge.possible && edge.guesses) for (const here of set) for (let there = 0; there < ends; there++) take(here, there);
    return reached;
}

// The callee's specializations that an edge leads to from a set of the caller's, closures that these call included.
export function stepped(edge: Callee, set: Set<number>, callee: Fact, certain = false): Set<number> {
    return within(callee, follow(edge, set, callee.own.length, certain, false), certain);
}

// The caller's specializations from which an edge leads into a set of the callee's, and what calls these in the caller.
export function steppedBack(edge: Callee, set: Set<number>, caller: Fact, certain = false): Set<number> {
    return within(caller, follow(edge, set, caller.own.length, certain, true), certain, true);
}

// Is the step from a set of the caller's specializations (back: into a set of the callee's) only possible?
export function isPossible(edge: Callee, set: Set<number>, there: Fact, back = false): boolean {
    return !!edge.possible || (edge.guesses !== undefined && !follow(edge, set, there.own.length, true, back).size);
}

export function leadsToKernel(fact: Fact, set: Set<number>, certain = false): boolean {
    for (const local of set) if ((fact.own[local] ?? 0) & (certain ? Own.Surely : Own.LeadsToKernel)) return true;
    return false;
}
