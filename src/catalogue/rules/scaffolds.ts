import { folded } from "../../github/names.ts";
import type { Repository } from "../../repository/specification.ts";
import type { ScaffoldLayer, Template } from "../../scaffolding/schema.ts";
import { at, type Draft, layersOf, part, type Rule } from "../draft.ts";
import { sentence } from "../explain.ts";
import { asMap } from "../layer.ts";
import type { Problem } from "../problem.ts";
import { type Found, locate, toldOnce } from "../resolution.ts";

/**
 * What must hold for what repositories begin with, once their layers are laid over each other: each template is meant
 * for their archetype, and one that makes a component is told its directory.
 */
export function scaffolds(draft: Draft, repositories: readonly Repository[]): Problem[] {
  const { standard } = draft;
  const templates = part(standard, "scaffolding")?.templates ?? {};
  const found = repositories.flatMap(({ name, archetype, archived, scaffold = [] }): Found[] => {
    const own = draft.entries.get(name);
    if (!own || !standard || archived) return [];
    return scaffold.flatMap((layer, index) => {
      const template = templates[layer.template];
      const wrong = template && misused(layer, template, archetype);
      if (!wrong) return [];
      const path = ["scaffold", index, wrong.field];
      const message = sentence(path, "an entry", wrong.message);
      return [{ entry: name, own: own.file, problem: locate({ path, message }, layersOf(own, standard)) }];
    });
  });
  return toldOnce(found);
}

function misused(
  { template, into }: ScaffoldLayer,
  { archetypes, component }: Template,
  archetype: string,
): { readonly field: keyof ScaffoldLayer; readonly message: string } | undefined {
  if (!archetypes.includes(archetype))
    return {
      field: "template",
      message: `is \`${template}\`, which is not meant for the archetype \`${archetype}\`, only for ${named(archetypes)}`,
    };
  if (component && into === undefined)
    return {
      field: "template",
      message: `is \`${template}\`, which makes a component: say its directory with \`into\``,
    };
  if (!component && into !== undefined)
    return {
      field: "into",
      message: `does not go with \`${template}\`, which makes the repository, not a component of it`,
    };
  return undefined;
}

/** Each published template has a repository to itself, and one that can be written to. */
export const templateRepositories: Rule = ({ standard, entries }) => {
  if (!standard) return [];
  const holders = new Map<string, string>();
  const problems: Problem[] = [];
  for (const section of ["templates", "published"])
    for (const [name, declared] of Object.entries(at(standard, ["scaffolding", section]))) {
      const { repository } = asMap(declared);
      if (typeof repository !== "string") continue;
      const wrong = (message: string) =>
        problems.push(standard.problem(["scaffolding", section, name, "repository"], message));
      const holder = holders.get(folded(repository));
      const entry = entries.get(repository);
      if (holder)
        wrong(`\`${repository}\` holds \`${holder}\` already; each template has a repository of its own`);
      else if (entry && at(entry, []).archived === true)
        wrong(`\`${repository}\` is archived, and nothing can be published there`);
      holders.set(folded(repository), name);
    }
  return problems;
};

function named(archetypes: readonly string[]): string {
  return archetypes.map(name => `\`${name}\``).join(" and ");
}
