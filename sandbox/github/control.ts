import type { Hono } from "hono";
import * as z from "zod";
import { Alerts } from "./alerts.ts";
import { readBody } from "./body.ts";
import { dump } from "./dump.ts";
import type { Env } from "./env.ts";
import { GitHubError, notFound } from "./errors.ts";
import { load } from "./load.ts";
import { addMember, ensureApp, ensureOrganization, ensureUser, issueUserToken } from "./people.ts";
import { faultsBody } from "./traffic/faults.ts";
import { limitsBody } from "./traffic/limits.ts";
import type { Traffic } from "./traffic/traffic.ts";
import type { World } from "./world.ts";

const settingsBody = z.strictObject({
  latencyMs: z.int().min(0).max(60_000).optional(),
  limits: limitsBody.optional(),
});

const appBody = z.strictObject({
  id: z.int().positive().optional(),
  slug: z.string().regex(/^[a-z0-9-]+$/),
  organization: z.string(),
  publicKeyPem: z.string(),
  tokenLifetimeSeconds: z.number().positive().optional(),
});

const memberBody = z.strictObject({ role: z.enum(["admin", "member"]).default("member") });

const userBody = z.strictObject({ token: z.string().min(1).optional() });

/** The sandbox's own endpoints, which GitHub does not have; they need no credential, as the server is on loopback. */
export function control(app: Hono<Env>, world: World, traffic: Traffic): void {
  app.get("/calls", c => c.json(traffic.calls.toJSON()));
  app.delete("/calls", c => {
    traffic.calls.reset();
    return c.body(null, 204);
  });

  app.get("/faults", c => c.json(traffic.faults.toJSON()));
  app.put("/faults", async c => {
    traffic.faults.replace(await readBody(c, faultsBody));
    return c.json(traffic.faults.toJSON());
  });
  app.delete("/faults", c => {
    traffic.faults.replace([]);
    return c.body(null, 204);
  });

  app.get("/settings", c => c.json({ latencyMs: traffic.latencyMs, limits: traffic.limits.settings }));
  app.put("/settings", async c => {
    const settings = await readBody(c, settingsBody);
    traffic.latencyMs = settings.latencyMs ?? 0;
    traffic.limits.configure(settings.limits);
    return c.json({ latencyMs: traffic.latencyMs, limits: traffic.limits.settings });
  });

  app.get("/organizations", c =>
    c.json(
      world.organizations
        .all()
        .map(({ id, login }) => ({ login, repositories: world.repositories.of(id).length })),
    ),
  );
  app.put("/organizations/:org", c => {
    const organization = ensureOrganization(world, c.req.param("org"));
    world.save();
    return c.json({ id: organization.id, login: organization.login });
  });

  app.put("/organizations/:org/members/:login", async c => {
    const { role } = await readBody(c, memberBody);
    const user = ensureUser(world, c.req.param("login"));
    addMember(world, ensureOrganization(world, c.req.param("org")), user, role);
    world.save();
    return c.json({ id: user.id, login: user.login, role });
  });

  app.put("/users/:login", async c => {
    const { token } = await readBody(c, userBody);
    const user = ensureUser(world, c.req.param("login"));
    if (token) issueUserToken(world, user, token);
    world.save();
    return c.json({ id: user.id, login: user.login });
  });

  app.get("/dump/:org", async c => {
    const organization = world.organization(c.req.param("org"));
    if (!organization) throw notFound();
    return c.body(await dump(world, organization), 200, { "content-type": "application/json" });
  });

  app.post("/load", async c => {
    const loaded = await load(world, await readBody(c, z.unknown()));
    world.save();
    return c.json(loaded, 201);
  });

  app.put("/apps", async c => {
    const wanted = await readBody(c, appBody);
    const organization = world.organization(wanted.organization);
    if (!organization) throw notFound();
    const installation = ensureApp(world, organization, wanted);
    world.save();
    return c.json({ id: installation.ownerId, installationId: installation.id });
  });

  const alerts = new Alerts();
  app.get("/alerts", c => c.json(alerts));
  app.get("/alerts/:channel", c => c.json(alerts.of(c.req.param("channel"))));
  app.post("/alerts/:channel", async c => {
    alerts.add(c.req.param("channel"), await readBody(c, z.looseObject({})));
    return c.body(null, 204);
  });
  app.delete("/alerts", c => {
    alerts.clear();
    return c.body(null, 204);
  });

  app.all("/*", c => {
    throw new GitHubError(404, `The sandbox has no endpoint ${c.req.method} ${c.req.path}`);
  });
}
