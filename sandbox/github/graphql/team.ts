import { ancestors } from "../access.ts";
import type { Team, User } from "../model.ts";
import { nodeId } from "../node-id.ts";
import { childTeams, teamRole } from "../teams.ts";
import { userNode } from "./account.ts";
import { connection, type PageArguments } from "./connection.ts";
import { organizationNode } from "./organization.ts";
import { permissionOf, repositoryNode } from "./repository.ts";
import { isVisible, type Node, type Scope } from "./scope.ts";

/** A team as a node of type `Team`. */
export function teamNode(scope: Scope, team: Team): Node {
  const { world, origin } = scope;
  const organization = world.organizations.get(team.ownerId);
  const login = organization?.login ?? "";
  const parent = team.parentId === null ? undefined : world.teams.get(team.parentId);
  return {
    __typename: "Team",
    id: nodeId("Team", team.id),
    databaseId: team.id,
    name: team.name,
    slug: team.slug,
    combinedSlug: `${login}/${team.slug}`,
    description: team.description,
    privacy: team.privacy === "secret" ? "SECRET" : "VISIBLE",
    notificationSetting: team.notification_setting.toUpperCase(),
    createdAt: team.created_at,
    updatedAt: team.updated_at,
    url: `${origin}/orgs/${login}/teams/${team.slug}`,
    resourcePath: `/orgs/${login}/teams/${team.slug}`,
    organization: () => organization && organizationNode(scope, organization),
    parentTeam: () => (parent ? teamNode(scope, parent) : null),
    ancestors: (args: PageArguments) =>
      connection(ancestors(world, team), args, "ancestors", item => teamNode(scope, item)),
    childTeams: (args: PageArguments & { immediateOnly?: boolean }) =>
      connection(
        args.immediateOnly === false ? descendants(scope, team) : childTeams(world, team),
        args,
        "childTeams",
        item => teamNode(scope, item),
      ),
    members: (args: PageArguments & { membership?: "ALL" | "CHILD_TEAM" | "IMMEDIATE" }) =>
      members(scope, team, withBoundary(args)),
    repositories: (args: PageArguments) => repositories(scope, team, withBoundary(args)),
    reviewRequestDelegationEnabled: false,
    reviewRequestDelegationAlgorithm: null,
    reviewRequestDelegationMemberCount: null,
    reviewRequestDelegationNotifyTeam: true,
  };
}

/** These two connections are the ones GitHub answers without `first` and `last`; the provider asks so. */
function withBoundary<T extends PageArguments>(args: T): T {
  return args.first == null && args.last == null ? { ...args, first: 100 } : args;
}

function descendants(scope: Scope, team: Team): Team[] {
  return childTeams(scope.world, team).flatMap(child => [child, ...descendants(scope, child)]);
}

function members(scope: Scope, team: Team, args: PageArguments & { membership?: string }): Node {
  const { membership = "ALL" } = args;
  const found = new Map<User, string>();
  const add = ({ members }: Team) => {
    for (const { userId, role } of members) {
      const user = scope.world.users.get(userId);
      if (user && !found.has(user)) found.set(user, role.toUpperCase());
    }
  };
  if (membership !== "CHILD_TEAM") add(team);
  if (membership !== "IMMEDIATE") descendants(scope, team).forEach(add);
  return connection(
    [...found],
    args,
    "members",
    ([user]) => userNode(scope, user),
    ([, role]) => ({ role }),
  );
}

/** The team's own access and what it has from its parents. */
function repositories(scope: Scope, team: Team, args: PageArguments): Node {
  const { world } = scope;
  const found = world.repositories.of(team.ownerId).flatMap(repository => {
    const role = teamRole(world, repository, team);
    return role && isVisible(scope, repository) ? [{ repository, role }] : [];
  });
  return connection(
    found,
    args,
    "repositories",
    ({ repository }) => repositoryNode(scope, repository),
    ({ role }) => ({ permission: permissionOf(role) }),
  );
}
