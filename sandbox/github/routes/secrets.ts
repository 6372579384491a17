import type { Hono } from "hono";
import * as z from "zod";
import { findRepository, ownOrganization } from "../access.ts";
import { given, readBody } from "../body.ts";
import type { Env, RequestContext } from "../env.ts";
import { notFound } from "../errors.ts";
import type { Role } from "../model.ts";
import { page } from "../pages.ts";
import { checkSealed, secretKey } from "../sealed-box.ts";
import type { Document } from "../store.ts";
import type { World } from "../world.ts";
import { requestedEnvironment } from "./environments.ts";
import { settingName } from "./setting-name.ts";

/** That a secret exists, of a repository, an environment or an organisation (owner of the document); not its value. */
export interface Secret extends Document {
  kind: "actions" | "dependabot";
  name: string;
  visibility?: "all" | "private" | "selected";
  created_at: string;
  updated_at: string;
}

const secretBody = z.object({
  encrypted_value: z.string().min(1),
  key_id: z.string().min(1),
  visibility: z.enum(["all", "private", "selected"]).optional(),
});

/** https://docs.github.com/en/rest/actions/secrets and https://docs.github.com/en/rest/dependabot/secrets */
export function secrets(app: Hono<Env>, world: World): void {
  for (const kind of ["actions", "dependabot"] as const) {
    register(
      app,
      world,
      kind,
      `/repos/:owner/:repo/${kind}/secrets`,
      (c, role) => findRepository(c, world, role).id,
    );
    register(app, world, kind, `/orgs/:org/${kind}/secrets`, c => ownOrganization(c, world).id);
  }
  register(app, world, "actions", "/repos/:owner/:repo/environments/:environment/secrets", (c, role) => {
    return requestedEnvironment(c, world, findRepository(c, world, role)).id;
  });
}

function register(
  app: Hono<Env>,
  world: World,
  kind: Secret["kind"],
  base: string,
  owner: (c: RequestContext, needed: Role) => number,
): void {
  const all = world.collection<Secret>("secrets");

  app.get(base, c => {
    const own = all.of(owner(c, "push")).filter(secret => secret.kind === kind);
    return c.json({ total_count: own.length, secrets: page(c, own).map(represent) });
  });

  app.get(`${base}/public-key`, async c => {
    const key = await secretKey(world, owner(c, "push"), kind);
    return c.json({ key_id: String(key.id), key: key.publicKey });
  });

  app.get(`${base}/:name`, c => c.json(represent(find(c, owner(c, "push")))));

  app.put(`${base}/:name`, async c => {
    const ownerId = owner(c, "push");
    const wanted = await readBody(c, secretBody);
    const name = settingName(c.req.param("name") ?? "");
    checkSealed(await secretKey(world, ownerId, kind), wanted.key_id, wanted.encrypted_value);
    const updated_at = world.now();
    const visibility = given({ visibility: wanted.visibility });
    const known = all.of(ownerId).find(secret => secret.kind === kind && secret.name === name);
    if (known) {
      all.update(known, { updated_at, ...visibility });
      return c.body(null, 204);
    }
    all.add({ ownerId, kind, name, ...visibility, created_at: updated_at, updated_at });
    return c.json({}, 201);
  });

  app.delete(`${base}/:name`, c => {
    all.remove(find(c, owner(c, "push")));
    return c.body(null, 204);
  });

  function find(c: RequestContext, ownerId: number): Secret {
    const wanted = (c.req.param("name") ?? "").toUpperCase();
    const secret = all.of(ownerId).find(({ kind: other, name }) => other === kind && name === wanted);
    if (!secret) throw notFound();
    return secret;
  }
}

function represent({ name, visibility, created_at, updated_at }: Secret) {
  return { name, created_at, updated_at, ...given({ visibility }) };
}
