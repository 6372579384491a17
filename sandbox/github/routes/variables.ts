import type { Hono } from "hono";
import * as z from "zod";
import { findRepository, ownOrganization } from "../access.ts";
import { given, readBody } from "../body.ts";
import type { Env, RequestContext } from "../env.ts";
import { GitHubError, notFound } from "../errors.ts";
import type { Role } from "../model.ts";
import { page } from "../pages.ts";
import type { Document } from "../store.ts";
import type { World } from "../world.ts";
import { requestedEnvironment } from "./environments.ts";
import { settingName } from "./setting-name.ts";

/** A variable for workflows, of a repository, an environment or an organisation (owner of the document). */
export interface Variable extends Document {
  name: string;
  value: string;
  visibility?: "all" | "private" | "selected";
  created_at: string;
  updated_at: string;
}

const visibility = z.enum(["all", "private", "selected"]).optional();
const variableBody = z.object({ name: z.string().min(1), value: z.string(), visibility });
const changeBody = z.object({ name: z.string().min(1).optional(), value: z.string().optional(), visibility });

/** https://docs.github.com/en/rest/actions/variables */
export function variables(app: Hono<Env>, world: World): void {
  register(
    app,
    world,
    "/repos/:owner/:repo/actions/variables",
    (c, role) => findRepository(c, world, role).id,
  );
  register(app, world, "/orgs/:org/actions/variables", c => ownOrganization(c, world).id);
  register(app, world, "/repos/:owner/:repo/environments/:environment/variables", (c, role) => {
    return requestedEnvironment(c, world, findRepository(c, world, role)).id;
  });
}

function register(
  app: Hono<Env>,
  world: World,
  base: string,
  owner: (c: RequestContext, needed: Role) => number,
): void {
  const all = world.collection<Variable>("variables");

  app.get(base, c => {
    const own = all.of(owner(c, "push"));
    return c.json({ total_count: own.length, variables: page(c, own).map(represent) });
  });

  app.post(base, async c => {
    const ownerId = owner(c, "admin");
    const wanted = await readBody(c, variableBody);
    const name = settingName(wanted.name);
    if (all.of(ownerId).some(variable => variable.name === name)) {
      throw new GitHubError(409, "Already exists - Variable already exists");
    }
    const now = world.now();
    const visibility = base.startsWith("/orgs") ? { visibility: wanted.visibility ?? "all" } : {};
    all.add({ ownerId, name, value: wanted.value, ...visibility, created_at: now, updated_at: now });
    return c.json({}, 201);
  });

  app.get(`${base}/:name`, c => c.json(represent(find(c, owner(c, "push")))));

  app.patch(`${base}/:name`, async c => {
    const variable = find(c, owner(c, "admin"));
    const { name, ...wanted } = await readBody(c, changeBody);
    all.update(variable, {
      ...given(wanted),
      ...(name === undefined ? {} : { name: settingName(name) }),
      updated_at: world.now(),
    });
    return c.body(null, 204);
  });

  app.delete(`${base}/:name`, c => {
    all.remove(find(c, owner(c, "admin")));
    return c.body(null, 204);
  });

  function find(c: RequestContext, ownerId: number): Variable {
    const wanted = (c.req.param("name") ?? "").toUpperCase();
    const variable = all.of(ownerId).find(({ name }) => name === wanted);
    if (!variable) throw notFound();
    return variable;
  }
}

function represent({ name, value, visibility, created_at, updated_at }: Variable) {
  return { name, value, created_at, updated_at, ...given({ visibility }) };
}
