import { environmentsOf } from "../environments.ts";
import { labelsOf } from "../labels.ts";
import { type NodeType, parseNodeId } from "../node-id.ts";
import { rulesetsOf } from "../rulesets.ts";
import { sameName } from "../world.ts";
import { appNode, userNode, viewerNode } from "./account.ts";
import {
  createBranchProtectionRule,
  deleteBranchProtectionRule,
  updateBranchProtectionRule,
} from "./branch-protection-mutations.ts";
import { branchProtectionRuleNode } from "./branch-protection-rule.ts";
import type { Cost } from "./cost.ts";
import { environmentNode } from "./environment.ts";
import { noSuchNode, QueryError } from "./errors.ts";
import { labelNode } from "./label.ts";
import { organizationNode } from "./organization.ts";
import { repositoryNode } from "./repository.ts";
import { rulesetNode } from "./ruleset.ts";
import { isVisible, type Node, type Scope } from "./scope.ts";
import { teamNode } from "./team.ts";

/** The fields of `Query`, for one request. */
export function queryRoot(scope: Scope, cost: Cost, allowance: Record<string, string>): Node {
  const { world } = scope;
  return {
    viewer: () => viewerNode(scope),
    rateLimit: {
      cost: cost.points,
      nodeCount: cost.nodes,
      limit: Number(allowance["x-ratelimit-limit"]),
      remaining: Number(allowance["x-ratelimit-remaining"]),
      used: Number(allowance["x-ratelimit-used"]),
      resetAt: new Date(Number(allowance["x-ratelimit-reset"]) * 1000).toISOString().replace(".000Z", "Z"),
    },
    node: ({ id }: { id: string }) => findNode(scope, id),
    // One id that cannot be resolved is one error; the other nodes are answered all the same.
    nodes: ({ ids }: { ids: string[] }) => ids.map(async id => findNode(scope, id)),
    organization: ({ login }: { login: string }) => {
      const organization = world.organization(login);
      if (!organization) throw unresolved("Organization", "login", login);
      return organizationNode(scope, organization);
    },
    user: ({ login }: { login: string }) => {
      const user = world.user(login);
      if (!user) throw unresolved("User", "login", login);
      return userNode(scope, user);
    },
    repositoryOwner: ({ login }: { login: string }) => {
      const organization = world.organization(login);
      const user = world.user(login);
      if (organization) return organizationNode(scope, organization);
      return user ? userNode(scope, user) : null;
    },
    repository: (args: { owner: string; name: string; followRenames?: boolean | null }) =>
      findRepository(scope, args),
  };
}

/** The fields of `Mutation`, for one request. */
export function mutationRoot(scope: Scope): Node {
  return {
    createBranchProtectionRule: (args: Parameters<typeof createBranchProtectionRule>[1]) =>
      createBranchProtectionRule(scope, args),
    updateBranchProtectionRule: (args: Parameters<typeof updateBranchProtectionRule>[1]) =>
      updateBranchProtectionRule(scope, args),
    deleteBranchProtectionRule: (args: Parameters<typeof deleteBranchProtectionRule>[1]) =>
      deleteBranchProtectionRule(scope, args),
  };
}

function unresolved(type: string, key: string, value: string): QueryError {
  return new QueryError("NOT_FOUND", `Could not resolve to a ${type} with the ${key} of '${value}'.`);
}

function findRepository(
  scope: Scope,
  { owner, name, followRenames }: { owner: string; name: string; followRenames?: boolean | null },
): Node {
  const { world } = scope;
  const organization = world.organization(owner);
  const redirects = organization && followRenames !== false ? world.redirects.of(organization.id) : [];
  const redirect = redirects.find(entry => sameName(entry.name, name));
  const repository =
    world.repository(owner, name) ?? (redirect && world.repositories.get(redirect.repositoryId));
  if (repository && isVisible(scope, repository)) return repositoryNode(scope, repository);
  throw new QueryError("NOT_FOUND", `Could not resolve to a Repository with the name '${owner}/${name}'.`);
}

/** The node of a global id; an error when nothing the actor may see has it. */
function findNode(scope: Scope, id: string): Node {
  const parsed = parseNodeId(id);
  const node = parsed && nodeOf(scope, parsed.type, parsed.id);
  if (!node) throw noSuchNode(id);
  return node;
}

function nodeOf(scope: Scope, type: NodeType, id: number): Node | undefined {
  const { world } = scope;
  const made = <T>(document: T | undefined, make: (scope: Scope, document: T) => Node) =>
    document && make(scope, document);
  switch (type) {
    case "Organization":
      return made(world.organizations.get(id), organizationNode);
    case "User":
      return made(world.users.get(id), userNode);
    case "App":
      return made(world.apps.get(id), appNode);
    case "Team":
      return made(world.teams.get(id), teamNode);
    case "Repository":
      return visibleIn(scope, id) ? made(world.repositories.get(id), repositoryNode) : undefined;
    case "BranchProtectionRule": {
      const rule = world.branchProtectionRules.get(id);
      return rule && visibleIn(scope, rule.ownerId) ? branchProtectionRuleNode(scope, rule) : undefined;
    }
    case "RepositoryRuleset": {
      const ruleset = rulesetsOf(world).get(id);
      const organization = ruleset && world.organizations.get(ruleset.ownerId);
      return ruleset && (organization || visibleIn(scope, ruleset.ownerId))
        ? rulesetNode(scope, ruleset)
        : undefined;
    }
    case "Label": {
      const label = labelsOf(world).get(id);
      const repository = label && world.repositories.get(label.ownerId);
      return repository && isVisible(scope, repository) ? labelNode(scope, repository, label) : undefined;
    }
    case "Environment": {
      const environment = environmentsOf(world).get(id);
      return environment && visibleIn(scope, environment.ownerId)
        ? environmentNode(scope, environment)
        : undefined;
    }
    default:
      throw new QueryError(
        "NOT_IMPLEMENTED",
        `The sandbox's GitHub server does not know nodes of type ${type}`,
      );
  }
}

function visibleIn(scope: Scope, repositoryId: number): boolean {
  const repository = scope.world.repositories.get(repositoryId);
  return repository !== undefined && isVisible(scope, repository);
}
