import { nodeId } from "../node-id.ts";
import type { Rule } from "../ruleset-body.ts";
import type { BypassActor, Ruleset } from "../rulesets.ts";
import { appNode } from "./account.ts";
import { connection, type PageArguments } from "./connection.ts";
import { organizationNode } from "./organization.ts";
import { repositoryNode } from "./repository.ts";
import type { Node, Scope } from "./scope.ts";
import { teamNode } from "./team.ts";

/** A ruleset as a node of type `RepositoryRuleset`. */
export function rulesetNode(scope: Scope, ruleset: Ruleset): Node {
  const node: Node = {
    __typename: "RepositoryRuleset",
    id: nodeId("RepositoryRuleset", ruleset.id),
    databaseId: ruleset.id,
    name: ruleset.name,
    target: ruleset.target.toUpperCase(),
    enforcement: ruleset.enforcement.toUpperCase(),
    createdAt: ruleset.created_at,
    updatedAt: ruleset.updated_at,
    source: () => sourceOf(scope, ruleset),
    conditions: conditionsNode(ruleset),
    rules: (args: PageArguments & { type?: string | null }) =>
      connection(
        ruleset.rules.filter(({ type }) => !args.type || args.type === type.toUpperCase()),
        args,
        "rules",
        rule => ruleNode(node, ruleset, rule),
      ),
    bypassActors: (args: PageArguments) =>
      connection(ruleset.bypass_actors, args, "bypassActors", bypass => bypassNode(scope, node, bypass)),
  };
  return node;
}

function sourceOf(scope: Scope, { ownerId }: Ruleset): Node | undefined {
  const repository = scope.world.repositories.get(ownerId);
  if (repository) return repositoryNode(scope, repository);
  const organization = scope.world.organizations.get(ownerId);
  return organization && organizationNode(scope, organization);
}

function conditionsNode({ conditions = {} }: Ruleset): Node {
  const { ref_name: refName, repository_name: repositoryName, repository_id: ids } = conditions;
  const { repository_property: property } = conditions;
  return {
    refName: refName ?? null,
    repositoryName: repositoryName ? { protected: false, ...repositoryName } : null,
    repositoryId: ids ? { repositoryIds: ids.repository_ids.map(id => nodeId("Repository", id)) } : null,
    repositoryProperty: property ? camelized(property) : null,
  };
}

function ruleNode(ruleset: Node, { id }: Ruleset, rule: Rule): Node {
  return {
    __typename: "RepositoryRule",
    id: Buffer.from(`rule:${id}:${rule.type}`).toString("base64url"),
    type: rule.type.toUpperCase(),
    repositoryRuleset: ruleset,
    parameters: parametersNode(rule),
  };
}

/** What GitHub adds to parameters that were not given. */
const ABSENT: Record<string, Node> = {
  update: { updateAllowsFetchAndMerge: false },
  pull_request: { allowedMergeMethods: null },
  required_status_checks: { doNotEnforceOnCreate: false },
  workflows: { doNotEnforceOnCreate: false },
};

/** Rules with parameters have a type of their own in the schema; the others have none. */
function parametersNode({ type, parameters }: Rule): Node | null {
  const pattern = type.endsWith("_pattern") ? { name: null, negate: false } : {};
  if (!parameters && type !== "update") return null;
  const name = type.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const node: Node = { ...pattern, ...ABSENT[type], ...(camelized(parameters ?? {}) as Node) };
  if (Array.isArray(node.allowedMergeMethods))
    node.allowedMergeMethods = node.allowedMergeMethods.map(method => String(method).toUpperCase());
  if (type === "required_status_checks") {
    const checks = node.requiredStatusChecks as Node[];
    node.requiredStatusChecks = checks.map(check => ({ integrationId: null, ...check }));
  }
  return { __typename: `${name}Parameters`, ...node };
}

function bypassNode(scope: Scope, ruleset: Node, bypass: BypassActor): Node {
  const id = bypass.actor_id ?? 0;
  const team = bypass.actor_type === "Team" ? scope.world.teams.get(id) : undefined;
  const app = bypass.actor_type === "Integration" ? scope.world.apps.get(id) : undefined;
  const role = bypass.actor_type === "RepositoryRole";
  return {
    id: Buffer.from(`bypass:${ruleset.databaseId}:${bypass.actor_type}:${id}`).toString("base64url"),
    actor: team ? teamNode(scope, team) : app ? appNode(scope, app) : null,
    bypassMode: bypass.bypass_mode.toUpperCase(),
    deployKey: bypass.actor_type === "DeployKey",
    enterpriseOwner: bypass.actor_type === "EnterpriseOwner",
    organizationAdmin: bypass.actor_type === "OrganizationAdmin",
    repositoryRoleDatabaseId: role ? id : null,
    repositoryRoleName: role ? (ROLE_NAMES[id] ?? null) : null,
    repositoryRuleset: ruleset,
  };
}

const ROLE_NAMES: Record<number, string> = { 2: "maintain", 4: "write", 5: "admin" };

/** REST's names of keys as GraphQL writes them, all the way down. */
function camelized(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelized);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    camelized(inner),
  ]);
  return Object.fromEntries(entries);
}
