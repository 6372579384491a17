import type { Repository } from "../repository/specification.ts";
import type { Draft } from "./draft.ts";
import { readFiles } from "./files.ts";
import { compare, InvalidCatalogue, type Problem } from "./problem.ts";
import { resolveEntries } from "./resolution.ts";
import { rules } from "./rules.ts";
import { type Standard, standard } from "./standard.ts";

/** All entries and the standard, validated and resolved: what the program runs on. */
export interface Catalogue {
  readonly standard: Standard;
  /** In the order of their names. */
  readonly repositories: readonly Repository[];
  /** The file of each repository's entry, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Reads and checks the catalogue in a directory.
 * @throws InvalidCatalogue with everything that is wrong in any of its files
 */
export async function loadCatalogue(directory = "repos"): Promise<Catalogue> {
  const files = await readFiles(directory);
  const sources = [...(files.standard ? [files.standard] : []), ...files.entries.values()];
  const draft: Draft = {
    ...files,
    standard: readable(files.standard),
    entries: new Map([...files.entries].filter(([, source]) => readable(source))),
  };
  const { repositories, problems: unresolved } = resolveEntries(draft);
  const problems = [
    ...files.problems,
    ...sources.flatMap(source => source.problems),
    ...rules.flatMap(rule => rule(draft)),
  ];
  const all = [...problems, ...elsewhere(unresolved, problems)];
  if (all.length) throw new InvalidCatalogue(all);
  return {
    standard: standard.parse(draft.standard?.value) as Standard,
    repositories: repositories.toSorted((a, b) => compare(a.name, b.name)),
    files: Object.fromEntries([...files.entries].map(([name, { file }]) => [name, file])),
  };
}

function readable<S extends Draft["standard"]>(source: S): S | undefined {
  return source?.value === undefined ? undefined : source;
}

/** What is wrong in a layer is wrong again in what the layers come to: it is told once. */
function elsewhere(problems: readonly Problem[], told: readonly Problem[]): readonly Problem[] {
  const place = ({ file, line, column }: Problem) => `${file}:${line}:${column}`;
  const places = new Set(told.map(place));
  return problems.filter(problem => !places.has(place(problem)));
}
