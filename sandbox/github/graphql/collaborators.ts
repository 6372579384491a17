import { ROLES } from "../access.ts";
import type { Repository, User } from "../model.ts";
import { membersWithDescendants } from "../teams.ts";
import { userNode } from "./account.ts";
import { connection, type PageArguments } from "./connection.ts";
import { organizationNode } from "./organization.ts";
import { permissionOf, repositoryNode } from "./repository.ts";
import type { Node, Scope } from "./scope.ts";
import { teamNode } from "./team.ts";

interface CollaboratorsArguments extends PageArguments {
  affiliation?: "ALL" | "DIRECT" | "OUTSIDE" | null;
  login?: string | null;
  query?: string | null;
}

/** Where a user's access comes from: the organisation, a team or the repository itself. */
interface Source {
  role: string;
  kind: "organization" | "team" | "repository";
  granter: () => Node;
}

/** Who has access to a repository, with every source of it; visibility alone is no access. */
export function collaboratorsConnection(
  scope: Scope,
  repository: Repository,
  args: CollaboratorsArguments,
): Node {
  const sources = [...sourcesOf(scope, repository)].filter(([user, granted]) => {
    const direct = granted.some(({ kind }) => kind === "repository");
    if (args.affiliation === "OUTSIDE" && isMember(scope, repository, user)) return false;
    if ((args.affiliation ?? "ALL") !== "ALL" && !direct) return false;
    if (args.login && args.login.toLowerCase() !== user.login.toLowerCase()) return false;
    return user.login.toLowerCase().includes((args.query ?? "").toLowerCase());
  });
  const organization = () => organizationNode(scope, scope.world.organizationOf(repository));
  return connection(
    sources,
    args,
    "collaborators",
    ([user]) => userNode(scope, user),
    ([, granted]) => ({
      permission: permissionOf(highest(granted)),
      permissionSources: granted.map(({ role, granter }) => ({
        organization,
        permission: defaultPermission(role),
        roleName: role === "pull" ? "read" : role === "push" ? "write" : role,
        source: granter,
      })),
    }),
  );
}

function sourcesOf(scope: Scope, repository: Repository): Map<User, Source[]> {
  const { world } = scope;
  const organization = world.organizationOf(repository);
  const found = new Map<User, Source[]>();
  const add = (userId: number, source: Source) => {
    const user = world.users.get(userId);
    if (user) found.set(user, [...(found.get(user) ?? []), source]);
  };
  const base = { none: undefined, read: "pull", write: "push", admin: "admin" };
  for (const { userId, role, state } of world.memberships.of(organization.id)) {
    const granted = role === "admin" ? "admin" : base[organization.default_repository_permission];
    if (!granted || state !== "active") continue;
    add(userId, {
      role: granted,
      kind: "organization",
      granter: () => organizationNode(scope, organization),
    });
  }
  for (const { teamId, role } of repository.teams) {
    const team = world.teams.get(teamId);
    for (const { userId } of team ? membersWithDescendants(world, team) : []) {
      if (team) add(userId, { role, kind: "team", granter: () => teamNode(scope, team) });
    }
  }
  for (const { userId, role } of repository.collaborators) {
    add(userId, { role, kind: "repository", granter: () => repositoryNode(scope, repository) });
  }
  return found;
}

function isMember({ world }: Scope, repository: Repository, user: User): boolean {
  const organization = world.organizationOf(repository);
  const membership = world.membership(organization, user);
  return membership?.state === "active";
}

function highest(sources: Source[]): string {
  return ROLES.findLast(role => sources.some(source => source.role === role)) ?? sources[0]?.role ?? "pull";
}

/** The nearest of the four levels an organisation's base permission knows. */
function defaultPermission(role: string): string {
  if (role === "admin") return "ADMIN";
  return role === "push" || role === "maintain" ? "WRITE" : "READ";
}
