import type { Hono } from "hono";
import * as z from "zod";
import { findRepository, roleName } from "../access.ts";
import { readBody } from "../body.ts";
import { grant, type Invitation, invitationsOf } from "../collaborators.ts";
import { apiUrl, type Env, origin, type RequestContext } from "../env.ts";
import { notFound } from "../errors.ts";
import type { Repository, Role } from "../model.ts";
import { page } from "../pages.ts";
import { simpleUser } from "../represent/account.ts";
import { minimalRepository } from "../represent/repository.ts";
import type { World } from "../world.ts";

/** The documented names, and those the rest of the API uses, which clients send here as well. */
const ROLE_OF_NAME = {
  read: "pull",
  triage: "triage",
  write: "push",
  maintain: "maintain",
  admin: "admin",
  pull: "pull",
  push: "push",
} as const satisfies Record<string, Role>;

const changeBody = z.object({
  permissions: z.enum(Object.keys(ROLE_OF_NAME) as (keyof typeof ROLE_OF_NAME)[]),
});

/** https://docs.github.com/en/rest/collaborators/invitations */
export function invitations(app: Hono<Env>, world: World): void {
  const all = invitationsOf(world);

  app.get("/repos/:owner/:repo/invitations", c => {
    const repository = findRepository(c, world, "admin");
    return c.json(
      page(c, all.of(repository.id)).map(invitation => representInvitation(c, world, invitation)),
    );
  });

  app.patch("/repos/:owner/:repo/invitations/:id", async c => {
    const invitation = findInvitation(c, findRepository(c, world, "admin"));
    const { permissions } = await readBody(c, changeBody);
    all.update(invitation, { role: ROLE_OF_NAME[permissions] });
    return c.json(representInvitation(c, world, invitation));
  });

  app.delete("/repos/:owner/:repo/invitations/:id", c => {
    all.remove(findInvitation(c, findRepository(c, world, "admin")));
    return c.body(null, 204);
  });

  app.get("/user/repository_invitations", c =>
    c.json(page(c, ownInvitations(c)).map(invitation => representInvitation(c, world, invitation))),
  );

  app.patch("/user/repository_invitations/:id", c => {
    const invitation = ownInvitations(c).find(({ id }) => String(id) === c.req.param("id"));
    const repository = invitation && world.repositories.get(invitation.ownerId);
    if (!repository) throw notFound();
    grant(world, repository, invitation.inviteeId, invitation.role);
    all.remove(invitation);
    return c.body(null, 204);
  });

  app.delete("/user/repository_invitations/:id", c => {
    const invitation = ownInvitations(c).find(({ id }) => String(id) === c.req.param("id"));
    if (!invitation) throw notFound();
    all.remove(invitation);
    return c.body(null, 204);
  });

  function findInvitation(c: RequestContext, repository: Repository): Invitation {
    const invitation = all.of(repository.id).find(({ id }) => String(id) === c.req.param("id"));
    if (!invitation) throw notFound();
    return invitation;
  }

  function ownInvitations(c: RequestContext): Invitation[] {
    const actor = c.get("actor");
    return actor.kind === "user" ? all.all().filter(({ inviteeId }) => inviteeId === actor.user.id) : [];
  }
}

/** An invitation in the API's form; it names roles as `read` and `write`. */
export function representInvitation(c: RequestContext, world: World, invitation: Invitation) {
  const repository = world.repositories.get(invitation.ownerId);
  const [invitee, inviter] = [world.users.get(invitation.inviteeId), world.users.get(invitation.inviterId)];
  return {
    id: invitation.id,
    node_id: `RI_${invitation.id}`,
    repository: repository ? minimalRepository(c, world, repository) : null,
    invitee: invitee ? simpleUser(c, invitee) : null,
    inviter: inviter ? simpleUser(c, inviter) : null,
    permissions: roleName(invitation.role),
    expired: false,
    created_at: invitation.created_at,
    url: apiUrl(c, `/user/repository_invitations/${invitation.id}`),
    html_url: `${origin(c)}/invitations`,
  };
}
