import { part, type Rule } from "../draft.ts";
import type { Problem } from "../problem.ts";
import { type Standard, teamSlug } from "../standard.ts";

type Teams = Standard["teams"];

/** Teams have slugs of their own, no team is above itself, and nested teams are visible, as GitHub asks. */
export const teams: Rule = ({ standard }) => {
  const all = part(standard, "teams");
  if (!standard || !all) return [];
  const problems: Problem[] = [];
  const slugs = new Map<string, string>();
  for (const [name, { parent, privacy }] of Object.entries(all)) {
    const wrong = (field: string | undefined, message: string) =>
      problems.push(
        standard.problem(["teams", name, ...(field ? [field] : [])], message, field ? "value" : "key"),
      );
    const slug = teamSlug(name);
    const same = slugs.get(slug);
    if (!slug) wrong(undefined, `\`${name}\` has no letter or digit to make a team's slug of`);
    else if (same) wrong(undefined, `\`${name}\` and \`${same}\` have the same slug at GitHub, \`${slug}\``);
    slugs.set(slug, name);
    if (parent === undefined) continue;
    const above = chain(name, all);
    if (above.at(-1) === name && Object.keys(all).find(team => above.includes(team)) === name)
      wrong("parent", `\`${name}\` is above itself: ${above.join(" in ")}`);
    if (privacy === "secret" || all[parent]?.privacy === "secret")
      wrong("parent", "a secret team can't be part of another or have parts; make both `closed`");
  }
  return problems;
};

/** A team and the teams it is part of, upwards, to the first that comes a second time. */
function chain(name: string, all: Teams): string[] {
  const found = [name];
  for (let next = all[name]?.parent; next !== undefined; next = all[next]?.parent) {
    found.push(next);
    if (found.indexOf(next) < found.length - 1) break;
  }
  return found;
}
