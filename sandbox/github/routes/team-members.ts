import type { Hono } from "hono";
import * as z from "zod";
import { findTeam, findUser, isOwner } from "../access.ts";
import { readBody } from "../body.ts";
import { apiUrl, type Env, type RequestContext } from "../env.ts";
import { notFound } from "../errors.ts";
import type { Team, User } from "../model.ts";
import { page } from "../pages.ts";
import { simpleUser } from "../represent/account.ts";
import { membersWithDescendants } from "../teams.ts";
import type { World } from "../world.ts";
import { requireMaintainer } from "./teams.ts";

const membershipBody = z.object({ role: z.enum(["member", "maintainer"]).default("member") });

/** https://docs.github.com/en/rest/teams/members */
export function teamMembers(app: Hono<Env>, world: World): void {
  app.get("/orgs/:org/teams/:team_slug/members", c => {
    const role = c.req.query("role") ?? "all";
    const members = membersWithDescendants(world, findTeam(c, world)).filter(
      member => role === "all" || member.role === role,
    );
    const users = members.map(({ userId }) => world.users.get(userId)).filter(user => user !== undefined);
    return c.json(page(c, users).map(user => simpleUser(c, user)));
  });

  app.get("/orgs/:org/teams/:team_slug/invitations", c => {
    findTeam(c, world);
    return c.json([]);
  });

  app.get("/orgs/:org/teams/:team_slug/memberships/:username", c => {
    const [team, user] = [findTeam(c, world), findUser(c, world)];
    return c.json(representMembership(c, world, team, user));
  });

  app.put("/orgs/:org/teams/:team_slug/memberships/:username", async c => {
    const [team, user] = [findTeam(c, world), findUser(c, world)];
    requireMaintainer(c, world, team);
    const { role } = await readBody(c, membershipBody);
    invite(world, team, user);
    const others = team.members.filter(({ userId }) => userId !== user.id);
    world.teams.update(team, { members: [...others, { userId: user.id, role }] });
    return c.json(representMembership(c, world, team, user));
  });

  app.delete("/orgs/:org/teams/:team_slug/memberships/:username", c => {
    const [team, user] = [findTeam(c, world), findUser(c, world)];
    requireMaintainer(c, world, team);
    if (!team.members.some(({ userId }) => userId === user.id)) throw notFound();
    world.teams.update(team, { members: team.members.filter(({ userId }) => userId !== user.id) });
    return c.body(null, 204);
  });
}

/** Somebody outside the organisation is invited to it by being put into a team. */
function invite(world: World, team: Team, user: User): void {
  const organization = world.organizations.get(team.ownerId);
  if (!organization || world.membership(organization, user)) return;
  world.memberships.add({ ownerId: organization.id, userId: user.id, role: "member", state: "pending" });
}

/** Owners of the organisation are maintainers of each team they are in. */
function representMembership(c: RequestContext, world: World, team: Team, user: User) {
  const member = team.members.find(({ userId }) => userId === user.id);
  const organization = world.organizations.get(team.ownerId);
  if (!member || !organization) throw notFound();
  const owner = isOwner(world, { kind: "user", user }, organization);
  return {
    url: apiUrl(c, `/organizations/${team.ownerId}/team/${team.id}/memberships/${user.login}`),
    role: owner ? "maintainer" : member.role,
    state: world.membership(organization, user)?.state ?? "pending",
  };
}
