/** What a run does to one thing, as far as it matters for what that risks. */
export interface Modification {
  readonly action: "create" | "update" | "replace" | "delete" | "import";
  /** With `delete`: what becomes of the thing itself. */
  readonly effect?: "archived" | "deleted" | "forgotten";
  /** What is set anew; null stands for nothing. */
  readonly properties: readonly Setting[];
}

interface Setting {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Why somebody should look twice before a thing is modified so; undefined where nothing speaks against it. */
export type Risk = (modification: Modification) => string | undefined;

/** The value that a property gets; undefined where it stays as it is. */
export function valueGiven({ properties }: Modification, name: string): unknown {
  return properties.find(({ path }) => path === name)?.to;
}

/** There is less of what protects than before. */
export const weakerProtection = "weaker protection";

/** Whether a thing goes, or something of it is switched off, lowered, shortened or left out. */
function isWeakened({ action, effect, properties }: Modification): boolean {
  if (action === "delete") return effect !== "forgotten";
  return action !== "create" && properties.some(isLess);
}

/** A risk of things that protect: there is less of them. */
export function weaker(modification: Modification): string | undefined {
  return isWeakened(modification) ? weakerProtection : undefined;
}

export function isLess({ from, to }: Setting): boolean {
  if (typeof from === "boolean") return from && to !== true;
  if (typeof from === "number") return typeof to !== "number" || to < from;
  if (Array.isArray(from)) return !Array.isArray(to) || from.some(item => !holds(to, item));
  return typeof from === "object" && from !== null && to === null;
}

/** Whether a list gets something that it did not have. */
export function isMore({ from, to }: Setting): boolean {
  const before = Array.isArray(from) ? from : [];
  return Array.isArray(to) && to.some(item => !holds(before, item));
}

function holds(list: readonly unknown[], item: unknown): boolean {
  return list.some(other => JSON.stringify(other) === JSON.stringify(item));
}
