import type { Hono } from "hono";
import * as z from "zod";
import { findRepository } from "../access.ts";
import { readBody } from "../body.ts";
import type { Env } from "../env.ts";
import { setTopics } from "../topics.ts";
import type { World } from "../world.ts";

const topicsBody = z.object({ names: z.array(z.string()) });

/** https://docs.github.com/en/rest/repos/repos#replace-all-repository-topics */
export function topics(app: Hono<Env>, world: World): void {
  app.get("/repos/:owner/:repo/topics", c => c.json({ names: findRepository(c, world).topics }));

  app.put("/repos/:owner/:repo/topics", async c => {
    const repository = findRepository(c, world, "admin");
    const { names } = await readBody(c, topicsBody);
    setTopics(world, repository, names);
    return c.json({ names: repository.topics });
  });
}
