import type { components } from "@octokit/openapi-types";
import { z } from "zod";
import type { LiveOrganization } from "../../github/live-organization.ts";
import { facet } from "../facet.ts";
import { isLess, isMore, type Modification, weakerProtection } from "../risk.ts";
import { bypass, bypassActors, observedBypass } from "../ruleset/bypass.ts";
import { canDeclare, observedRules } from "../ruleset/observe.ts";
import { type Rules, ruleArgs, rules } from "../ruleset/rules.ts";

type Live = components["schemas"]["repository-ruleset"];

const ruleset = z.strictObject({
  target: z.enum(["branch", "tag", "push"]).default("branch").meta({ description: "What it guards." }),
  enforcement: z.enum(["active", "evaluate", "disabled"]).default("active").meta({
    description: "Whether it is in force; `evaluate` only watches (GitHub Enterprise).",
  }),
  include: z.array(z.string().min(1)).optional().meta({
    description: "The refs it guards: patterns such as `refs/heads/release/*`, `~DEFAULT_BRANCH` or `~ALL`.",
  }),
  exclude: z
    .array(z.string().min(1))
    .optional()
    .meta({ description: "Refs among those that it leaves alone." }),
  bypass: z.array(bypass).optional().meta({ description: "Who may pass it, wholly or by pull request." }),
  rules,
});
type Ruleset = z.output<typeof ruleset>;

const reviewsField = z
  .strictObject({
    approvals: z.int().min(0).max(10).optional().meta({ description: "How many people must approve." }),
    code_owners: z.boolean().optional().meta({ description: "Whether code owners must approve." }),
    dismiss_stale: z.boolean().optional().meta({ description: "Whether a push takes approvals back." }),
    last_push_approval: z.boolean().optional().meta({
      description: "Whether somebody else than the last one to push must approve.",
    }),
    resolve_threads: z
      .boolean()
      .optional()
      .meta({ description: "Whether every conversation must be resolved." }),
  })
  .meta({ description: "The reviews that a pull request to the default branch needs." });

/** The ruleset that `checks` and `reviews` speak of. */
export const defaultBranchRuleset = "default-branch";

/** What is allowed to happen to branches and tags. */
export const rulesets = facet({
  title: "Rulesets",
  fields: {
    rulesets: z
      .record(z.string().min(1).max(100), ruleset)
      .optional()
      .meta({ description: "Rulesets by name." }),
    checks: z
      .array(z.string().min(1))
      .optional()
      .meta({
        description: `Status checks that must pass before a pull request is merged, in the ruleset \`${defaultBranchRuleset}\`.`,
      }),
    reviews: reviewsField.optional(),
  },
  check: ({ rulesets = {}, checks, reviews }) => {
    const conflicts = Object.entries(rulesets).flatMap(([name, { target, include, exclude, rules }]) => {
      const path = ["rulesets", name];
      if (target !== "push" && !include?.length)
        return [
          { path, message: `guards nothing: \`include\` names no ${target === "tag" ? "tags" : "branches"}` },
        ];
      if (target === "push" && (include || exclude))
        return [
          { path, message: "guards pushes to the whole repository: `include` and `exclude` don't belong" },
        ];
      return Object.keys(rules).length ? [] : [{ path, message: "has no rules" }];
    });
    if (rulesets[defaultBranchRuleset]) return conflicts;
    const orphan = (field: string) => ({
      path: [field],
      message: `needs a ruleset \`${defaultBranchRuleset}\` to stand in, and there is none`,
      lacks: {
        path: ["rulesets", defaultBranchRuleset],
        message: `is taken away here, and \`${field}\`, which a layer below asks for, needs it: write \`${field}: null\` as well`,
      },
    });
    return [
      ...conflicts,
      ...(checks?.length ? [orphan("checks")] : []),
      ...(reviews ? [orphan("reviews")] : []),
    ];
  },
  kinds: {
    ruleset: {
      type: "github:index/repositoryRuleset:RepositoryRuleset",
      title: "rulesets",
      authorship: "reports",
      audited: ["repository_ruleset."],
      inBulk: true,
      risk: rulesetRisk,
      identify: async (_, live, name) => {
        const found = (await live.listedRulesets).find(ruleset => ruleset.name === name);
        return found && `${live.name}:${found.id}`;
      },
      list: async live => (await live.listedRulesets).map(({ name }) => name),
    },
  },
  resources: ({ name: repository, rulesets = {}, checks, reviews }, context) =>
    Object.entries(rulesets).map(([name, ruleset]) => {
      const { target, enforcement, include, exclude } = ruleset;
      const rules =
        name === defaultBranchRuleset ? withShorthand(ruleset.rules, checks, reviews) : ruleset.rules;
      return {
        kind: "ruleset" as const,
        key: name,
        args: {
          repository,
          name,
          target,
          enforcement,
          ...(target === "push"
            ? {}
            : { conditions: { refName: { includes: include ?? [], excludes: exclude ?? [] } } }),
          bypassActors: bypassActors(ruleset.bypass ?? [], context),
          rules: ruleArgs(rules),
        },
        after: ["defaultBranch", "environment", "collaborators", "scaffold"] as const,
      };
    }),
  observe: async live => {
    const found = (await live.rulesets).filter(({ rules }) => canDeclare(rules ?? []));
    return {
      rulesets: Object.fromEntries(await Promise.all(found.map(one => observed(one, live.organization)))),
    };
  },
});

