import { folded } from "../../github/names.ts";
import { repositoryName } from "../../repository/names.ts";
import type { Rule } from "../draft.ts";
import type { Problem } from "../problem.ts";

/** Each entry's directory has a name that GitHub takes, and that no other has in another case. */
export const names: Rule = ({ entries }) => {
  const problems: Problem[] = [];
  const seen = new Map<string, string>();
  for (const [name, source] of entries) {
    const { error } = repositoryName.safeParse(name);
    const [issue] = error?.issues ?? [];
    if (issue) problems.push(source.problem([], `the directory's name \`${name}\` ${issue.message}`));
    const same = seen.get(folded(name));
    if (same)
      problems.push(
        source.problem([], `\`${name}\` and \`${same}\` are the same name to GitHub, whatever the case`),
      );
    seen.set(folded(name), name);
  }
  return problems;
};
