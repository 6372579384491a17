import { ancestors } from "./access.ts";
import { unprocessable, validationFailed } from "./errors.ts";
import type { Organization, Repository, Role, Team, User } from "./model.ts";
import { sameName, type World } from "./world.ts";

export interface NewTeam {
  name: string;
  description?: string | null | undefined;
  privacy?: "closed" | "secret" | undefined;
  notification_setting?: Team["notification_setting"] | undefined;
  parentId?: number | null | undefined;
}

/** Adds a team without members. Errors: 422 for a name that is taken and a parent that does not go with it. */
export function createTeam(world: World, organization: Organization, wanted: NewTeam): Team {
  const parentId = wanted.parentId ?? null;
  const privacy = wanted.privacy ?? (parentId === null ? "secret" : "closed");
  const slug = claimSlug(world, organization.id, wanted.name);
  checkParent(world, organization.id, parentId, privacy);
  const now = world.now();
  return world.teams.add({
    ownerId: organization.id,
    name: wanted.name,
    slug,
    description: wanted.description ?? null,
    privacy,
    notification_setting: wanted.notification_setting ?? "notifications_enabled",
    parentId,
    members: [],
    created_at: now,
    updated_at: now,
  });
}

/** Changes a team; a new name brings a new slug. Errors as in createTeam. */
export function changeTeam(world: World, team: Team, wanted: Partial<NewTeam>): Team {
  const parentId = wanted.parentId === undefined ? team.parentId : wanted.parentId;
  const privacy = wanted.privacy ?? team.privacy;
  checkParent(world, team.ownerId, parentId, privacy, team);
  const name = wanted.name ?? team.name;
  const slug = name === team.name ? team.slug : claimSlug(world, team.ownerId, name, team);
  return world.teams.update(team, {
    name,
    slug,
    privacy,
    parentId,
    description: wanted.description === undefined ? team.description : wanted.description || null,
    notification_setting: wanted.notification_setting ?? team.notification_setting,
    updated_at: world.now(),
  });
}

/** Removes a team, its access to repositories and, as GitHub does, every team below it. */
export function deleteTeam(world: World, team: Team): void {
  for (const child of childTeams(world, team)) deleteTeam(world, child);
  for (const repository of world.repositories.of(team.ownerId))
    setTeamRole(world, repository, team, undefined);
  world.store.removeOwnedBy(team.id);
  world.teams.remove(team);
}

export function childTeams(world: World, team: Team): Team[] {
  return world.teams.of(team.ownerId).filter(({ parentId }) => parentId === team.id);
}

/** The members of a team and of all teams below it, each once. */
export function membersWithDescendants(world: World, team: Team): Team["members"] {
  const below = childTeams(world, team).flatMap(child => membersWithDescendants(world, child));
  const inherited = below.filter(({ userId }) => !team.members.some(member => member.userId === userId));
  return [...team.members, ...new Map(inherited.map(member => [member.userId, member])).values()];
}

/** Whether a user is in the team of that id or in one below it. */
export function isTeamMember(world: World, teamId: number, user: User): boolean {
  const team = world.teams.get(teamId);
  return team !== undefined && membersWithDescendants(world, team).some(({ userId }) => userId === user.id);
}

/** The role a team has on a repository, its own or the highest of a parent's. */
export function teamRole(world: World, repository: Repository, team: Team): Role | undefined {
  const line = [team, ...ancestors(world, team)];
  const entry = line.map(({ id }) => repository.teams.find(({ teamId }) => teamId === id)).find(Boolean);
  return entry?.role as Role | undefined;
}

/** Gives a team a role on a repository; undefined takes it away. */
export function setTeamRole(world: World, repository: Repository, team: Team, role: Role | undefined): void {
  const current = repository.teams.find(({ teamId }) => teamId === team.id);
  if (current?.role === role) return;
  const others = repository.teams.filter(({ teamId }) => teamId !== team.id);
  const teams = role === undefined ? others : [...others, { teamId: team.id, role }];
  world.repositories.update(repository, { teams: teams.sort((a, b) => a.teamId - b.teamId) });
}

/** The slug of a team's name, as GitHub makes it. */
function slugOf(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^a-z0-9_]+/g, "-").replace(/^-+|-+$/g, "");
}

function claimSlug(world: World, organizationId: number, name: string, self?: Team): string {
  const slug = slugOf(name);
  if (slug === "") throw validationFailed({ resource: "Team", code: "invalid", field: "name" });
  const taken = world.teams.of(organizationId).some(team => team !== self && sameName(team.slug, slug));
  if (taken) {
    const message = "Name must be unique for this org";
    throw validationFailed({ resource: "Team", code: "unprocessable", field: "data", message });
  }
  return slug;
}

function checkParent(
  world: World,
  organizationId: number,
  parentId: number | null,
  privacy: string,
  self?: Team,
) {
  if (parentId === null) return;
  const parent = world.teams.get(parentId);
  if (!parent || parent.ownerId !== organizationId)
    throw unprocessable("The parent team could not be found.");
  if (privacy === "secret" || parent.privacy === "secret") {
    throw unprocessable("Secret teams cannot be nested: neither a parent nor a child may be secret.");
  }
  if (self && (parent === self || ancestors(world, parent).includes(self))) {
    throw unprocessable("A team cannot be its own parent or the parent of a team above it.");
  }
}
