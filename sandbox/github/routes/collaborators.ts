import type { Hono } from "hono";
import * as z from "zod";
import { findRepository, findUser, includes, permissionsOf, roleName, roleOfUser } from "../access.ts";
import { readBody } from "../body.ts";
import { addCollaborator, removeCollaborator } from "../collaborators.ts";
import type { Env, RequestContext } from "../env.ts";
import { notFound } from "../errors.ts";
import type { Repository, User } from "../model.ts";
import { page } from "../pages.ts";
import { simpleUser } from "../represent/account.ts";
import type { World } from "../world.ts";
import { representInvitation } from "./invitations.ts";

const accessBody = z.object({
  permission: z.enum(["pull", "triage", "push", "maintain", "admin"]).default("push"),
});

/** https://docs.github.com/en/rest/collaborators/collaborators */
export function collaborators(app: Hono<Env>, world: World): void {
  app.get("/repos/:owner/:repo/collaborators", c => {
    const repository = findRepository(c, world, "push");
    const affiliation = c.req.query("affiliation") ?? "all";
    const users = world.users.all().filter(user => isListed(world, repository, user, affiliation));
    return c.json(page(c, users).map(user => represent(c, world, repository, user)));
  });

  app.get("/repos/:owner/:repo/collaborators/:username", c => {
    const repository = findRepository(c, world, "push");
    if (!isListed(world, repository, findUser(c, world), "all")) throw notFound();
    return c.body(null, 204);
  });

  app.put("/repos/:owner/:repo/collaborators/:username", async c => {
    const repository = findRepository(c, world, "admin");
    const user = findUser(c, world);
    const { permission } = await readBody(c, accessBody);
    const actor = c.get("actor");
    const inviterId = actor.kind === "user" ? actor.user.id : 0;
    const invitation = addCollaborator(world, repository, user, permission, inviterId);
    return invitation ? c.json(representInvitation(c, world, invitation), 201) : c.body(null, 204);
  });

  app.delete("/repos/:owner/:repo/collaborators/:username", c => {
    removeCollaborator(world, findRepository(c, world, "admin"), findUser(c, world));
    return c.body(null, 204);
  });

  app.get("/repos/:owner/:repo/collaborators/:username/permission", c => {
    const repository = findRepository(c, world, "push");
    const user = findUser(c, world);
    const role = roleOfUser(world, user, repository);
    const coarse = !role ? "none" : role === "admin" ? "admin" : includes(role, "push") ? "write" : "read";
    return c.json({
      permission: coarse,
      role_name: role ? roleName(role) : "none",
      user: represent(c, world, repository, user),
    });
  });
}

/** `direct`: own access; `outside`: that of somebody who is no member; `all`: access from anywhere but visibility. */
function isListed(world: World, repository: Repository, user: User, affiliation: string): boolean {
  const own = repository.collaborators.some(({ userId }) => userId === user.id);
  const member = world.membership(world.organizationOf(repository), user)?.state === "active";
  if (affiliation === "direct") return own;
  if (affiliation === "outside") return own && !member;
  return own || (member && roleOfUser(world, user, repository) !== undefined);
}

function represent(c: RequestContext, world: World, repository: Repository, user: User) {
  const role = roleOfUser(world, user, repository);
  return {
    ...simpleUser(c, user),
    permissions: permissionsOf(role),
    role_name: role ? roleName(role) : "none",
  };
}
