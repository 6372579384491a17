import { folded } from "../../github/names.ts";
import { at, layers, type Rule } from "../draft.ts";
import type { Problem } from "../problem.ts";

/** A former name is one repository's own, and nobody else's now or before. */
export const formerNames: Rule = draft => {
  const problems: Problem[] = [];
  const present = new Map(draft.names.map(name => [folded(name), name]));
  const former = new Map<string, string>();
  for (const [name, source] of draft.entries) {
    const { formerly, archived } = at(source, []);
    if (typeof formerly !== "string") continue;
    const wrong = (message: string) => problems.push(source.problem(["formerly"], message));
    const holder = present.get(folded(formerly));
    const claimant = former.get(folded(formerly));
    if (formerly === name) wrong("`formerly` is the name that the repository has now");
    else if (holder && holder !== name) wrong(`\`formerly\` is the name of another entry, \`${holder}\``);
    if (claimant) wrong(`\`formerly\` is claimed by \`${claimant}\` too; only one can have had the name`);
    if (archived === true)
      wrong("an archived repository can't be renamed; take `archived` away first, or leave out `formerly`");
    former.set(folded(formerly), name);
  }
  return [...problems, ...shared(draft)];
};

function shared(draft: Parameters<Rule>[0]): Problem[] {
  return layers(draft)
    .filter(({ path, layer }) => path.length && typeof layer.formerly === "string")
    .map(({ source, path }) =>
      source.problem(
        [...path, "formerly"],
        "`formerly` belongs in an entry: a former name is one repository's own",
        "key",
      ),
    );
}
