import { references as registry } from "../../repository/names.ts";
import { at, type Rule } from "../draft.ts";
import { entry } from "../entry.ts";
import { nearest, suggestion } from "../nearest.ts";
import type { Problem } from "../problem.ts";
import { places } from "../schema.ts";
import type { Source } from "../source.ts";
import { standard } from "../standard.ts";

/** What names may refer to, by kind. */
interface Known {
  readonly archetype: readonly string[];
  readonly team: readonly string[];
  readonly app: readonly string[];
}

/** Every name that refers to something of the standard refers to something that is there. */
export const references: Rule = draft => {
  if (!draft.standard) return [];
  const known = knownTo(draft.standard);
  return [
    ...dangling(standard, draft.standard, known),
    ...[...draft.entries.values()].flatMap(source => dangling(entry, source, known)),
  ];
};

function knownTo(source: Source): Known {
  const names = (section: string) => Object.keys(at(source, [section]));
  return { archetype: names("archetypes"), team: names("teams"), app: names("apps") };
}

function dangling(fields: typeof standard | typeof entry, source: Source, known: Known): Problem[] {
  const problems: Problem[] = [];
  for (const { schema, value: name, path, isKey } of places(fields, source.value)) {
    const to = registry.get(schema)?.to;
    if (!to || typeof name !== "string" || name === "") continue;
    const message = to === "role" ? misspelledRole(name) : unknown(to, name, known[to]);
    if (message) problems.push(source.problem(path, message, isKey ? "key" : "value"));
  }
  return problems;
}

function unknown(kind: keyof Known, name: string, valid: readonly string[]): string | undefined {
  if (valid.includes(name)) return undefined;
  const article = kind === "team" ? "a" : "an";
  return `\`${name}\` is not ${article} ${kind} of the standard${suggestion(name, valid)}`;
}

/** GitHub's own roles. https://docs.github.com/en/rest/collaborators/collaborators */
const roles = ["pull", "triage", "push", "maintain", "admin"];

/** What people call them, GitHub's own pages among others. */
const roleSynonyms: Readonly<Record<string, string>> = {
  read: "pull",
  write: "push",
  maintainer: "maintain",
};

/** An organisation can have roles of its own, so only what looks like a slip is one. */
function misspelledRole(name: string): string | undefined {
  if (roles.includes(name)) return undefined;
  const meant = roleSynonyms[name.toLowerCase()] ?? nearest(name, roles, 1);
  return meant && `\`${name}\` is not a role; did you mean \`${meant}\`?`;
}
