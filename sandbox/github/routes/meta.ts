import type { Hono } from "hono";
import type { Env } from "../env.ts";
import { publicHostKey } from "../git/ssh.ts";
import { credentialOf, type Limits } from "../traffic/limits.ts";
import type { World } from "../world.ts";

/** What tells of the server itself: the limits, and how git reaches it. */
export function meta(app: Hono<Env>, world: World, limits: Limits): void {
  /** https://docs.github.com/en/rest/rate-limit/rate-limit */
  app.get("/rate_limit", c => {
    const headers = limits.headers(credentialOf(c.req.header("authorization")));
    const core = Object.fromEntries(
      (["limit", "remaining", "used", "reset"] as const).map(name => [
        name,
        Number(headers[`x-ratelimit-${name}`]),
      ]),
    );
    return c.json({ resources: { core, graphql: core, search: core }, rate: core });
  });

  /** https://docs.github.com/en/rest/meta/meta */
  app.get("/meta", c =>
    c.json({
      verifiable_password_authentication: false,
      ssh_keys: [publicHostKey(world.directory)],
    }),
  );
}
