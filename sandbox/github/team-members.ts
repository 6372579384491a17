import type { User } from "./model.ts";
import type { World } from "./world.ts";

/** Whether a user is in a team or in one of the teams below it. */
export function isTeamMember(world: World, teamId: number, user: User): boolean {
  const team = world.teams.get(teamId);
  if (!team) return false;
  if (team.members.some(({ userId }) => userId === user.id)) return true;
  const children = world.teams.of(team.ownerId).filter(({ parentId }) => parentId === teamId);
  return children.some(child => isTeamMember(world, child.id, user));
}
