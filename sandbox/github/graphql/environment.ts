import type { Environment } from "../environments.ts";
import { nodeId } from "../node-id.ts";
import { userNode } from "./account.ts";
import { connection, type PageArguments } from "./connection.ts";
import type { Node, Scope } from "./scope.ts";
import { teamNode } from "./team.ts";

/** A deployment environment as a node of type `Environment`. */
export function environmentNode(scope: Scope, environment: Environment): Node {
  return {
    __typename: "Environment",
    id: nodeId("Environment", environment.id),
    databaseId: environment.id,
    name: environment.name,
    isPinned: false,
    pinnedPosition: null,
    protectionRules: (args: PageArguments) =>
      connection(protectionRules(scope, environment), args, "protectionRules", rule => rule),
  };
}

/** One rule for each kind of protection in force; the ids are those of REST. */
function protectionRules(scope: Scope, environment: Environment): Node[] {
  const { id, reviewers, wait_timer, prevent_self_review, deployment_branch_policy } = environment;
  const rule = (place: number, type: string, rest: Node = {}): Node => ({
    databaseId: id * 10 + place,
    type,
    timeout: 0,
    preventSelfReview: null,
    reviewers: (args: PageArguments) => connection([], args, "reviewers", () => ({})),
    ...rest,
  });
  const required = reviewers
    .map(reviewer => reviewerNode(scope, reviewer))
    .filter(node => node !== undefined);
  const rules: Node[] = [];
  if (wait_timer > 0) rules.push(rule(1, "WAIT_TIMER", { timeout: wait_timer }));
  if (reviewers.length > 0 || prevent_self_review) {
    rules.push(
      rule(2, "REQUIRED_REVIEWERS", {
        preventSelfReview: prevent_self_review,
        reviewers: (args: PageArguments) => connection(required, args, "reviewers", node => node),
      }),
    );
  }
  if (deployment_branch_policy) rules.push(rule(3, "BRANCH_POLICY"));
  return rules;
}

function reviewerNode(scope: Scope, { type, id }: Environment["reviewers"][number]): Node | undefined {
  const { world } = scope;
  const user = type === "User" ? world.users.get(id) : undefined;
  const team = type === "Team" ? world.teams.get(id) : undefined;
  return user ? userNode(scope, user) : team && teamNode(scope, team);
}
