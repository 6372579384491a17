import type { Conflict } from "../repository/facet.ts";
import { facets } from "../repository/facets.ts";
import { baseline, type Repository, specification } from "../repository/specification.ts";
import { at, type Draft, layersOf, type PlacedLayer } from "./draft.ts";
import { explain, type Finding, sentence } from "./explain.ts";
import { type Layer, resolve } from "./layer.ts";
import type { Problem } from "./problem.ts";
import type { Source } from "./source.ts";

/** What the entries come to, with the layers below them. */
export interface Resolution {
  readonly repositories: readonly Repository[];
  readonly problems: readonly Problem[];
}

const checks = Object.values(facets).flatMap((facet): ((spec: Repository) => readonly Conflict[])[] =>
  "check" in facet ? [facet.check as (spec: Repository) => readonly Conflict[]] : [],
);

/** Lays each entry over its archetype and the standard's defaults, and checks what comes of it. */
export function resolveEntries({ standard, entries }: Draft): Resolution {
  if (!standard) return { repositories: [], problems: [] };
  const known = at(standard, ["archetypes"]);
  const repositories: Repository[] = [];
  const problems: Problem[] = [];
  for (const [name, source] of entries) {
    const { archetype } = at(source, []);
    if (typeof archetype !== "string" || !Object.hasOwn(known, archetype)) continue;
    const layers = layersOf(source, standard);
    const { data, findings } = explain(specification, resolve([baseline, ...contents(layers)]), "an entry");
    const repository = data && { ...data, name, archetype };
    if (repository) repositories.push(repository);
    for (const finding of [...findings, ...(repository ? conflicts(repository) : [])])
      problems.push(locate(finding, layers));
  }
  return { repositories, problems };
}

/** What the layers say, the lowest first, without what only describes them. */
function contents(layers: readonly PlacedLayer[]): Layer[] {
  return layers.map(({ layer: { archetype: _, summary: __, ...fields } }) => fields).reverse();
}

/** An archived repository is asked for nothing, so nothing in it is at odds. */
function conflicts(repository: Repository): Finding[] {
  if (repository.archived) return [];
  return checks.flatMap(check =>
    check(repository).map(({ path, message }) => ({ path, message: sentence(path, "an entry", message) })),
  );
}

/** A problem at the layer that says most of what it is about: where two say the same, the upper one stands. */
function locate({ path, message, at: where }: Finding, layers: readonly PlacedLayer[]): Problem {
  const [deepest] = layers
    .map(({ source, path: start }) => ({
      source,
      path: [...start, ...path],
      depth: source.depth([...start, ...path]) - start.length,
    }))
    .sort((a, b) => b.depth - a.depth);
  const { source, path: place } = deepest as { source: Source; path: Finding["path"] };
  return source.problem(place, message, where);
}
