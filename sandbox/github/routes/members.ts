import type { Hono } from "hono";
import * as z from "zod";
import { findOrganization, findUser, ownOrganization } from "../access.ts";
import { readBody } from "../body.ts";
import { apiUrl, type Env, type RequestContext } from "../env.ts";
import { notFound } from "../errors.ts";
import type { Membership, Organization, User } from "../model.ts";
import { page } from "../pages.ts";
import { addMember } from "../people.ts";
import { representOrganization, simpleUser } from "../represent/account.ts";
import type { World } from "../world.ts";

const membershipBody = z.object({ role: z.enum(["admin", "member"]).default("member") });

/** https://docs.github.com/en/rest/orgs/members */
export function members(app: Hono<Env>, world: World): void {
  app.get("/orgs/:org/members", c => {
    const role = c.req.query("role") ?? "all";
    const listed = world.memberships
      .of(findOrganization(c, world).id)
      .filter(membership => membership.state === "active" && (role === "all" || membership.role === role));
    const users = listed.map(({ userId }) => world.users.get(userId)).filter(user => user !== undefined);
    return c.json(page(c, users).map(user => simpleUser(c, user)));
  });

  app.get("/orgs/:org/members/:username", c => {
    const membership = world.membership(findOrganization(c, world), findUser(c, world));
    if (membership?.state !== "active") throw notFound();
    return c.body(null, 204);
  });

  app.delete("/orgs/:org/members/:username", c => {
    removeMember(world, ownOrganization(c, world), findUser(c, world));
    return c.body(null, 204);
  });

  app.get("/orgs/:org/memberships/:username", c => {
    const [organization, user] = [findOrganization(c, world), findUser(c, world)];
    const membership = world.membership(organization, user);
    if (!membership) throw notFound();
    return c.json(represent(c, organization, user, membership));
  });

  app.put("/orgs/:org/memberships/:username", async c => {
    const [organization, user] = [ownOrganization(c, world), findUser(c, world)];
    const { role } = await readBody(c, membershipBody);
    const known = world.membership(organization, user);
    const membership = known
      ? world.memberships.update(known, { role })
      : world.memberships.add({ ownerId: organization.id, userId: user.id, role, state: "pending" });
    return c.json(represent(c, organization, user, membership));
  });

  app.delete("/orgs/:org/memberships/:username", c => {
    removeMember(world, ownOrganization(c, world), findUser(c, world));
    return c.body(null, 204);
  });

  app.patch("/user/memberships/orgs/:org", c => {
    const organization = findOrganization(c, world);
    const actor = c.get("actor");
    const membership = actor.kind === "user" ? world.membership(organization, actor.user) : undefined;
    if (actor.kind !== "user" || !membership) throw notFound();
    addMember(world, organization, actor.user, membership.role);
    return c.json(represent(c, organization, actor.user, membership));
  });

  app.get("/orgs/:org/outside_collaborators", c => {
    const organization = findOrganization(c, world);
    const ids = world.repositories.of(organization.id).flatMap(({ collaborators }) => collaborators);
    const users = [...new Set(ids.map(({ userId }) => userId))]
      .map(id => world.users.get(id))
      .filter(user => user !== undefined && world.membership(organization, user)?.state !== "active");
    return c.json(page(c, users as User[]).map(user => simpleUser(c, user)));
  });
}

/** Leaving an organisation also ends access to its teams and repositories. */
function removeMember(world: World, organization: Organization, user: User): void {
  const membership = world.membership(organization, user);
  if (!membership) throw notFound();
  world.memberships.remove(membership);
  const stays = ({ userId }: { userId: number }) => userId !== user.id;
  for (const team of world.teams.of(organization.id)) {
    if (!team.members.every(stays)) world.teams.update(team, { members: team.members.filter(stays) });
  }
  for (const repository of world.repositories.of(organization.id)) {
    if (repository.collaborators.every(stays)) continue;
    world.repositories.update(repository, { collaborators: repository.collaborators.filter(stays) });
  }
}

function represent(c: RequestContext, organization: Organization, user: User, membership: Membership) {
  return {
    url: apiUrl(c, `/orgs/${organization.login}/memberships/${user.login}`),
    state: membership.state,
    role: membership.role,
    organization_url: apiUrl(c, `/orgs/${organization.login}`),
    organization: representOrganization(c, organization),
    user: simpleUser(c, user),
  };
}
