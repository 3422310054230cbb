// What was measured, in words.

import type { Measured } from "./data";

export const count = (value: number): string => value.toLocaleString("en");

// A time of so many microseconds, with three digits that say something.
export function duration(time: number): string {
    const [value, unit] = time >= 1e6 ? [time / 1e6, "s"] : time >= 1e3 ? [time / 1e3, "ms"] : [time, "µs"];
    return `${value >= 1000 ? count(Math.round(value)) : Number(value.toPrecision(3))} ${unit}`;
}

export const MEASURES: { key: keyof Measured; name: string; about: string }[] = [
    { key: "bytes", name: "bytes", about: "of code: all architectures and copies, unpacked" },
    { key: "registers", name: "registers", about: "of a thread: the most that one specialization takes" },
    { key: "spills", name: "spills", about: "bytes that registers are stored to" },
    { key: "stack", name: "stack", about: "bytes of a thread" },
    { key: "static_shared", name: "static_shared", about: "bytes of static shared memory" },
    { key: "time", name: "time", about: "microseconds, of all events" },
    { key: "events", name: "events", about: "of the profiler's trace" },
];

// "1,024 bytes of code, 40 registers"
export function codeText(measured: Measured): string {
    const { bytes, registers, spills, stack, static_shared: shared } = measured;
    return [
        bytes === undefined ? "" : `${count(bytes)} bytes of code`,
        registers === undefined ? "" : `${registers} registers`,
        spills === undefined ? "" : `${count(spills)} bytes of spills`,
        stack ? `${count(stack)} bytes of stack` : "",
        shared ? `${count(shared)} bytes of static shared memory` : "",
    ].filter(Boolean).join(", ");
}

export function timeText(measured: Measured): string {
    if (measured.events === undefined) return "";
    return `${measured.time === undefined ? "" : `${duration(measured.time)} in `}${count(measured.events)} ${measured.events === 1 ? "event" : "events"}`;
}
