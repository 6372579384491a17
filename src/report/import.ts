import type { ImportResult } from "../loop/import.ts";
import { describePlan } from "./plan.ts";
import { table } from "./table.ts";

/** For people: the entries that were written, by archetype, and what the next `up` would change. */
export function describeImport({ written, known, adopted, converted, plan }: ImportResult): string {
  const heading = ["archetype", "entries", "archived", "lines that differ"];
  return [
    ...(written.length > 0 ? [table(heading, archetypes(written))] : []),
    ...(known.length > 0 ? [`${listed(known)} in the catalogue already.`] : []),
    `${count(written.length, "entry", "entries")} written, ${count(adopted.length, "thing", "things")} taken into the state.`,
    ...converted.map(describeConversion),
    describePlan(plan),
  ].join("\n\n");
}

function archetypes(written: ImportResult["written"]): readonly (readonly (string | number)[])[] {
  return [...Map.groupBy(written, ({ archetype }) => archetype)].map(([archetype, entries]) => [
    archetype,
    entries.length,
    entries.filter(({ layer }) => layer.archived).length,
    median(entries.filter(({ layer }) => !layer.archived).map(({ layer }) => Object.keys(layer).length)),
  ]);
}

function describeConversion({
  repository,
  rulesets,
  differences,
}: ImportResult["converted"][number]): string {
  const named = rulesets.map(name => `\`${name}\``).join(", ");
  return [
    `${repository}: classic branch protection becomes ${rulesets.length > 1 ? "the rulesets" : "the ruleset"} ${named}.`,
    ...differences.map(difference => `  ! ${difference}`),
  ].join("\n");
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? 0;
}

/** Few are named, many are counted. */
function listed(names: readonly string[]): string {
  if (names.length > 5) return `${names.length} repositories are`;
  return `${names.join(", ")} ${names.length === 1 ? "is" : "are"}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
