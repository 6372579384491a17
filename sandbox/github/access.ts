import { type Actor, apiUrl, type RequestContext } from "./env.ts";
import { adminRequired, archived, forbidden, GitHubError, notFound } from "./errors.ts";
import type { Organization, Repository, Role, Team, User } from "./model.ts";
import { sameName, type World } from "./world.ts";

export const ROLES: readonly Role[] = ["pull", "triage", "push", "maintain", "admin"];

const BASE_ROLES = { none: undefined, read: "pull", write: "push", admin: "admin" } as const;

/** Whether the actor owns the organisation: an owner of it, or an App installed in it. */
export function isOwner(world: World, actor: Actor, organization: Organization): boolean {
  if (actor.kind === "installation") return actor.installation.organizationId === organization.id;
  if (actor.kind === "app") return false;
  const membership = world.membership(organization, actor.user);
  return membership?.role === "admin" && membership.state === "active";
}

/** A user's role on a repository from every source: organisation, teams and their parents, own access, visibility. */
export function roleOfUser(world: World, user: User, repository: Repository): Role | undefined {
  const organization = world.organizationOf(repository);
  const membership = world.membership(organization, user);
  const roles: (string | undefined)[] = [repository.visibility === "public" ? "pull" : undefined];
  if (membership?.state === "active") {
    if (membership.role === "admin") return "admin";
    roles.push(BASE_ROLES[organization.default_repository_permission]);
    if (repository.visibility === "internal") roles.push("pull");
  }
  roles.push(repository.collaborators.find(({ userId }) => userId === user.id)?.role);
  for (const team of teamsOfUser(world, organization, user)) {
    roles.push(repository.teams.find(({ teamId }) => teamId === team.id)?.role);
  }
  return ROLES.findLast(role => roles.includes(role));
}

/** The teams a user is in, with the parents these inherit access from. */
function teamsOfUser(world: World, organization: Organization, user: User): Team[] {
  const own = world.teams
    .of(organization.id)
    .filter(team => team.members.some(({ userId }) => userId === user.id));
  return own.flatMap(team => [team, ...ancestors(world, team)]);
}

/** A team's parent, the parent's parent and so on. */
export function ancestors(world: World, team: Team): Team[] {
  const parent = team.parentId === null ? undefined : world.teams.get(team.parentId);
  return parent ? [parent, ...ancestors(world, parent)] : [];
}

/** The actor's role on a repository; undefined when it may not even see it. */
export function roleOf(world: World, actor: Actor, repository: Repository): Role | undefined {
  if (isOwner(world, actor, world.organizationOf(repository))) return "admin";
  if (actor.kind === "user") return roleOfUser(world, actor.user, repository);
  return repository.visibility === "public" ? "pull" : undefined;
}

/** Whether `role` includes everything `needed` allows. */
export function includes(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** A role's name where GitHub says `read` and `write`. */
export function roleName(role: Role): string {
  return role === "pull" ? "read" : role === "push" ? "write" : role;
}

/** What a role allows, as the `permissions` object of answers. */
export function permissionsOf(role: Role | undefined) {
  const allows = (needed: Role) => role !== undefined && includes(role, needed);
  return {
    admin: allows("admin"),
    maintain: allows("maintain"),
    push: allows("push"),
    triage: allows("triage"),
    pull: allows("pull"),
  };
}

/** The organisation a request names, or 404. */
export function findOrganization(c: RequestContext, world: World): Organization {
  const organization = world.organization(c.req.param("org") ?? "");
  if (!organization) throw notFound();
  return organization;
}

/** The organisation a request names; 404 when there is none, 403 when the actor does not own it. */
export function ownOrganization(c: RequestContext, world: World): Organization {
  const organization = findOrganization(c, world);
  if (!isOwner(world, c.get("actor"), organization)) {
    throw forbidden("You must be an owner of the organization to perform this action.");
  }
  return organization;
}

/** The team a request names by its slug, or 404. */
export function findTeam(c: RequestContext, world: World): Team {
  const team = world.team(findOrganization(c, world), c.req.param("team_slug") ?? "");
  if (!team) throw notFound();
  return team;
}

/** The user a request names, or 404. */
export function findUser(c: RequestContext, world: World): User {
  const user = world.user(c.req.param("username") ?? "");
  if (!user) throw notFound();
  return user;
}

/**
 * The repository a request names by `:owner` and `:repo`, for an actor that has at least the role `needed`.
 * Errors: 404 when there is none or the actor cannot see it, 301 or 307 when it was renamed, 403 when the role is
 * too small, 403 for a write while it is archived unless `whileArchived`.
 */
export function findRepository(
  c: RequestContext,
  world: World,
  needed: Role = "pull",
  { whileArchived = false } = {},
): Repository {
  const [owner, name] = [c.req.param("owner") ?? "", c.req.param("repo") ?? ""];
  const repository = world.repository(owner, name);
  if (!repository) throw movedTo(c, world, owner, name) ?? notFound();
  const role = roleOf(world, c.get("actor"), repository);
  if (!role) throw notFound();
  if (!includes(role, needed)) throw adminRequired();
  const reading = c.req.method === "GET" || c.req.method === "HEAD";
  if (repository.archived && !reading && !whileArchived) throw archived();
  return repository;
}

function movedTo(c: RequestContext, world: World, owner: string, name: string): GitHubError | undefined {
  const organization = world.organization(owner);
  const redirect =
    organization && world.redirects.of(organization.id).find(entry => sameName(entry.name, name));
  if (!redirect) return undefined;
  const rest = c.req.path
    .split("/")
    .slice(6)
    .map(part => `/${part}`)
    .join("");
  const url = apiUrl(c, `/repositories/${redirect.repositoryId}${rest}${new URL(c.req.url).search}`);
  const permanent = c.req.method === "GET" || c.req.method === "HEAD";
  return new GitHubError(
    permanent ? 301 : 307,
    permanent ? "Moved Permanently" : "Temporary Redirect",
    { url },
    { location: url },
  );
}
