import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { auditing } from "./audit-log.ts";
import { authentication } from "./auth.ts";
import { control } from "./control.ts";
import type { Env, RequestContext } from "./env.ts";
import { GitHubError } from "./errors.ts";
import { InvalidNameError } from "./git/names.ts";
import { pathByNames } from "./ids.ts";
import { restRoutes, rootRoutes } from "./routes/index.ts";
import { meta } from "./routes/meta.ts";
import { Traffic } from "./traffic/traffic.ts";
import type { World } from "./world.ts";

/** The whole server as one fetch handler: middleware, the routes of every kind of thing, and 501 for the rest. */
export function createApp(world: World): Hono<Env> {
  const traffic = new Traffic();
  const app = new Hono<Env>({ getPath: request => pathByNames(world, request) });
  app.onError((error, c) => answerError(error, c));
  app.use(async (c, next) => {
    await next();
    c.res.headers.set("x-github-request-id", randomUUID());
    c.res.headers.set("x-github-media-type", "github.v3; format=json");
  });
  control(app.basePath("/_sandbox"), world, traffic);
  app.use(traffic.middleware(() => world.save()));
  app.use(authentication(world));
  app.use(auditing(world));
  const rest = app.basePath("/api/v3");
  meta(rest, world, traffic.limits);
  for (const register of restRoutes) register(rest, world);
  for (const register of rootRoutes) register(app, world);
  app.notFound(c => {
    traffic.calls.countUnknown(`${c.req.method} ${c.req.path}`);
    return unknownRequest(c);
  });
  return app;
}

function answerError(error: Error, c: RequestContext): Response {
  if (error instanceof GitHubError) return c.json(error.body, error.status, error.headers);
  if (error instanceof InvalidNameError) return c.json({ message: error.message }, 422);
  console.error(`${c.req.method} ${c.req.path}: ${error.stack ?? error.message}`);
  return c.json({ message: `Server Error: ${error.message}` }, 500);
}

function unknownRequest(c: RequestContext): Response {
  const request = `${c.req.method} ${c.req.path}`;
  console.error(`The sandbox's GitHub server does not know ${request}`);
  return c.json({ message: `The sandbox's GitHub server does not know ${request}` }, 501);
}
