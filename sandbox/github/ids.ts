import type { Handler, Hono } from "hono";
import type { Env } from "./env.ts";
import { notFound } from "./errors.ts";
import type { World } from "./world.ts";

/** Answers `/repositories/:id/…` as `/repos/:owner/:repo/…`: where redirects of renamed repositories lead. */
export function resolveIds(world: World, app: Hono<Env>): Handler<Env> {
  return async c => {
    const repository = world.repositories.get(Number(c.req.param("id")));
    if (!repository) throw notFound();
    const url = new URL(c.req.url);
    const rest = url.pathname.replace(/^\/api\/v3\/repositories\/\d+/, "");
    url.pathname = `/api/v3/repos/${world.organizationOf(repository).login}/${repository.name}${rest}`;
    return app.fetch(new Request(url, c.req.raw), c.env);
  };
}
