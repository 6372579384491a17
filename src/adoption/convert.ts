import { readFile, writeFile } from "node:fs/promises";
import { parseDocument } from "yaml";
import type { Repository } from "../repository/specification.ts";
import { asRulesets } from "./as-rulesets.ts";

/** An entry whose classic branch protection was rewritten as rulesets. */
export interface Conversion {
  readonly repository: string;
  /** The names of the new rulesets. */
  readonly rulesets: readonly string[];
  /** Where they do not do quite what the classic rules did, a sentence each. */
  readonly differences: readonly string[];
}

/**
 * Rewrites the classic branch protection of a repository's entry as rulesets, and leaves everything else in the file as it
 * stands, comments included.
 * @param teamName the name of a team by its slug
 */
export async function convertEntry(
  repository: Repository,
  file: string,
  teamName: (slug: string) => string,
): Promise<Conversion> {
  const rules = Object.entries(repository.branch_protection ?? {});
  const converted = rules.map(([pattern, rule]) => asRulesets(pattern, rule, teamName));
  const taken = new Set(Object.keys(repository.rulesets ?? {}));
  const rulesets = Object.fromEntries(
    converted
      .flatMap(({ rulesets }) => Object.entries(rulesets))
      .map(([name, ruleset]) => [free(name, taken), ruleset]),
  );
  const document = parseDocument(await readFile(file, "utf8"));
  // Whatever a layer below says of classic rules is turned off as well.
  document.set("branch_protection", null);
  for (const [name, ruleset] of Object.entries(rulesets)) {
    document.setIn(["rulesets", name], document.createNode(ruleset, { aliasDuplicateObjects: false }));
  }
  await writeFile(file, document.toString({ lineWidth: 0 }));
  return {
    repository: repository.name,
    rulesets: Object.keys(rulesets),
    differences: [...new Set(converted.flatMap(({ differences }) => differences))],
  };
}

/** The name, or one like it that no ruleset has yet. */
function free(name: string, taken: Set<string>): string {
  const candidate = taken.has(name) ? free(`${name} (classic)`, taken) : name;
  taken.add(candidate);
  return candidate;
}
