import type { ClassicRule } from "../repository/facets/branch-protection.ts";
import type { Bypass } from "../repository/ruleset/bypass.ts";
import type { Rules } from "../repository/ruleset/rules.ts";

export interface Rulesets {
  /** In an entry's words, by name. */
  readonly rulesets: Readonly<Record<string, object>>;
  /** Where the rulesets do not do quite what the classic rule did, a sentence each. */
  readonly differences: readonly string[];
}

type Actors = NonNullable<NonNullable<ClassicRule["push"]>["allow"]>;

/**
 * The rulesets that come nearest to a classic branch protection rule. A ruleset's bypass covers all of its rules, so
 * what only some people may do stands in a ruleset of its own.
 * @param teamName the name of a team by its slug
 */
export function asRulesets(pattern: string, rule: ClassicRule, teamName: (slug: string) => string): Rulesets {
  const differences: string[] = [];
  const include = [`refs/heads/${pattern}`];
  const main = {
    include,
    ...(rule.admins ? {} : { bypass: administrators }),
    rules: rulesOf(rule, differences),
  };
  const rulesets: Record<string, object> = Object.keys(main.rules).length ? { [pattern]: main } : {};
  if (rule.push || rule.lock) {
    const allowed = rule.lock ? [] : bypassOf(rule.push?.allow, teamName, differences);
    const bypass = [...allowed, ...(rule.admins ? [] : administrators)];
    const creation = rule.push && !rule.push.creations ? { creation: true } : {};
    rulesets[`${pattern} pushes`] = {
      include,
      ...(bypass.length ? { bypass } : {}),
      rules: { update: true, ...creation },
    };
  }
  return { rulesets, differences };
}

const administrators: readonly Bypass[] = [{ actor: "organization_admins" }, { role: "admin" }];

function rulesOf(rule: ClassicRule, differences: string[]): Rules {
  const { reviews, checks } = rule;
  if (!reviews && rule.resolve_threads)
    differences.push("Changes now need a pull request, so that conversations can be resolved.");
  if (reviews?.dismissal)
    differences.push("Everybody with write access may dismiss reviews; a ruleset can't restrict it.");
  if (reviews?.bypass)
    differences.push(
      "Those who needed no pull request need one now; name them in `bypass` to let them pass all rules.",
    );
  if (rule.force_push_bypass)
    differences.push(
      "Those who could force-push no longer can; name them in `bypass` to let them pass all rules.",
    );
  return {
    ...(rule.deletions ? {} : { deletion: true }),
    ...(rule.force_pushes ? {} : { non_fast_forward: true }),
    ...(rule.linear_history ? { linear_history: true } : {}),
    ...(rule.signatures ? { signatures: true } : {}),
    ...(reviews || rule.resolve_threads
      ? {
          pull_request: {
            approvals: reviews?.approvals ?? 0,
            ...(reviews?.code_owners ? { code_owners: true } : {}),
            ...(reviews?.dismiss_stale ? { dismiss_stale: true } : {}),
            ...(reviews?.last_push_approval ? { last_push_approval: true } : {}),
            ...(rule.resolve_threads ? { resolve_threads: true } : {}),
          },
        }
      : {}),
    ...(checks?.contexts?.length
      ? { checks: { contexts: checks.contexts, ...(checks.strict ? { strict: true } : {}) } }
      : {}),
  };
}

function bypassOf(
  allow: Actors | undefined,
  teamName: (slug: string) => string,
  differences: string[],
): Bypass[] {
  if (allow?.apps?.length)
    differences.push(
      "Apps that could push no longer can: classic rules don't tell their numbers; name them in `bypass`.",
    );
  return [
    ...(allow?.users ?? []).map((user): Bypass => ({ user })),
    ...(allow?.teams ?? []).map((slug): Bypass => ({ team: teamName(slug) })),
  ];
}
