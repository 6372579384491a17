import { isDeepStrictEqual } from "node:util";
import { foundationsOf, type OfStandard } from "../scaffolding/desired.ts";
import { desiredRepository } from "./desired.ts";
import type { Context } from "./facet.ts";
import { nameInRepository, type Resource } from "./resource.ts";
import { type Repository, type Specification, specification } from "./specification.ts";

/**
 * A context in which nothing has to exist: teams, people and secrets stand for themselves. Good for comparing desired
 * states and for the names in them, not for making anything.
 */
export function symbolicContext(organization: string, standard: SymbolicStandard = {}): Context {
  const symbol = (kind: string) => (name: string) => `${kind} ${name}` as never;
  return {
    organization,
    foundations: foundationsOf(standard),
    apps: standard.apps ?? {},
    propertyType: name => standard.properties?.[name]?.type ?? "string",
    repositoryNodeId: "",
    teamId: symbol("team"),
    teamSlug: symbol("team"),
    userId: symbol("user"),
    secret: ({ env }) => env,
  };
}

interface SymbolicStandard extends OfStandard {
  readonly apps?: Readonly<Record<string, number>> | undefined;
  readonly properties?:
    | Readonly<Record<string, { readonly type: ReturnType<Context["propertyType"]> }>>
    | undefined;
}

/** A repository with a resolved specification, checked against the schema. */
export function repositoryOf(name: string, resolved: object): Repository {
  const { archetype: _, ...fields } = resolved as { archetype?: string };
  return { ...(specification.parse(fields) as Specification), name, archetype: "" };
}

/** Whether two repositories ask the same of GitHub. */
export function sameDesired(one: Repository, other: Repository, context: Context): boolean {
  return isDeepStrictEqual(
    byName(desiredRepository(one, context)),
    byName(desiredRepository(other, context)),
  );
}

function byName(resources: readonly Resource[]): Map<string, unknown> {
  return new Map(
    resources
      .map((resource): [string, unknown] => [nameInRepository(resource), unordered(resource.args)])
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/** GitHub's lists are sets: what was said in another order is the same. */
export function unordered(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(unordered).sort((one, other) => (text(one) < text(other) ? -1 : 1));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, unordered(item)]));
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? "";
}
