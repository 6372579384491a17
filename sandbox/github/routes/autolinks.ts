import type { Hono } from "hono";
import * as z from "zod";
import { findRepository } from "../access.ts";
import { readBody } from "../body.ts";
import type { Env, RequestContext } from "../env.ts";
import { alreadyExists, notFound, validationFailed } from "../errors.ts";
import type { Repository } from "../model.ts";
import { page } from "../pages.ts";
import type { Document } from "../store.ts";
import type { World } from "../world.ts";

/** An autolink reference of a repository (owner of the document). */
export interface Autolink extends Document {
  key_prefix: string;
  url_template: string;
  is_alphanumeric: boolean;
}

const autolinkBody = z.object({
  key_prefix: z.string().min(1),
  url_template: z.string().min(1),
  is_alphanumeric: z.boolean().default(true),
});

/** https://docs.github.com/en/rest/repos/autolinks */
export function autolinks(app: Hono<Env>, world: World): void {
  const all = world.collection<Autolink>("autolinks");

  app.get("/repos/:owner/:repo/autolinks", c => {
    return c.json(page(c, all.of(findRepository(c, world, "admin").id)).map(represent));
  });

  app.post("/repos/:owner/:repo/autolinks", async c => {
    const repository = findRepository(c, world, "admin");
    const wanted = await readBody(c, autolinkBody);
    if (!wanted.url_template.includes("<num>")) {
      const message = "url_template must be an absolute address with <num> where the reference goes";
      throw validationFailed({ resource: "KeyLink", field: "url_template", code: "custom", message });
    }
    const taken = all.of(repository.id).some(({ key_prefix }) => key_prefix === wanted.key_prefix);
    if (taken) throw alreadyExists("KeyLink", "key_prefix");
    return c.json(represent(all.add({ ownerId: repository.id, ...wanted })), 201);
  });

  app.get("/repos/:owner/:repo/autolinks/:id", c =>
    c.json(represent(find(c, findRepository(c, world, "admin")))),
  );

  app.delete("/repos/:owner/:repo/autolinks/:id", c => {
    all.remove(find(c, findRepository(c, world, "admin")));
    return c.body(null, 204);
  });

  function find(c: RequestContext, repository: Repository): Autolink {
    const autolink = all.of(repository.id).find(({ id }) => String(id) === c.req.param("id"));
    if (!autolink) throw notFound();
    return autolink;
  }
}

function represent({ ownerId: _, ...autolink }: Autolink) {
  return autolink;
}
