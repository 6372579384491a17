import type { Conflict } from "../repository/facet.ts";
import { facets } from "../repository/facets.ts";
import { baseline, type Repository, specification } from "../repository/specification.ts";
import { at, type Draft, layersOf, type PlacedLayer } from "./draft.ts";
import { explain, type Finding, sentence } from "./explain.ts";
import { type Layer, resolve } from "./layer.ts";
import { formatProblem, type Problem } from "./problem.ts";
import type { Source } from "./source.ts";
import { archetypeFields } from "./standard.ts";

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
  const found: Found[] = [];
  for (const [name, source] of entries) {
    const { archetype } = at(source, []);
    if (typeof archetype !== "string" || !Object.hasOwn(known, archetype)) continue;
    const layers = layersOf(source, standard);
    const { data, findings } = explain(specification, resolve([baseline, ...contents(layers)]), "an entry");
    const repository = data && { ...data, name, archetype };
    if (repository) repositories.push(repository);
    for (const finding of [...findings, ...(repository ? conflicts(repository) : [])])
      found.push({ entry: name, own: source.file, problem: locate(finding, layers) });
  }
  return { repositories, problems: toldOnce(found) };
}

/** A problem with what an entry came to, wherever its place is. */
export interface Found {
  readonly entry: string;
  readonly own: string;
  readonly problem: Problem;
}

/** A problem in a layer that entries share is told once, with the entries that have it. */
export function toldOnce(found: readonly Found[]): Problem[] {
  const groups = Map.groupBy(found, ({ problem }) => formatProblem(problem));
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (!first || first.problem.file === first.own) return first ? [first.problem] : [];
    const more = others.length ? ` and ${others.length} more` : "";
    return [
      { ...first.problem, message: `${first.problem.message} (in the entry \`${first.entry}\`${more})` },
    ];
  });
}

/** What the layers say, the lowest first, without what only describes them. */
function contents(layers: readonly PlacedLayer[]): Layer[] {
  return layers.map(({ layer: { archetype: _, ...fields } }) => archetypeFields(fields)).reverse();
}

/** An archived repository is asked for nothing, so nothing in it is at odds. */
function conflicts(repository: Repository): Finding[] {
  if (repository.archived) return [];
  return checks.flatMap(check =>
    check(repository).map(({ path, message }) => ({ path, message: sentence(path, "an entry", message) })),
  );
}

/** A problem at the layer that says most of what it is about: where two say the same, the upper one stands. */
export function locate({ path, message, at: where }: Finding, layers: readonly PlacedLayer[]): Problem {
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
