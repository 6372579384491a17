import type { Actor } from "./env.ts";
import type { CommitRecord } from "./git/history.ts";
import type { Refusal } from "./git/receive-pack.ts";
import type { Pull } from "./issues.ts";
import type { Repository } from "./model.ts";
import { protectionOf, protectionViolations } from "./protection-rules.ts";
import { activeRulesets, rulesetViolations } from "./ruleset-rules.ts";
import type { World } from "./world.ts";

/** How a ref is to be changed; `commits` are those an update adds. */
export interface RefChange {
  ref: string;
  before: string | null;
  after: string | null;
  forced: boolean;
  commits: CommitRecord[];
  /** The pull request that the change is the merge of. */
  merge?: Pull;
}

/** Whether a ruleset or a classic protection rule has anything to say about a ref, whoever changes it. */
export function isGuarded(world: World, repository: Repository, ref: string): boolean {
  return (
    activeRulesets(world, repository, ref).length > 0 || protectionOf(world, repository, ref) !== undefined
  );
}

/**
 * What forbids the actor a change, as the sentences GitHub answers with; empty when it may.
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets
 */
export function violations(world: World, actor: Actor, repository: Repository, change: RefChange): string[] {
  return [
    ...rulesetViolations(world, actor, repository, change),
    ...protectionViolations(world, actor, repository, change),
  ];
}

/** Why a push may not change a ref, as git prints it; undefined when it may. */
export function refusalOfPush(
  world: World,
  actor: Actor,
  repository: Repository,
  change: RefChange,
): Refusal | undefined {
  const rules = rulesetViolations(world, actor, repository, change);
  if (rules.length > 0) {
    return {
      reason: "push declined due to repository rule violations",
      messages: [
        `error: GH013: Repository rule violations found for ${change.ref}.`,
        "",
        ...rules.flatMap(sentence => [`- ${sentence}`, ""]),
      ],
    };
  }
  const protection = protectionViolations(world, actor, repository, change);
  if (protection.length === 0) return undefined;
  return {
    reason: "protected branch hook declined",
    messages: [
      `error: GH006: Protected branch update failed for ${change.ref}.`,
      ...protection.map(sentence => `error: ${sentence}`),
    ],
  };
}
