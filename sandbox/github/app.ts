import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { authentication } from "./auth.ts";
import type { Env, RequestContext } from "./env.ts";
import { GitHubError } from "./errors.ts";
import { resolveIds } from "./ids.ts";
import { restRoutes, rootRoutes } from "./routes/index.ts";
import type { World } from "./world.ts";

/** The whole server as one fetch handler: middleware, the routes of every kind of thing, and 501 for the rest. */
export function createApp(world: World): Hono<Env> {
  const app = new Hono<Env>();
  app.onError((error, c) => answerError(error, c));
  app.notFound(c => unknownRequest(c));
  app.use(async (c, next) => {
    await next();
    world.save();
    c.header("x-github-request-id", randomUUID());
    c.header("x-github-media-type", "github.v3; format=json");
  });
  app.use(authentication(world));
  app.all("/api/v3/repositories/:id{[0-9]+}/*", resolveIds(world, app));
  const rest = app.basePath("/api/v3");
  for (const register of restRoutes) register(rest, world);
  for (const register of rootRoutes) register(app, world);
  return app;
}

function answerError(error: Error, c: RequestContext): Response {
  if (error instanceof GitHubError) return c.json(error.body, error.status, error.headers);
  console.error(`${c.req.method} ${c.req.path}: ${error.stack ?? error.message}`);
  return c.json({ message: `Server Error: ${error.message}` }, 500);
}

function unknownRequest(c: RequestContext): Response {
  const request = `${c.req.method} ${c.req.path}`;
  console.error(`The sandbox's GitHub server does not know ${request}`);
  return c.json({ message: `The sandbox's GitHub server does not know ${request}` }, 501);
}
