import { styleText } from "node:util";
import type { Difference } from "../loop/drift.ts";
import type { Stranger } from "../loop/strangers.ts";
import { ownerOf, thingOf } from "./subject.ts";
import { formatValue } from "./value.ts";

/** Differences for people, by repository. */
export function describeDifferences(differences: readonly Difference[]): string {
  return byOwner(differences, describeDifference);
}

/** What Fairway did not make and leaves alone, for people, by repository. */
export function describeStrangers(strangers: readonly Stranger[]): string {
  return byOwner(strangers, stranger => `  ${thingOf(stranger)}`);
}

function byOwner<T extends Parameters<typeof ownerOf>[0]>(
  things: readonly T[],
  describe: (thing: T) => string,
): string {
  return [...Map.groupBy(things, ownerOf)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([owner, of]) => [styleText("bold", owner), ...of.map(describe)].join("\n"))
    .join("\n\n");
}

function describeDifference(difference: Difference): string {
  const { property, declared, found } = difference;
  const thing = thingOf(difference);
  if (property !== undefined) return `  ${thing}: ${describeProperty(property, found, declared)}`;
  return found === null ? `  ${thing}: declared, and not there` : `  ${thing}: there, and not declared`;
}

function describeProperty(property: string, found: unknown, declared: unknown): string {
  if (found === null) return `${property} is not there, declared is ${formatValue(declared)}`;
  if (declared === null) return `${property} is ${formatValue(found)}, and not declared`;
  return `${property} is ${formatValue(found)}, declared is ${formatValue(declared)}`;
}
