import type { ActorReference, BranchProtectionRule } from "../model.ts";
import { nodeId } from "../node-id.ts";
import { appNode, userNode } from "./account.ts";
import { connection, type PageArguments } from "./connection.ts";
import { governedBranches } from "./ref.ts";
import { repositoryNode } from "./repository.ts";
import type { Node, Scope } from "./scope.ts";
import { teamNode } from "./team.ts";

/** A classic branch protection rule as a node of type `BranchProtectionRule`. */
export function branchProtectionRuleNode(scope: Scope, rule: BranchProtectionRule): Node {
  const repository = scope.world.repositories.get(rule.ownerId);
  const { ownerId: _owner, id: _id, requiredStatusChecks, ...settings } = rule;
  const node: Node = {
    ...settings,
    __typename: "BranchProtectionRule",
    id: nodeId("BranchProtectionRule", rule.id),
    databaseId: rule.id,
    creator: null,
    repository: () => repository && repositoryNode(scope, repository),
    requiredApprovingReviewCount: rule.requiresApprovingReviews ? rule.requiredApprovingReviewCount : null,
    requiredStatusCheckContexts: requiredStatusChecks.map(({ context }) => context),
    requiredStatusChecks: () =>
      requiredStatusChecks.map(({ context, appId }) => ({ context, app: appOf(scope, appId) })),
    matchingRefs: async (args: PageArguments) => {
      const branches = repository ? await governedBranches(scope, repository, rule.id) : [];
      return connection(branches, args, "matchingRefs", branch => branch);
    },
  };
  const allowances = (name: string, actors: ActorReference[]) => (args: PageArguments) =>
    connection(present(scope, actors), args, name, actor => ({
      id: Buffer.from(`${name}:${rule.id}:${actor.id}`).toString("base64url"),
      actor,
      branchProtectionRule: node,
    }));
  return Object.assign(node, {
    pushAllowances: allowances("pushAllowances", rule.pushActors),
    reviewDismissalAllowances: allowances("reviewDismissalAllowances", rule.reviewDismissalActors),
    bypassForcePushAllowances: allowances("bypassForcePushAllowances", rule.bypassForcePushActors),
    bypassPullRequestAllowances: allowances("bypassPullRequestAllowances", rule.bypassPullRequestActors),
  });
}

function appOf(scope: Scope, id: number | null): Node | null {
  const app = id === null ? undefined : scope.world.apps.get(id);
  return app ? appNode(scope, app) : null;
}

/** The actors that still exist: GitHub drops an allowance with the team, user or App it was for. */
function present(scope: Scope, actors: ActorReference[]): Node[] {
  return actors.map(actor => actorNode(scope, actor)).filter(node => node !== undefined);
}

/** A user, team or App as the actor of an allowance. */
function actorNode(scope: Scope, { kind, id }: ActorReference): Node | undefined {
  const { world } = scope;
  if (kind === "User") {
    const user = world.users.get(id);
    return user && userNode(scope, user);
  }
  if (kind === "Team") {
    const team = world.teams.get(id);
    return team && teamNode(scope, team);
  }
  const app = world.apps.get(id);
  return app && appNode(scope, app);
}
