import * as z from "zod";
import type { RequestKind } from "./request.ts";

const action = z.discriminatedUnion("action", [
  z.object({
    action: z.literal("status"),
    status: z.int().min(400).max(599),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
  z.object({ action: z.literal("delay"), milliseconds: z.int().min(0).max(600_000) }),
  z.object({
    action: z.enum(["primary-limit", "secondary-limit"]),
    /** How long the answer says to wait: until the limit's end, or a second for the secondary one, by default. */
    seconds: z.int().min(0).optional(),
  }),
  z.object({ action: z.enum(["drop", "hang-after-commit", "truncate"]) }),
]);

/** Which requests a fault befalls. */
const selection = z.object({
  method: z.string().optional(),
  /** A regular expression that the path matches somewhere. */
  path: z.string().refine(isRegularExpression, "is not a regular expression").optional(),
  /** The first matching request it befalls, counted from 1. */
  nth: z.int().min(1).optional(),
  /** How many matching requests it befalls from there on: one when `nth` or `write` is given, else all. */
  times: z.int().min(1).optional(),
  /** The first writing request it befalls, counted from 1 since the fault was set, whatever its path. */
  write: z.int().min(1).optional(),
});

export const faultsBody = z.array(z.intersection(selection, action));
export type Fault = z.infer<typeof faultsBody>[number];

/** The faults the server was told to commit, and how far each has come. */
export class Faults {
  #entries: { fault: Fault; matched: number; triggered: number }[] = [];

  replace(faults: Fault[]): void {
    this.#entries = faults.map(fault => ({ fault, matched: 0, triggered: 0 }));
  }

  /** The faults that befall this request, in the order they were given. */
  befalling(request: RequestKind, method: string, path: string): Fault[] {
    const due = this.#entries.filter(entry => {
      if (!matches(entry.fault, request, method, path)) return false;
      const first = entry.fault.write ?? entry.fault.nth ?? 1;
      const single = entry.fault.write !== undefined || entry.fault.nth !== undefined;
      const times = entry.fault.times ?? (single ? 1 : Number.POSITIVE_INFINITY);
      entry.matched++;
      return entry.matched >= first && entry.matched < first + times;
    });
    for (const entry of due) entry.triggered++;
    return due.map(({ fault }) => fault);
  }

  toJSON() {
    return this.#entries.map(({ fault, matched, triggered }) => ({
      ...fault,
      matched,
      triggered: triggered > 0,
    }));
  }
}

function matches(fault: Fault, request: RequestKind, method: string, path: string): boolean {
  if (fault.write !== undefined && !request.write) return false;
  if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false;
  return fault.path === undefined || new RegExp(fault.path).test(path);
}

function isRegularExpression(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
