type Json = Readonly<Record<string, unknown>>;

/**
 * An organisation's dump as it can be held against another's: ids replaced by names, lists in a fixed order, and nothing
 * that differs between two runs that do the same, such as times and the hashes of first commits.
 */
export function comparable(dump: unknown): unknown {
  const names = new Map<unknown, string>();
  collectNames(dump, names);
  for (const [id, login] of Object.entries((dump as { users: Json }).users))
    names.set(Number(id), String(login));
  return reduced(dump, names);
}

function collectNames(value: unknown, names: Map<unknown, string>): void {
  if (typeof value !== "object" || value === null) return;
  for (const item of Object.values(value)) collectNames(item, names);
  const { id, name, login, property_name: property } = value as Json;
  const known = name ?? login ?? property;
  if (typeof id === "number" && typeof known === "string") names.set(id, known);
}

function reduced(value: unknown, names: ReadonlyMap<unknown, string>): unknown {
  if (Array.isArray(value)) return value.map(item => reduced(item, names)).toSorted(byText);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (key === "ownerId" || key.endsWith("_at")) return [];
      // GitHub makes whoever creates a team a member of it. The provider takes them out again, in a request of its own.
      if (key === "members") return [];
      if (key === "refs") return [[key, Object.keys(item as object)]];
      if (key === "users") return [[key, Object.values(item as object).toSorted()]];
      const isReference = key === "id" || key.endsWith("Id") || key === "actor_id";
      if (isReference) return names.has(item) || Number(item) < 1000 ? [[key, names.get(item) ?? item]] : [];
      return [[key, reduced(item, names)]];
    }),
  );
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
