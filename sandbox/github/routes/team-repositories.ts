import type { Hono } from "hono";
import * as z from "zod";
import { findRepository, findTeam, permissionsOf, roleName } from "../access.ts";
import { readBody } from "../body.ts";
import type { Env, RequestContext } from "../env.ts";
import { notFound } from "../errors.ts";
import type { Repository, Role } from "../model.ts";
import { page } from "../pages.ts";
import { fullRepository, minimalRepository } from "../represent/repository.ts";
import { representTeam } from "../represent/team.ts";
import { setTeamRole, teamRole } from "../teams.ts";
import type { World } from "../world.ts";

const accessBody = z.object({
  permission: z.enum(["pull", "triage", "push", "maintain", "admin"]).default("pull"),
});

/** https://docs.github.com/en/rest/teams/teams#add-or-update-team-repository-permissions */
export function teamRepositories(app: Hono<Env>, world: World): void {
  app.get("/orgs/:org/teams/:team_slug/repos", c => {
    const team = findTeam(c, world);
    const reached = world.repositories.of(team.ownerId).flatMap(repository => {
      const role = teamRole(world, repository, team);
      return role ? [{ repository, role }] : [];
    });
    return c.json(page(c, reached).map(({ repository, role }) => withRole(c, world, repository, role)));
  });

  app.get("/orgs/:org/teams/:team_slug/repos/:owner/:repo", c => {
    const team = findTeam(c, world);
    const repository = findRepository(c, world);
    const role = teamRole(world, repository, team);
    if (!role) throw notFound();
    if (!c.req.header("accept")?.includes("v3.repository+json")) return c.body(null, 204);
    return c.json({
      ...fullRepository(c, world, repository),
      permissions: permissionsOf(role),
      role_name: roleName(role),
    });
  });

  app.put("/orgs/:org/teams/:team_slug/repos/:owner/:repo", async c => {
    const team = findTeam(c, world);
    const repository = findRepository(c, world, "admin");
    const { permission } = await readBody(c, accessBody);
    setTeamRole(world, repository, team, permission);
    return c.body(null, 204);
  });

  app.delete("/orgs/:org/teams/:team_slug/repos/:owner/:repo", c => {
    const team = findTeam(c, world);
    setTeamRole(world, findRepository(c, world, "admin"), team, undefined);
    return c.body(null, 204);
  });

  app.get("/repos/:owner/:repo/teams", c => {
    const repository = findRepository(c, world);
    const listed = repository.teams.flatMap(({ teamId, role }) => {
      const team = world.teams.get(teamId);
      return team
        ? [{ ...representTeam(c, world, team), permission: role, permissions: permissionsOf(role as Role) }]
        : [];
    });
    return c.json(page(c, listed));
  });
}

function withRole(c: RequestContext, world: World, repository: Repository, role: Role) {
  return {
    ...minimalRepository(c, world, repository),
    permissions: permissionsOf(role),
    role_name: roleName(role),
  };
}