/** The rules of the default branch's ruleset, with what `checks` and `reviews` add. */
function withShorthand(
  rules: Rules,
  checks: readonly string[] = [],
  reviews: z.output<typeof reviewsField> | undefined,
): Rules {
  const contexts = [...new Set([...(rules.checks?.contexts ?? []), ...checks])];
  return {
    ...rules,
    ...(contexts.length ? { checks: { ...rules.checks, contexts } } : {}),
    ...(reviews ? { pull_request: { ...rules.pull_request, ...reviews } } : {}),
  };
}

async function observed(found: Live, organization: LiveOrganization): Promise<[string, Ruleset]> {
  const { include = [], exclude = [] } =
    (found.conditions as { ref_name?: RefName } | undefined)?.ref_name ?? {};
  return [
    found.name,
    {
      target: (found.target ?? "branch") as Ruleset["target"],
      enforcement: found.enforcement as Ruleset["enforcement"],
      ...(include.length ? { include } : {}),
      ...(exclude.length ? { exclude } : {}),
      ...(found.bypass_actors?.length
        ? { bypass: await observedBypass(found.bypass_actors, organization) }
        : {}),
      rules: observedRules(found.rules ?? []),
    },
  ];
}

interface RefName {
  include?: string[];
  exclude?: string[];
}

function rulesetRisk({ action, effect, properties }: Modification): string | undefined {
  if (action === "create") return undefined;
  const isGone = action === "delete" && effect !== "forgotten";
  return isGone || properties.some(isWeaker) ? weakerProtection : undefined;
}

/** What limits by its size, and rules that hold less where they are switched on. */
const limits = /\.(maxFileSize|maxFilePathLength)$/;
const exceptions = /\.doNotEnforceOnCreate$/;

/** From which alerts on code scanning holds a merge back, the fewest alerts first. */
const thresholds = [
  "none",
  "critical",
  "errors",
  "high_or_higher",
  "errors_and_warnings",
  "medium_or_higher",
  "all",
];

/** Whether it is less than before, or may be: of another pattern, or of another App, nobody can tell which asks for more. */
function isWeaker(setting: Modification["properties"][number]): boolean {
  const { path, from, to } = setting;
  if (path === "enforcement") return from === "active";
  if (path === "target" || path.startsWith("conditions")) return true;
  if (path.startsWith("bypassActors")) return isMore({ ...setting, to: [to ?? []].flat() });
  if (exceptions.test(path)) return to === true;
  if (limits.test(path) && typeof from === "number") return typeof to !== "number" || to > from;
  if (path.endsWith(".integrationId")) return Boolean(from);
  if (/[tT]hreshold$/.test(path)) return thresholds.indexOf(String(to)) < thresholds.indexOf(String(from));
  return isLess(setting) || (/\.(pattern|operator)$/.test(path) && typeof from === "string");
}
