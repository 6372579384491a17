import type { Hono } from "hono";
import * as z from "zod";
import { findOrganization, findTeam, ownOrganization } from "../access.ts";
import { given, readBody } from "../body.ts";
import type { Env, RequestContext } from "../env.ts";
import { adminRequired } from "../errors.ts";
import type { Team } from "../model.ts";
import { page } from "../pages.ts";
import { fullTeam, representTeam } from "../represent/team.ts";
import { changeTeam, childTeams, createTeam, deleteTeam } from "../teams.ts";
import type { World } from "../world.ts";

const teamBody = z.object({
  name: z.string().min(1).optional(),
  description: z.string().nullish(),
  privacy: z.enum(["closed", "secret"]).optional(),
  notification_setting: z.enum(["notifications_enabled", "notifications_disabled"]).optional(),
  parent_team_id: z.number().nullish(),
  maintainers: z.array(z.string()).optional(),
});

/** https://docs.github.com/en/rest/teams/teams */
export function teams(app: Hono<Env>, world: World): void {
  app.get("/orgs/:org/teams", c => {
    const teams = world.teams.of(findOrganization(c, world).id).sort((a, b) => (a.slug < b.slug ? -1 : 1));
    return c.json(page(c, teams).map(team => representTeam(c, world, team)));
  });

  app.post("/orgs/:org/teams", async c => {
    const organization = findOrganization(c, world);
    const wanted = await readBody(c, teamBody.required({ name: true }));
    const team = createTeam(world, organization, { ...wanted, parentId: wanted.parent_team_id });
    addFirstMaintainers(c, world, team, wanted.maintainers);
    return c.json(fullTeam(c, world, team), 201);
  });

  app.get("/orgs/:org/teams/:team_slug", c => c.json(fullTeam(c, world, findTeam(c, world))));

  app.patch("/orgs/:org/teams/:team_slug", async c => {
    const team = findTeam(c, world);
    requireMaintainer(c, world, team);
    const { name, ...wanted } = await readBody(c, teamBody);
    changeTeam(world, team, { ...wanted, ...given({ name }), parentId: wanted.parent_team_id });
    return c.json(fullTeam(c, world, team));
  });

  app.delete("/orgs/:org/teams/:team_slug", c => {
    ownOrganization(c, world);
    deleteTeam(world, findTeam(c, world));
    return c.body(null, 204);
  });

  app.get("/orgs/:org/teams/:team_slug/teams", c => {
    const children = childTeams(world, findTeam(c, world));
    return c.json(page(c, children).map(team => representTeam(c, world, team)));
  });
}

/** Whoever creates a team becomes its maintainer, an App excepted, which is no user. */
function addFirstMaintainers(c: RequestContext, world: World, team: Team, logins: string[] = []): void {
  const actor = c.get("actor");
  const users = logins.map(login => world.user(login)).filter(user => user !== undefined);
  if (actor.kind === "user") users.unshift(actor.user);
  const ids = [...new Set(users.map(({ id }) => id))];
  world.teams.update(team, { members: ids.map(userId => ({ userId, role: "maintainer" })) });
}

/** Owners of the organisation and maintainers of the team may change it; others get a 403. */
export function requireMaintainer(c: RequestContext, world: World, team: Team): void {
  const actor = c.get("actor");
  if (actor.kind === "user") {
    const member = team.members.find(({ userId }) => userId === actor.user.id);
    if (member?.role === "maintainer") return;
  }
  if (actor.kind === "app") throw adminRequired();
  ownOrganization(c, world);
}
