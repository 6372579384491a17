import type { Cluster } from "../cluster/schema.ts";
import type { Repository } from "../repository/specification.ts";
import { resolveClusters } from "./clusters.ts";
import type { Draft } from "./draft.ts";
import { type Pending, readFiles } from "./files.ts";
import { compare, InvalidCatalogue, type Problem } from "./problem.ts";
import { resolveEntries } from "./resolution.ts";
import { deploying } from "./rules/deploying.ts";
import { scaffolds } from "./rules/scaffolds.ts";
import { rules } from "./rules.ts";
import type { Source } from "./source.ts";
import { type Standard, standard } from "./standard.ts";

/** All entries and the standard, validated and resolved: what the program runs on. */
export interface Catalogue {
  readonly standard: Standard;
  /** In the order of their names. */
  readonly repositories: readonly Repository[];
  /** In the order of their names; none where nobody asked for them. */
  readonly clusters: readonly Cluster[];
  /** The file of each repository's entry, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Reads and checks the catalogue in a directory.
 * @param stacks where the clusters' stacks lie; without it no cluster is looked at, and none can be named wrongly
 * @param pending files that are not written yet, to be checked as if they were
 * @throws InvalidCatalogue with everything that is wrong in any of its files
 */
export async function loadCatalogue(
  directory = "repos",
  stacks?: string,
  pending?: Pending,
): Promise<Catalogue> {
  const files = await readFiles(directory, stacks, pending);
  const sources = [files.standard, ...files.entries.values(), ...(files.stacks?.values() ?? [])];
  const legible = {
    ...files,
    standard: readable(files.standard),
    entries: allReadable(files.entries),
    stacks: files.stacks && allReadable(files.stacks),
  };
  const { clusters, problems: unresolvedClusters } = resolveClusters(legible);
  const draft: Draft = { ...legible, clusters };
  const { repositories, problems: unresolvedEntries } = resolveEntries(draft);
  const problems = [
    ...files.problems,
    ...sources.flatMap(source => source?.problems ?? []),
    ...rules.flatMap(rule => rule(draft)),
    ...deploying(draft, repositories),
    ...scaffolds(draft, repositories),
  ];
  const all = [...problems, ...elsewhere([...unresolvedEntries, ...unresolvedClusters], problems)];
  if (all.length) throw new InvalidCatalogue(all);
  return {
    standard: standard.parse(draft.standard?.value) as Standard,
    repositories: repositories.toSorted((a, b) => compare(a.name, b.name)),
    clusters: [...clusters.values()].toSorted((a, b) => compare(a.name, b.name)),
    files: Object.fromEntries([...files.entries].map(([name, { file }]) => [name, file])),
  };
}

function readable<S extends Draft["standard"]>(source: S): S | undefined {
  return source?.value === undefined ? undefined : source;
}

function allReadable(sources: ReadonlyMap<string, Source>): ReadonlyMap<string, Source> {
  return new Map([...sources].filter(([, source]) => readable(source)));
}

/** What is wrong in a layer is wrong again in what the layers come to: it is told once. */
function elsewhere(problems: readonly Problem[], told: readonly Problem[]): readonly Problem[] {
  const place = ({ file, line, column }: Problem) => `${file}:${line}:${column}`;
  const places = new Set(told.map(place));
  return problems.filter(problem => !places.has(place(problem)));
}
