import { asMap } from "../catalogue/layer.ts";

/** What is declared of a thing, without what matters only when it is made (`initial`). */
export function lasting(args: unknown, initial: readonly string[] = []): unknown {
  if (initial.length === 0) return args;
  return Object.fromEntries(Object.entries(asMap(args)).filter(([name]) => !initial.includes(name)));
}
