import { isOwner } from "../access.ts";
import type { Organization, Repository, Team } from "../model.ts";
import { nodeId } from "../node-id.ts";
import { rulesetsOf } from "../rulesets.ts";
import { userNode } from "./account.ts";
import { connection, type PageArguments } from "./connection.ts";
import { QueryError } from "./errors.ts";
import { repositoryNode } from "./repository.ts";
import { rulesetNode } from "./ruleset.ts";
import { isVisible, type Node, type Scope } from "./scope.ts";
import { teamNode } from "./team.ts";

/** An organisation as a node of type `Organization`. */
export function organizationNode(scope: Scope, organization: Organization): Node {
  const { world, origin, actor } = scope;
  const membership = actor.kind === "user" ? world.membership(organization, actor.user) : undefined;
  return {
    __typename: "Organization",
    id: nodeId("Organization", organization.id),
    databaseId: organization.id,
    login: organization.login,
    name: organization.name,
    description: null,
    email: null,
    location: null,
    websiteUrl: null,
    avatarUrl: `${origin}/avatars/u/${organization.id}`,
    createdAt: organization.created_at,
    updatedAt: organization.updated_at,
    archivedAt: null,
    url: `${origin}/${organization.login}`,
    resourcePath: `/${organization.login}`,
    viewerCanAdminister: isOwner(world, actor, organization),
    viewerIsAMember: membership?.state === "active",
    repository: ({ name }: { name: string }) => {
      const repository = world.repository(organization.login, name);
      return repository && isVisible(scope, repository) ? repositoryNode(scope, repository) : null;
    },
    repositories: (args: RepositoriesArguments) =>
      connection(selectRepositories(scope, organization, args), args, "repositories", repository =>
        repositoryNode(scope, repository),
      ),
    team: ({ slug }: { slug: string }) => {
      const team = world.team(organization, slug);
      return team ? teamNode(scope, team) : null;
    },
    teams: (args: TeamsArguments) =>
      connection(selectTeams(scope, organization, args), args, "teams", team => teamNode(scope, team)),
    membersWithRole: (args: PageArguments) =>
      connection(
        world.memberships.of(organization.id).filter(({ state }) => state === "active"),
        args,
        "membersWithRole",
        ({ userId }) => userNode(scope, found(world.users.get(userId))),
        ({ role }) => ({ role: role.toUpperCase(), hasTwoFactorEnabled: null }),
      ),
    pendingMembers: (args: PageArguments) =>
      connection(
        world.memberships.of(organization.id).filter(({ state }) => state === "pending"),
        args,
        "pendingMembers",
        ({ userId }) => userNode(scope, found(world.users.get(userId))),
      ),
    ruleset: ({ databaseId }: { databaseId: number }) => {
      const ruleset = rulesetsOf(world)
        .of(organization.id)
        .find(({ id }) => id === databaseId);
      return ruleset ? rulesetNode(scope, ruleset) : null;
    },
    rulesets: (args: PageArguments) =>
      connection(rulesetsOf(world).of(organization.id), args, "rulesets", ruleset =>
        rulesetNode(scope, ruleset),
      ),
  };
}

interface RepositoriesArguments extends PageArguments {
  isArchived?: boolean | null;
  isFork?: boolean | null;
  isLocked?: boolean | null;
  hasIssuesEnabled?: boolean | null;
  privacy?: "PUBLIC" | "PRIVATE" | null;
  visibility?: "PUBLIC" | "PRIVATE" | "INTERNAL" | null;
  orderBy?: {
    field: "CREATED_AT" | "NAME" | "PUSHED_AT" | "STARGAZERS" | "UPDATED_AT";
    direction: Direction;
  };
}

type Direction = "ASC" | "DESC";

const ORDERS: Record<string, (repository: Repository) => string> = {
  NAME: repository => repository.name.toLowerCase(),
  CREATED_AT: repository => repository.created_at,
  PUSHED_AT: repository => repository.pushed_at,
  UPDATED_AT: repository => repository.updated_at,
};

function selectRepositories(
  scope: Scope,
  organization: Organization,
  args: RepositoriesArguments,
): Repository[] {
  const agrees = (wanted: boolean | null | undefined, actual: boolean) => wanted == null || wanted === actual;
  const selected = scope.world.repositories
    .of(organization.id)
    .filter(
      repository =>
        isVisible(scope, repository) &&
        agrees(args.isArchived, repository.archived) &&
        agrees(args.isFork, false) &&
        agrees(args.isLocked, false) &&
        agrees(args.hasIssuesEnabled, repository.has_issues) &&
        agrees(args.privacy && args.privacy === "PUBLIC", repository.visibility === "public") &&
        (!args.visibility || args.visibility === repository.visibility.toUpperCase()),
    );
  return args.orderBy ? sorted(selected, ORDERS[args.orderBy.field], args.orderBy.direction) : selected;
}

interface TeamsArguments extends PageArguments {
  query?: string | null;
  rootTeamsOnly?: boolean | null;
  privacy?: "SECRET" | "VISIBLE" | null;
  userLogins?: string[] | null;
  orderBy?: { field: "NAME"; direction: Direction };
}

function selectTeams(scope: Scope, organization: Organization, args: TeamsArguments): Team[] {
  const users = args.userLogins?.map(login => scope.world.user(login)?.id);
  const query = args.query?.toLowerCase() ?? "";
  const selected = scope.world.teams
    .of(organization.id)
    .filter(
      team =>
        (!args.rootTeamsOnly || team.parentId === null) &&
        (!args.privacy || (args.privacy === "SECRET") === (team.privacy === "secret")) &&
        (!users || team.members.some(({ userId }) => users.includes(userId))) &&
        (team.name.toLowerCase().includes(query) || team.slug.includes(query)),
    );
  return sorted(selected, team => team.name.toLowerCase(), args.orderBy?.direction ?? "ASC");
}

function sorted<T>(items: T[], key: ((item: T) => string) | undefined, direction: Direction): T[] {
  if (!key) throw new QueryError("NOT_IMPLEMENTED", "The sandbox's GitHub server does not know this order");
  const sign = direction === "ASC" ? 1 : -1;
  return [...items].sort((a, b) => (key(a) < key(b) ? -sign : key(a) > key(b) ? sign : 0));
}

function found<T>(document: T | undefined): T {
  if (!document) throw new Error("A membership names a user that is not there");
  return document;
}
