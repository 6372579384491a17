import type { Declared, Manifest } from "./manifest.ts";

/** One aspect of what is declared on a cluster, in one file: a tenant's network rules, a cluster's policies. */
export interface Part<Subject, Context, Of extends Manifest = Declared> {
  readonly title: string;
  /** One sentence for the documentation: what it is for. */
  readonly purpose: string;
  /** The parts that have to be in place before it, and that stay until it is gone. */
  readonly after: readonly string[];
  /** Never deleted, whatever becomes of the declaration: without it nothing on the cluster could be put right. */
  readonly kept?: true;
  manifests(subject: Subject, context: Context): readonly Of[];
}

export type Parts<Subject, Context, Of extends Manifest = Declared> = Readonly<
  Record<string, Part<Subject, Context, Of>>
>;

/** What is applied together, with the names of what it waits for. */
export interface Step {
  readonly part: string;
  readonly after: readonly string[];
  /** Its objects are never deleted. */
  readonly kept: boolean;
  readonly manifests: readonly Manifest[];
}

/** What each part declares, in the registry's order. */
export function stepsOf<Subject, Context, Of extends Manifest>(
  parts: Parts<Subject, Context, Of>,
  subject: Subject,
  context: Context,
): readonly Step[] {
  return Object.entries(parts).map(([part, { after, kept = false, manifests }]) => ({
    part,
    after,
    kept,
    manifests: manifests(subject, context),
  }));
}

/**
 * The parts in waves: each wave may begin when the one before it is in place. Removal goes through them backwards.
 * @throws Error where parts wait for each other, or for one that is not there
 */
export function waves(parts: Readonly<Record<string, Pick<Step, "after">>>): readonly (readonly string[])[] {
  const done = new Set<string>();
  const found: string[][] = [];
  while (done.size < Object.keys(parts).length) {
    const next = Object.entries(parts)
      .filter(([name, { after }]) => !done.has(name) && after.every(other => done.has(other)))
      .map(([name]) => name);
    if (!next.length) throw new Error("Some parts wait for each other, or for a part that does not exist.");
    for (const name of next) done.add(name);
    found.push(next);
  }
  return found;
}
