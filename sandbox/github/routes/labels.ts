import type { Hono } from "hono";
import * as z from "zod";
import { findRepository } from "../access.ts";
import { given, readBody } from "../body.ts";
import { apiUrl, type Env, type RequestContext } from "../env.ts";
import { alreadyExists, notFound } from "../errors.ts";
import { type Label, labelsOf } from "../labels.ts";
import type { Repository } from "../model.ts";
import { nodeId } from "../node-id.ts";
import { page } from "../pages.ts";
import { sameName, type World } from "../world.ts";

const color = z.string().regex(/^[0-9a-f]{6}$/i, "must be six hexadecimal digits");
const labelBody = z.object({
  name: z.string().min(1).max(50),
  color: color.default("ededed"),
  description: z.string().max(100).nullish(),
});
const changeBody = z.object({
  new_name: z.string().min(1).max(50).optional(),
  name: z.string().min(1).max(50).optional(),
  color: color.optional(),
  description: z.string().max(100).nullish(),
});

/** https://docs.github.com/en/rest/issues/labels */
export function labels(app: Hono<Env>, world: World): void {
  const all = labelsOf(world);

  app.get("/repos/:owner/:repo/labels", c => {
    const repository = findRepository(c, world);
    return c.json(page(c, all.of(repository.id)).map(label => representLabel(c, world, repository, label)));
  });

  app.post("/repos/:owner/:repo/labels", async c => {
    const repository = findRepository(c, world, "push");
    const { name, color, description } = await readBody(c, labelBody);
    claim(repository, name);
    const label = all.add({
      ownerId: repository.id,
      name,
      color: color.toLowerCase(),
      description: description || null,
      default: false,
    });
    return c.json(representLabel(c, world, repository, label), 201);
  });

  app.get("/repos/:owner/:repo/labels/:name{.+}", c => {
    const repository = findRepository(c, world);
    return c.json(representLabel(c, world, repository, find(c, repository)));
  });

  app.patch("/repos/:owner/:repo/labels/:name{.+}", async c => {
    const repository = findRepository(c, world, "push");
    const label = find(c, repository);
    const wanted = await readBody(c, changeBody);
    const name = wanted.new_name ?? wanted.name ?? label.name;
    claim(repository, name, label);
    const description = wanted.description === undefined ? label.description : wanted.description || null;
    all.update(label, { name, description, ...given({ color: wanted.color?.toLowerCase() }) });
    return c.json(representLabel(c, world, repository, label));
  });

  app.delete("/repos/:owner/:repo/labels/:name{.+}", c => {
    all.remove(find(c, findRepository(c, world, "push")));
    return c.body(null, 204);
  });

  function find(c: RequestContext, repository: Repository): Label {
    const label = all.of(repository.id).find(({ name }) => sameName(name, c.req.param("name") ?? ""));
    if (!label) throw notFound();
    return label;
  }

  function claim(repository: Repository, name: string, self?: Label): void {
    const taken = all.of(repository.id).some(label => label !== self && sameName(label.name, name));
    if (taken) throw alreadyExists("Label", "name");
  }
}

export function representLabel(c: RequestContext, world: World, repository: Repository, label: Label) {
  const path = `/repos/${world.organizationOf(repository).login}/${repository.name}/labels`;
  return {
    id: label.id,
    node_id: nodeId("Label", label.id),
    url: apiUrl(c, `${path}/${encodeURIComponent(label.name)}`),
    name: label.name,
    color: label.color,
    default: label.default,
    description: label.description,
  };
}
