import { type ReferenceKind, references as registry } from "../../repository/names.ts";
import { ranks } from "../../repository/role.ts";
import { clusterKey, clusterPath } from "../clusters.ts";
import { at, type Draft, part, type Rule, tenants } from "../draft.ts";
import { entry } from "../entry.ts";
import { nearest, suggestion } from "../nearest.ts";
import { places } from "../schema.ts";
import type { Path, Source } from "../source.ts";
import { clusterLayer, standard } from "../standard.ts";

/** What names may refer to, by kind; undefined where nobody knows what there is. */
type Known = Readonly<Record<Exclude<ReferenceKind, "role">, readonly string[] | undefined>>;

/** A name that refers to something of the catalogue, where it stands. */
export interface Reference {
  readonly source: Source;
  readonly path: Path;
  readonly to: ReferenceKind;
  readonly name: string;
  /** Whether the name is the key of a map. */
  readonly isKey: boolean;
}

/** Every name that refers to something of the catalogue refers to something that is there. */
export const references: Rule = draft => {
  if (!draft.standard) return [];
  const known = knownTo(draft, draft.standard);
  return [...referencesIn(draft)].flatMap(({ source, path, to, name, isKey }) => {
    const message = to === "role" ? misspelledRole(name) : unknown(to, name, known[to]);
    return message ? [source.problem(path, message, isKey ? "key" : "value")] : [];
  });
};

/** All names by which the files of a catalogue refer to something. */
export function* referencesIn({
  standard: own,
  entries,
  stacks,
}: Pick<Draft, "standard" | "entries" | "stacks">): Generator<Reference> {
  if (own) yield* referencesOf(standard, own, own.value);
  for (const source of entries.values()) yield* referencesOf(entry, source, source.value);
  for (const source of stacks?.values() ?? [])
    yield* referencesOf(clusterLayer, source, at(source, ["config"])[clusterKey], clusterPath);
}

function knownTo(draft: Draft, source: Source): Known {
  const names = (section: string) => Object.keys(at(source, [section]));
  return {
    archetype: names("archetypes"),
    team: names("teams"),
    app: names("apps"),
    stage: part(source, "stages")?.map(({ name }) => name),
    size: Object.keys(part(source, "sizes") ?? at(source, ["sizes"])),
    cluster: draft.stackNames,
    tenant: [...new Set(tenants(draft).map(({ tenant }) => tenant.namespace))],
    entry: draft.names,
    template: Object.keys(at(source, ["scaffolding", "templates"])),
  };
}

function* referencesOf(
  fields: Parameters<typeof places>[0],
  source: Source,
  value: unknown,
  start: Path = [],
): Generator<Reference> {
  for (const { schema, value: name, path, isKey = false } of places(fields, value, start)) {
    const to = registry.get(schema)?.to;
    if (to && typeof name === "string" && name !== "") yield { source, path, to, name, isKey };
  }
}

const whatItIsNot: Readonly<Record<keyof Known, string>> = {
  archetype: "an archetype of the standard",
  team: "a team of the standard",
  app: "an app of the standard",
  stage: "a stage of the standard",
  size: "a size of the standard",
  cluster: "a cluster: there is no such stack",
  tenant: "the namespace of a tenant",
  entry: "a repository of the catalogue",
  template: "a template of the standard",
};

function unknown(kind: keyof Known, name: string, valid: readonly string[] | undefined): string | undefined {
  if (!valid || valid.includes(name)) return undefined;
  return `\`${name}\` is not ${whatItIsNot[kind]}${suggestion(name, valid)}`;
}

/** What people call them, GitHub's own pages among others. */
const roleSynonyms: Readonly<Record<string, string>> = {
  read: "pull",
  write: "push",
  maintainer: "maintain",
};

/** An organisation can have roles of its own, so only what looks like a slip is one. */
function misspelledRole(name: string): string | undefined {
  if (ranks.includes(name)) return undefined;
  const meant = roleSynonyms[name.toLowerCase()] ?? nearest(name, ranks, 1);
  return meant && `\`${name}\` is not a role; did you mean \`${meant}\`?`;
}
