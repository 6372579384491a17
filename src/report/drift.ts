import { styleText } from "node:util";
import type { Difference } from "../loop/drift.ts";
import type { Lost } from "../loop/lost.ts";
import type { Stranger } from "../loop/strangers.ts";
import { ownerOf, thingOf } from "./subject.ts";
import { formatValue } from "./value.ts";

/** Differences for people, by repository. */
export function describeDifferences(differences: readonly Difference[]): string {
  return byOwner(differences, describeOfOwner);
}

/** How many differences there are, and in how many things where a thing has several: `14 differences in 10 things`. */
export function countDifferences(differences: readonly Difference[]): string {
  const [points, differing] = [differences.length, countThings(differences)];
  const counted = points === 1 ? "1 difference" : `${points} differences`;
  return differing === points ? counted : `${counted} in ${things(differing)}`;
}

function things(count: number): string {
  return count === 1 ? "1 thing" : `${count} things`;
}

/** How many things are not as declared. */
export function countThings(differences: readonly Difference[]): number {
  return new Set(differences.map(difference => `${ownerOf(difference)}/${thingOf(difference)}`)).size;
}

/** What Fairway did not make and leaves alone, for people, by repository. */
export function describeStrangers(strangers: readonly Stranger[]): string {
  return byOwner(strangers, of => of.map(stranger => `  ${thingOf(stranger)}`));
}

/** What to do about repositories that are gone. */
export function describeLost(lost: readonly Lost[]): string {
  const names = bold(lost.map(({ repository }) => repository));
  const [is, it] = lost.length === 1 ? ["is", "it"] : ["are", "them"];
  return (
    `${names} ${is} lost, and left alone. GitHub keeps what was deleted for 90 days: restore ${it} at ${lost[0]?.restore}, ` +
    `or \`fairway up --refresh\` makes ${it} anew, empty.`
  );
}

/** What to do about repositories that another owner has now. */
export function describeTransferred(names: readonly string[]): string {
  return `${bold(names)}: transferred, and left to the new owner. Take the entry away, or get it back.`;
}

/** What to do about repositories that somebody has hidden. */
export function describeHidden(names: readonly string[]): string {
  return (
    `${bold(names)}: hidden by hand, and left so, since nobody can take back what everybody has seen. ` +
    "`fairway up --refresh --allow-public` makes public again what is declared so."
  );
}

function bold(names: readonly string[]): string {
  return names.map(name => styleText("bold", name)).join(", ");
}

const mostNamed = 10;

/** Which repositories are in no entry, in a line. */
export function describeUndeclared(names: readonly string[]): string {
  const [first = ""] = names;
  const named = names.slice(0, mostNamed).join(", ");
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : "";
  return names.length === 1
    ? `1 repository is in no entry: ${first} (\`fairway import ${first}\`).`
    : `${names.length} repositories are in no entry: ${named}${more} (\`fairway import NAME…\`).`;
}

function byOwner<T extends Parameters<typeof ownerOf>[0]>(
  things: readonly T[],
  describe: (of: readonly T[]) => readonly string[],
): string {
  return [...Map.groupBy(things, ownerOf)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([owner, of]) => [styleText("bold", owner), ...describe(of)].join("\n"))
    .join("\n\n");
}

/** Where a repository is not there, nothing in it can be: that is said once. */
function describeOfOwner(differences: readonly Difference[]): readonly string[] {
  const missing = differences.find(one => one.kind === "repository" && isMissing(one));
  if (!missing) return differences.map(difference => describeDifference(difference));
  const [lost, others] = [differences.filter(isMissing), differences.filter(one => !isMissing(one))];
  const within = lost.length - 1;
  const also = within > 0 ? `, nor is anything in it (${things(within)})` : "";
  return [describeDifference(missing, also), ...others.map(other => describeDifference(other))];
}

function isMissing({ property, found }: Difference): boolean {
  return property === undefined && found === null;
}

function describeDifference(difference: Difference, more = ""): string {
  return `  ${thingOf(difference)}: ${describePoint(difference)}${more}${describeOrigin(difference)}`;
}

function describeOrigin({ after, by, at }: Difference): string {
  if (by !== undefined) return styleText("dim", ` (by ${by} at ${at})`);
  return after === undefined ? "" : styleText("dim", ` (after ${after})`);
}

function describePoint({ property, declared, found }: Difference): string {
  if (property !== undefined) return describeProperty(property, found, declared);
  return found === null ? "declared, and not there" : "there, and not declared";
}

function describeProperty(property: string, found: unknown, declared: unknown): string {
  if (found === null) return `${property} is not there, declared is ${formatValue(declared)}`;
  if (declared === null) return `${property} is ${formatValue(found)}, and not declared`;
  return `${property} is ${formatValue(found)}, declared is ${formatValue(declared)}`;
}
