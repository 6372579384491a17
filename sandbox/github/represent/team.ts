import { apiUrl, origin, type RequestContext } from "../env.ts";
import type { Team } from "../model.ts";
import { nodeId } from "../node-id.ts";
import { membersWithDescendants } from "../teams.ts";
import type { World } from "../world.ts";
import { representOrganization } from "./account.ts";

/** A team as lists show it, with its parent but without counts. */
export function representTeam(c: RequestContext, world: World, team: Team) {
  const parent = team.parentId === null ? undefined : world.teams.get(team.parentId);
  return { ...plainTeam(c, world, team), parent: parent ? plainTeam(c, world, parent) : null };
}

/** A team as its own address shows it (GitHub's `team-full`). */
export function fullTeam(c: RequestContext, world: World, team: Team) {
  const organization = world.organizations.get(team.ownerId);
  const repositories = world.repositories.of(team.ownerId);
  return {
    ...representTeam(c, world, team),
    members_count: membersWithDescendants(world, team).length,
    repos_count: repositories.filter(({ teams }) => teams.some(({ teamId }) => teamId === team.id)).length,
    created_at: team.created_at,
    updated_at: team.updated_at,
    ...(organization ? { organization: representOrganization(c, organization) } : {}),
  };
}

function plainTeam(c: RequestContext, world: World, team: Team) {
  const login = world.organizations.get(team.ownerId)?.login ?? "";
  const url = apiUrl(c, `/organizations/${team.ownerId}/team/${team.id}`);
  return {
    id: team.id,
    node_id: nodeId("Team", team.id),
    url,
    html_url: `${origin(c)}/orgs/${login}/teams/${team.slug}`,
    name: team.name,
    slug: team.slug,
    description: team.description,
    privacy: team.privacy,
    notification_setting: team.notification_setting,
    permission: "pull",
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: "organization",
    organization_id: team.ownerId,
  };
}
