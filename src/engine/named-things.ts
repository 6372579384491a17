import { isDeepStrictEqual } from "node:util";

/** What something is and what it becomes; null stands for nothing. */
interface Values {
  readonly from: unknown;
  readonly to: unknown;
}

/** Stands for a value that the engine can't tell before something is made. */
export const notYetKnown = "(known after it is made)";

type Things = ReadonlyMap<string, Thing>;
type Thing = Readonly<Record<string, unknown>>;

/** How the things in a list name themselves: by one property, or by its value and another one's. */
const naming: readonly { readonly by: string; readonly and?: string }[] = [
  { by: "teamId" },
  { by: "username" },
  { by: "actorType", and: "actorId" },
  { by: "context" },
];

/** Of whom there is only one: GitHub tells a number of them that means nothing. */
const unnumbered: ReadonlySet<unknown> = new Set(["OrganizationAdmin", "DeployKey"]);

/**
 * What differs between two lists, or two maps, of things that have names, thing by thing and not by the places they happen to
 * have: an item's path is that of a key in a map. Nothing where they are no such lists or maps.
 */
export function changesByName(path: string, { from, to }: Values): readonly (Values & { path: string })[] {
  const how = naming.find(one => [from, to].some(list => Array.isArray(list) && list.some(isNamed(one.by))));
  const [before, after] = how ? [listed(from, how), listed(to, how)] : [mapped(from), mapped(to)];
  if (!before || !after) return [];
  return [...new Set([...before.keys(), ...after.keys()])]
    .toSorted()
    .flatMap(name =>
      changesOf(withKey(path, name), before.get(name), after.get(name), how ? Object.values(how) : []),
    );
}

/** One change for each property of a thing that both have; a thing more or less is one, of its only property if it has one. */
function changesOf(
  path: string,
  before: Thing | undefined,
  after: Thing | undefined,
  names: readonly string[],
): readonly (Values & { path: string })[] {
  const changes = Object.keys({ ...before, ...after })
    .filter(key => !names.includes(key))
    .map(key => ({ path: withKey(path, key), from: before?.[key] ?? null, to: after?.[key] ?? null }))
    .filter(({ from, to }) => !isDeepStrictEqual(from || null, to || null));
  if ((before && after) || changes.length === 1) return changes;
  return [{ path, from: before ?? null, to: after ?? null }];
}

function isNamed(by: string): (item: unknown) => boolean {
  return item => isThing(item) && typeof item[by] === "string";
}

/** Where two have the same name, or one has none yet, they can't be told apart by it. */
function listed(list: unknown, { by, and }: (typeof naming)[number]): Things | undefined {
  const items = list ?? [];
  if (!Array.isArray(items) || !items.every(isNamed(by))) return undefined;
  const nameOf = (item: Thing) =>
    and === undefined || unnumbered.has(item[by]) ? String(item[by]) : `${item[by]} ${item[and]}`;
  const named = new Map(items.map(item => [nameOf(item), item] as const));
  const isKnown = [...named.keys()].every(name => !name.includes(notYetKnown));
  return named.size === items.length && isKnown ? named : undefined;
}

function mapped(map: unknown): Things | undefined {
  if (!isThing(map)) return undefined;
  const entries = Object.entries(map);
  return entries.every(([, item]) => isThing(item)) ? new Map(entries as [string, Thing][]) : undefined;
}

function isThing(value: unknown): value is Thing {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** As the engine writes it: `labels.bug`, `labels["good first issue"]`. */
function withKey(path: string, key: string): string {
  return /^[\w-]+$/.test(key) ? `${path}.${key}` : `${path}["${key.replace(/["\\]/g, "\\$&")}"]`;
}
