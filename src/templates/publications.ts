import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { explain } from "../catalogue/explain.ts";
import { suggestion } from "../catalogue/nearest.ts";
import { InvalidCatalogue, type Problem } from "../catalogue/problem.ts";
import { Source } from "../catalogue/source.ts";
import type { Standard } from "../catalogue/standard.ts";
import { version } from "../scaffolding/schema.ts";

/** What is kept in a folder here and published in a repository of the organisation. */
export interface Publication {
  readonly name: string;
  readonly folder: string;
  readonly repository: string;
  readonly version: string;
}

const versions = z.record(z.string().min(1), version);

/**
 * Everything that the standard has published from a folder of templates, in the versions that its `versions.yaml` gives.
 * @throws InvalidCatalogue with all that does not fit together
 */
export function publicationsIn(folder: string, { scaffolding }: Standard): readonly Publication[] {
  const source = versionsIn(folder);
  const declared = { ...scaffolding.templates, ...scaffolding.published };
  const { data = {}, findings } = explain(versions, source.value, "the versions");
  const problems: Problem[] = [
    ...source.problems,
    ...findings.map(({ path, message, at }) => source.problem(path, message, at)),
    ...Object.keys(data).flatMap(name => {
      const wrong = misplaced(name, folder, Object.keys(declared));
      return wrong ? [source.problem([name], wrong, "key")] : [];
    }),
    ...Object.keys(declared)
      .filter(name => source.value !== undefined && !findings.length && data[name] === undefined)
      .map(name => source.problem([], `\`${name}\` of the standard's \`scaffolding\` has no version here`)),
  ];
  if (problems.length > 0) throw new InvalidCatalogue(problems);
  return Object.entries(declared).map(([name, { repository }]) => ({
    name,
    folder: join(folder, name),
    repository,
    version: data[name] ?? "",
  }));
}

function versionsIn(folder: string): Source {
  const file = join(folder, "versions.yaml");
  if (existsSync(file)) return new Source(file, readFileSync(file, "utf8"));
  const message = "there is no such file; it gives each template its version, e.g. `base: 1.0.0`";
  throw new InvalidCatalogue([{ file, line: 1, column: 1, message }]);
}

function misplaced(name: string, folder: string, declared: readonly string[]): string | undefined {
  if (!declared.includes(name))
    return `\`${name}\` is not among the standard's \`scaffolding\`${suggestion(name, declared)}`;
  return existsSync(join(folder, name)) ? undefined : `there is no folder \`${name}\` beside this file`;
}
