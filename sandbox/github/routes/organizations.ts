import type { Hono } from "hono";
import * as z from "zod";
import { findOrganization, ownOrganization } from "../access.ts";
import { given, readBody } from "../body.ts";
import type { Env } from "../env.ts";
import { representOrganization } from "../represent/account.ts";
import type { World } from "../world.ts";

const changes = z.object({
  name: z.string().optional(),
  default_repository_permission: z.enum(["none", "read", "write", "admin"]).optional(),
  members_can_create_repositories: z.boolean().optional(),
});

/** https://docs.github.com/en/rest/orgs/orgs */
export function organizations(app: Hono<Env>, world: World): void {
  app.get("/orgs/:org", c => c.json(representOrganization(c, findOrganization(c, world))));

  app.patch("/orgs/:org", async c => {
    const organization = ownOrganization(c, world);
    const wanted = await readBody(c, changes);
    world.organizations.update(organization, { ...given(wanted), updated_at: world.now() });
    return c.json(representOrganization(c, organization));
  });
}
