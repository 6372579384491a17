import type { Hono } from "hono";
import * as z from "zod";
import { findRepository } from "../access.ts";
import { readBody } from "../body.ts";
import { apiUrl, type Env, type RequestContext } from "../env.ts";
import { notFound, validationFailed } from "../errors.ts";
import type { Repository } from "../model.ts";
import { page } from "../pages.ts";
import type { Document } from "../store.ts";
import type { World } from "../world.ts";

interface Config {
  url: string;
  content_type: "json" | "form";
  insecure_ssl: "0" | "1";
  secret?: string;
}

/** A webhook of a repository (owner of the document). */
export interface Webhook extends Document {
  active: boolean;
  events: string[];
  config: Config;
  created_at: string;
  updated_at: string;
}

const config = z.object({
  url: z.url(),
  content_type: z.enum(["json", "form"]).default("form"),
  insecure_ssl: z
    .union([z.literal(["0", "1"]), z.literal([0, 1])])
    .default("0")
    .transform(value => String(value) as "0" | "1"),
  secret: z.string().optional(),
});
const hookBody = z.object({
  name: z.literal("web").default("web"),
  active: z.boolean().default(true),
  events: z.array(z.string()).default(["push"]),
  config,
});
const changeBody = z.object({
  active: z.boolean().optional(),
  events: z.array(z.string()).optional(),
  add_events: z.array(z.string()).optional(),
  remove_events: z.array(z.string()).optional(),
  config: config.optional(),
});

/** https://docs.github.com/en/rest/repos/webhooks */
export function webhooks(app: Hono<Env>, world: World): void {
  const all = world.collection<Webhook>("webhooks");

  app.get("/repos/:owner/:repo/hooks", c => {
    const repository = findRepository(c, world, "admin");
    return c.json(page(c, all.of(repository.id)).map(hook => represent(c, repository, hook)));
  });

  app.post("/repos/:owner/:repo/hooks", async c => {
    const repository = findRepository(c, world, "admin");
    const wanted = await readBody(c, hookBody);
    claim(repository, wanted.config.url, wanted.events);
    const now = world.now();
    const hook = all.add({
      ownerId: repository.id,
      active: wanted.active,
      events: wanted.events,
      config: wanted.config as Config,
      created_at: now,
      updated_at: now,
    });
    return c.json(represent(c, repository, hook), 201);
  });

  app.get("/repos/:owner/:repo/hooks/:id", c => {
    const repository = findRepository(c, world, "admin");
    return c.json(represent(c, repository, find(c, repository)));
  });

  app.patch("/repos/:owner/:repo/hooks/:id", async c => {
    const repository = findRepository(c, world, "admin");
    const hook = find(c, repository);
    const wanted = await readBody(c, changeBody);
    const kept = (wanted.events ?? hook.events).filter(event => !wanted.remove_events?.includes(event));
    const events = [...new Set([...kept, ...(wanted.add_events ?? [])])];
    const next = (wanted.config ?? hook.config) as Config;
    claim(repository, next.url, events, hook);
    all.update(hook, { active: wanted.active ?? hook.active, events, config: next, updated_at: world.now() });
    return c.json(represent(c, repository, hook));
  });

  app.delete("/repos/:owner/:repo/hooks/:id", c => {
    all.remove(find(c, findRepository(c, world, "admin")));
    return c.body(null, 204);
  });

  function find(c: RequestContext, repository: Repository): Webhook {
    const hook = all.of(repository.id).find(({ id }) => String(id) === c.req.param("id"));
    if (!hook) throw notFound();
    return hook;
  }

  function claim(repository: Repository, url: string, events: string[], self?: Webhook): void {
    const key = (target: string, names: string[]) => JSON.stringify([target, [...names].sort()]);
    const taken = all
      .of(repository.id)
      .some(hook => hook !== self && key(hook.config.url, hook.events) === key(url, events));
    if (!taken) return;
    throw validationFailed({
      resource: "Hook",
      code: "custom",
      message: "Hook already exists on this repository",
    });
  }

  function represent(c: RequestContext, repository: Repository, hook: Webhook) {
    const url = apiUrl(
      c,
      `/repos/${world.organizationOf(repository).login}/${repository.name}/hooks/${hook.id}`,
    );
    const { secret, ...shown } = hook.config;
    return {
      type: "Repository",
      id: hook.id,
      name: "web",
      active: hook.active,
      events: hook.events,
      config: secret ? { ...shown, secret: "********" } : shown,
      created_at: hook.created_at,
      updated_at: hook.updated_at,
      url,
      test_url: `${url}/test`,
      ping_url: `${url}/pings`,
      deliveries_url: `${url}/deliveries`,
      last_response: { code: null, status: "unused", message: null },
    };
  }
}
