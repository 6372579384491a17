import { conflictsOf } from "../repository/conflicts.ts";
import type { Conflict } from "../repository/facet.ts";
import { baseline, type Repository, specification } from "../repository/specification.ts";
import { at, type Draft, layersOf, type PlacedLayer } from "./draft.ts";
import { explain, type Finding, sentence } from "./explain.ts";
import { isMap, type Layer, resolve } from "./layer.ts";
import { formatProblem, type Problem } from "./problem.ts";
import { archetypeFields } from "./standard.ts";

/** What the entries come to, with the layers below them. */
export interface Resolution {
  readonly repositories: readonly Repository[];
  readonly problems: readonly Problem[];
}

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
    const conflicts = repository ? conflictsOf(repository) : [];
    const problems = [
      ...findings.map(finding => locate(finding, layers)),
      ...conflicts.map(conflict => locateConflict(conflict, layers)),
    ];
    found.push(...problems.map(problem => ({ entry: name, own: source.file, problem })));
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

/** At the layer that says what is at odds, or at one above it that takes away what that needs. */
function locateConflict({ path, message, lacks }: Conflict, layers: readonly PlacedLayer[]): Problem {
  const above = layers.slice(0, layers.indexOf(sayingMost(path, layers)));
  const taker = lacks && above.find(({ layer }) => takesAway(layer, lacks.path));
  return taker
    ? locate({ ...lacks, message: sentence(lacks.path, "an entry", lacks.message) }, [taker])
    : locate({ path, message: sentence(path, "an entry", message) }, layers);
}

function takesAway(layer: Layer, path: Finding["path"]): boolean {
  let value: unknown = layer;
  for (const key of path) value = isMap(value) ? value[key] : value;
  return value === null;
}

/** A problem at the layer that says most of what it is about: where two say the same, the upper one stands. */
export function locate({ path, message, at: where }: Finding, layers: readonly PlacedLayer[]): Problem {
  const { source, path: start } = sayingMost(path, layers);
  return source.problem([...start, ...path], message, where);
}

function sayingMost(path: Finding["path"], layers: readonly PlacedLayer[]): PlacedLayer {
  const [deepest] = layers
    .map(layer => ({ layer, depth: layer.source.depth([...layer.path, ...path]) - layer.path.length }))
    .sort((a, b) => b.depth - a.depth);
  return (deepest as { layer: PlacedLayer }).layer;
}
