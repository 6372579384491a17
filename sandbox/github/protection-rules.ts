import { roleOf } from "./access.ts";
import { missingChecks } from "./commit-checks.ts";
import type { Actor } from "./env.ts";
import type { ActorReference, BranchProtectionRule, Repository } from "./model.ts";
import type { RefChange } from "./push-rules.ts";
import { matchesPattern } from "./ref-pattern.ts";
import { isTeamMember } from "./teams.ts";
import type { World } from "./world.ts";

/**
 * The classic branch protection rule that governs a ref: the one with exactly the branch's name, otherwise the
 * oldest whose pattern matches.
 */
export function protectionOf(
  world: World,
  repository: Repository,
  ref: string,
): BranchProtectionRule | undefined {
  if (!ref.startsWith("refs/heads/")) return undefined;
  const branch = ref.slice("refs/heads/".length);
  const rules = world.branchProtectionRules.of(repository.id);
  return (
    rules.find(({ pattern }) => pattern === branch) ??
    rules.find(({ pattern }) => matchesPattern(pattern, branch))
  );
}

/** The sentences of a classic rule that forbids the actor a change. */
export function protectionViolations(
  world: World,
  actor: Actor,
  repository: Repository,
  change: RefChange,
): string[] {
  const rule = protectionOf(world, repository, change.ref);
  if (!rule) return [];
  const listed = (actors: ActorReference[]) => actors.some(reference => isActor(world, actor, reference));
  if (change.after === null) return rule.allowsDeletions ? [] : ["Cannot delete this protected branch"];
  if (rule.lockBranch) return ["Cannot change this locked branch"];
  const admin = roleOf(world, actor, repository) === "admin";
  const restricted = rule.restrictsPushes && !listed(rule.pushActors) && !(admin && !rule.isAdminEnforced);
  if (change.before === null) return restricted && rule.blocksCreations ? [notAuthorized] : [];
  const sentences: string[] = [];
  if (change.forced && !rule.allowsForcePushes && !listed(rule.bypassForcePushActors)) {
    sentences.push("Cannot force-push to this branch");
  }
  if (restricted) sentences.push(notAuthorized);
  if (admin && !rule.isAdminEnforced) return sentences;
  return [
    ...sentences,
    ...requirements(world, repository, rule, change, listed(rule.bypassPullRequestActors)),
  ];
}

const notAuthorized = "You're not authorized to push to this branch.";

function requirements(
  world: World,
  repository: Repository,
  rule: BranchProtectionRule,
  change: RefChange,
  bypassesReviews: boolean,
): string[] {
  const sentences: string[] = [];
  if (rule.requiresApprovingReviews && !change.merge && !bypassesReviews) {
    sentences.push("Changes must be made through a pull request.");
  }
  if (rule.requiresLinearHistory && change.commits.some(commit => commit.parents.length > 1)) {
    sentences.push("This branch must not contain merge commits.");
  }
  if (rule.requiresCommitSignatures && change.commits.some(commit => !commit.signed)) {
    sentences.push("Commits must have verified signatures.");
  }
  if (rule.requiresStatusChecks && change.after !== null) {
    const contexts = rule.requiredStatusChecks.map(({ context }) => context);
    sentences.push(...missingChecks(world, repository, change.after, contexts));
  }
  return sentences;
}

function isActor(world: World, actor: Actor, reference: ActorReference): boolean {
  if (actor.kind !== "user") return reference.kind === "App" && reference.id === actor.app.id;
  if (reference.kind === "Team") return isTeamMember(world, reference.id, actor.user);
  return reference.kind === "User" && reference.id === actor.user.id;
}
