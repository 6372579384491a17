/** A value of one world that another has otherwise, in so many repositories. */
export interface Difference {
  /** With `*` for the repository's name. */
  readonly path: string;
  readonly values: readonly [one: string, other: string];
  readonly repositories: number;
  /** Why it does not matter; absent where it does. */
  readonly reason?: string;
}

/** What may differ at the end, and why. */
export interface Allowed {
  readonly path: RegExp;
  readonly reason: string;
}

/**
 * What differs between two dumps of the GitHub server, apart from ids and times.
 * @param names the repositories that are looked at
 */
export function differences(
  one: unknown,
  other: unknown,
  names: readonly string[],
  allowed: readonly Allowed[],
): readonly Difference[] {
  const [left, right] = [valuesOf(one, names), valuesOf(other, names)];
  const found = new Map<string, Difference>();
  for (const path of new Set([...left.keys(), ...right.keys()])) {
    const values = [left.get(path) ?? "absent", right.get(path) ?? "absent"] as const;
    if (values[0] === values[1]) continue;
    const general = path.replace(/^repositories\.[^.]+/, "repositories.*");
    const key = JSON.stringify([general, values]);
    const reason = allowed.find(rule => rule.path.test(general))?.reason;
    const repositories = (found.get(key)?.repositories ?? 0) + 1;
    found.set(key, { path: general, values, repositories, ...(reason === undefined ? {} : { reason }) });
  }
  return [...found.values()];
}

type Value = Readonly<Record<string, unknown>>;

/** Every single value of a dump by its path, things in lists by their names. */
function valuesOf(dump: unknown, names: readonly string[]): Map<string, string> {
  const values = new Map<string, string>();
  const teams = new Map(listOf(dump, "teams").map(({ id, name }) => [id, name]));
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) walkList(value, path);
    else if (typeof value !== "object" || value === null) values.set(path, JSON.stringify(value));
    else walkThing(value, path);
  };
  const walkThing = (thing: object, path: string): void => {
    for (const [key, item] of Object.entries(thing)) {
      if (key === "teamId") values.set(`${path}.team`, String(teams.get(item)));
      else if (key === "refs") values.set(`${path}.refs`, Object.keys(item as object).join(", "));
      else if (!passing.test(key)) walk(item, path ? `${path}.${key}` : key);
    }
  };
  const walkList = (list: readonly unknown[], path: string): void => {
    const sorted = list
      .map(item => [nameOf(item, teams), item] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, item] of sorted)
      if (path !== "repositories" || names.includes(name)) walk(item, `${path}.${name}`);
  };
  walk(dump, "");
  return values;
}

/** What two worlds never agree on. */
const passing = /(^id|Id|_at|^node_id)$/;

function listOf(dump: unknown, key: string): readonly Value[] {
  return ((dump as Value)[key] ?? []) as readonly Value[];
}

function nameOf(item: unknown, teams: ReadonlyMap<unknown, unknown>): string {
  if (typeof item !== "object" || item === null) return JSON.stringify(item);
  const { name, login, key_prefix, property_name, teamId, type, context } = item as Value;
  return String(name ?? login ?? key_prefix ?? property_name ?? teams.get(teamId) ?? type ?? context ?? "?");
}
