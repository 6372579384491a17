import { isOwner, ROLES, roleOf } from "./access.ts";
import { missingChecks } from "./commit-checks.ts";
import type { Actor } from "./env.ts";
import type { Repository } from "./model.ts";
import { propertyValues } from "./properties.ts";
import type { RefChange } from "./push-rules.ts";
import { matchesPattern } from "./ref-pattern.ts";
import { type Review, verdictsOn } from "./reviews.ts";
import type { Rule } from "./ruleset-body.ts";
import { type Ruleset, rulesetsOf } from "./rulesets.ts";
import { isTeamMember } from "./teams.ts";
import type { World } from "./world.ts";

type NameCondition = NonNullable<NonNullable<Ruleset["conditions"]>["ref_name"]>;

/** The active rulesets of a repository and its organisation that speak of a branch or tag. */
export function activeRulesets(world: World, repository: Repository, ref: string): Ruleset[] {
  const target = ref.startsWith("refs/heads/") ? "branch" : "tag";
  const rulesets = rulesetsOf(world);
  const ofOrganization = rulesets
    .of(repository.ownerId)
    .filter(ruleset => speaksOf(world, ruleset, repository));
  return [...rulesets.of(repository.id), ...ofOrganization].filter(
    ruleset =>
      ruleset.enforcement === "active" &&
      ruleset.target === target &&
      matchesRef(ruleset.conditions?.ref_name, repository, ref),
  );
}

/** Whether an organisation's ruleset speaks of a repository, by its name, id or custom properties. */
function speaksOf(world: World, { conditions = {} }: Ruleset, repository: Repository): boolean {
  const { repository_name: names, repository_id: ids, repository_property: properties } = conditions;
  if (ids && !ids.repository_ids.includes(repository.id)) return false;
  if (names && !selects(names, pattern => pattern === "~ALL" || matchesPattern(pattern, repository.name))) {
    return false;
  }
  if (!properties) return true;
  const values = propertyValues(world, repository);
  return selects(properties, ({ name, property_values: wanted }) =>
    values.some(
      ({ property_name, value }) =>
        property_name === name && [value].flat().some(one => wanted.includes(one)),
    ),
  );
}

/** What is included, less what is excluded. */
function selects<T>(
  { include, exclude }: { include: T[]; exclude: T[] },
  hits: (entry: T) => boolean,
): boolean {
  return include.some(hits) && !exclude.some(hits);
}

function matchesRef(condition: NameCondition | undefined, repository: Repository, ref: string): boolean {
  if (!condition) return true;
  const hit = (pattern: string) =>
    pattern === "~ALL" ||
    (pattern === "~DEFAULT_BRANCH" && ref === `refs/heads/${repository.default_branch}`) ||
    matchesPattern(pattern, ref);
  return selects(condition, hit);
}

/** The sentences of every rule of every ruleset that forbids the actor a change and that it may not bypass. */
export function rulesetViolations(
  world: World,
  actor: Actor,
  repository: Repository,
  change: RefChange,
): string[] {
  const sentences = activeRulesets(world, repository, change.ref)
    .filter(ruleset => !mayBypass(world, actor, repository, ruleset, change.merge !== undefined))
    .flatMap(ruleset => ruleset.rules.flatMap(rule => violation(world, repository, rule, change)));
  return [...new Set(sentences)];
}

/** The base roles' numbers in `bypass_actors` of type RepositoryRole. */
const BYPASS_ROLES: Record<number, (typeof ROLES)[number]> = { 2: "maintain", 4: "push", 5: "admin" };

function mayBypass(
  world: World,
  actor: Actor,
  repository: Repository,
  ruleset: Ruleset,
  merging: boolean,
): boolean {
  return ruleset.bypass_actors.some(bypass => {
    if (bypass.bypass_mode === "pull_request" && !merging) return false;
    const id = bypass.actor_id ?? 0;
    if (bypass.actor_type === "Integration") return actor.kind === "installation" && actor.app.id === id;
    if (actor.kind !== "user") return false;
    if (bypass.actor_type === "OrganizationAdmin") {
      return isOwner(world, actor, world.organizationOf(repository));
    }
    if (bypass.actor_type === "Team") return isTeamMember(world, id, actor.user);
    if (bypass.actor_type === "User") return actor.user.id === id;
    return bypass.actor_type === "RepositoryRole" && hasRole(world, actor, repository, id);
  });
}

function hasRole(world: World, actor: Actor, repository: Repository, id: number): boolean {
  const needed = BYPASS_ROLES[id];
  const role = roleOf(world, actor, repository);
  return role !== undefined && needed !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** The sentences of one rule for one change; a rule that speaks of other kinds of change has none. */
function violation(world: World, repository: Repository, rule: Rule, change: RefChange): string[] {
  const { before, after, commits } = change;
  if (after === null) return rule.type === "deletion" ? ["Cannot delete this branch"] : [];
  if (!before)
    return rule.type === "creation" ? ["Cannot create ref due to creations being restricted."] : [];
  const parameters = rule.parameters ?? {};
  switch (rule.type) {
    case "update":
      return ["Cannot update this protected ref."];
    case "non_fast_forward":
      return change.forced ? ["Cannot force-push to this branch"] : [];
    case "required_linear_history":
      return commits.some(commit => commit.parents.length > 1)
        ? ["This branch must not contain merge commits."]
        : [];
    case "required_signatures":
      return commits.every(commit => commit.signed) ? [] : ["Commits must have verified signatures."];
    case "pull_request":
      return pullRequestRule(world, repository, parameters, change);
    case "required_status_checks": {
      const checks = (parameters.required_status_checks ?? []) as { context: string }[];
      return missingChecks(
        world,
        repository,
        after,
        checks.map(({ context }) => context),
      );
    }
    default:
      return [];
  }
}

/** Whose code it is that changes is not asked; any who may write can approve it. */
function pullRequestRule(
  world: World,
  repository: Repository,
  parameters: NonNullable<Rule["parameters"]>,
  { merge }: RefChange,
): string[] {
  if (!merge) return ["Changes must be made through a pull request."];
  const verdicts = verdictsOn(world, repository, merge);
  if (verdicts.some(({ state }) => state === "CHANGES_REQUESTED"))
    return ["Changes have been requested by a reviewer with write access."];
  const counts = ({ commit_id }: Review) =>
    !parameters.dismiss_stale_reviews_on_push || commit_id === merge.pull.headSha;
  const needed = Number(parameters.required_approving_review_count ?? 0);
  if (verdicts.filter(counts).length >= needed) return [];
  return [
    `At least ${needed} approving review${needed > 1 ? "s are" : " is"} required by reviewers with write access.`,
  ];
}
