import type { Hono } from "hono";
import { findOrganization, findRepository, includes, isOwner, ownOrganization, roleOf } from "../access.ts";
import { readBody } from "../body.ts";
import { apiUrl, type Env, origin, type RequestContext } from "../env.ts";
import { notFound } from "../errors.ts";
import type { Organization, Repository } from "../model.ts";
import { nodeId } from "../node-id.ts";
import { page } from "../pages.ts";
import { rulesetBody } from "../ruleset-body.ts";
import {
  changeRuleset,
  createRuleset,
  noteVersion,
  type Ruleset,
  type RulesetVersion,
  rulesetsOf,
  rulesetVersionsOf,
} from "../rulesets.ts";
import type { World } from "../world.ts";

/** https://docs.github.com/en/rest/repos/rules and https://docs.github.com/en/rest/orgs/rules */
export function rulesets(app: Hono<Env>, world: World): void {
  const all = rulesetsOf(world);
  const remove = (ruleset: Ruleset) => {
    all.remove(ruleset);
    world.store.removeOwnedBy(ruleset.id);
  };

  app.get("/repos/:owner/:repo/rulesets", c => {
    const repository = findRepository(c, world);
    const parents = c.req.query("includes_parents") === "false" ? [] : all.of(repository.ownerId);
    return c.json(page(c, [...all.of(repository.id), ...parents]).map(ruleset => summary(c, world, ruleset)));
  });

  app.post("/repos/:owner/:repo/rulesets", async c => {
    const repository = findRepository(c, world, "admin");
    const ruleset = createRuleset(world, repository, "Repository", await readBody(c, rulesetBody));
    noteVersion(world, ruleset, actorOf(c));
    return c.json(full(c, world, ruleset, repository), 201);
  });

  app.get("/repos/:owner/:repo/rulesets/:id", c => {
    const repository = findRepository(c, world);
    const parents = c.req.query("includes_parents") === "false" ? [] : all.of(repository.ownerId);
    return c.json(full(c, world, find(c, [...all.of(repository.id), ...parents]), repository));
  });

  app.put("/repos/:owner/:repo/rulesets/:id", async c => {
    const repository = findRepository(c, world, "admin");
    const ruleset = find(c, all.of(repository.id));
    changeRuleset(world, ruleset, repository.ownerId, await readBody(c, merged(ruleset)));
    noteVersion(world, ruleset, actorOf(c));
    return c.json(full(c, world, ruleset, repository));
  });

  app.delete("/repos/:owner/:repo/rulesets/:id", c => {
    remove(find(c, all.of(findRepository(c, world, "admin").id)));
    return c.body(null, 204);
  });

  app.get("/repos/:owner/:repo/rulesets/:id/history", c => {
    const ruleset = find(c, all.of(findRepository(c, world, "admin").id));
    return c.json(page(c, rulesetVersionsOf(world).of(ruleset.id).toReversed()).map(version));
  });

  app.get("/orgs/:org/rulesets", c => {
    const organization = ownOrganization(c, world);
    return c.json(page(c, all.of(organization.id)).map(ruleset => summary(c, world, ruleset)));
  });

  app.post("/orgs/:org/rulesets", async c => {
    const organization = ownOrganization(c, world);
    const ruleset = createRuleset(world, organization, "Organization", await readBody(c, rulesetBody));
    noteVersion(world, ruleset, actorOf(c));
    return c.json(full(c, world, ruleset), 201);
  });

  app.get("/orgs/:org/rulesets/:id", c => {
    const organization = findOrganization(c, world);
    return c.json(full(c, world, find(c, all.of(organization.id))));
  });

  app.put("/orgs/:org/rulesets/:id", async c => {
    const organization = ownOrganization(c, world);
    const ruleset = find(c, all.of(organization.id));
    changeRuleset(world, ruleset, organization.id, await readBody(c, merged(ruleset)));
    noteVersion(world, ruleset, actorOf(c));
    return c.json(full(c, world, ruleset));
  });

  app.delete("/orgs/:org/rulesets/:id", c => {
    remove(find(c, all.of(ownOrganization(c, world).id)));
    return c.body(null, 204);
  });
}

/** A PUT keeps what its body leaves out. */
function merged(ruleset: Ruleset) {
  const { shape } = rulesetBody;
  return rulesetBody.extend({
    name: shape.name.default(ruleset.name),
    target: shape.target.unwrap().default(ruleset.target),
    enforcement: shape.enforcement.default(ruleset.enforcement),
    bypass_actors: shape.bypass_actors.unwrap().default(ruleset.bypass_actors),
    conditions: shape.conditions.transform(conditions => conditions ?? ruleset.conditions),
    rules: shape.rules.unwrap().default(ruleset.rules),
  });
}

function version({ id, actor, updated_at }: RulesetVersion) {
  return { version_id: id, actor, updated_at };
}

function actorOf(c: RequestContext): RulesetVersion["actor"] {
  const actor = c.get("actor");
  return actor.kind === "user"
    ? { id: actor.user.id, type: "User" }
    : { id: actor.app.id, type: "Integration" };
}

function find(c: RequestContext, rulesets: Ruleset[]): Ruleset {
  const ruleset = rulesets.find(({ id }) => String(id) === c.req.param("id"));
  if (!ruleset) throw notFound();
  return ruleset;
}

function summary(c: RequestContext, world: World, ruleset: Ruleset) {
  const repository = world.repositories.get(ruleset.ownerId);
  const organization = world.organizations.get(repository?.ownerId ?? ruleset.ownerId);
  const source = repository ? `${organization?.login}/${repository.name}` : (organization?.login ?? "");
  const path = repository ? `/repos/${source}` : `/orgs/${source}`;
  const html = repository ? `/${source}/rules` : `/organizations/${source}/settings/rules`;
  return {
    id: ruleset.id,
    name: ruleset.name,
    target: ruleset.target,
    source_type: ruleset.source_type,
    source,
    enforcement: ruleset.enforcement,
    node_id: nodeId("RepositoryRuleset", ruleset.id),
    _links: {
      self: { href: apiUrl(c, `${path}/rulesets/${ruleset.id}`) },
      html: { href: `${origin(c)}${html}/${ruleset.id}` },
    },
    created_at: ruleset.created_at,
    updated_at: ruleset.updated_at,
  };
}

/** Who may bypass is shown to those who may change the ruleset. */
function full(c: RequestContext, world: World, ruleset: Ruleset, repository?: Repository) {
  const organization = world.organizations.get(repository?.ownerId ?? ruleset.ownerId);
  const manages = mayChange(c, world, ruleset, organization, repository);
  return {
    ...summary(c, world, ruleset),
    ...(manages ? { bypass_actors: ruleset.bypass_actors, current_user_can_bypass: "never" } : {}),
    ...(ruleset.conditions ? { conditions: ruleset.conditions } : {}),
    rules: ruleset.rules,
  };
}

function mayChange(
  c: RequestContext,
  world: World,
  ruleset: Ruleset,
  organization: Organization | undefined,
  repository: Repository | undefined,
): boolean {
  const actor = c.get("actor");
  if (organization && isOwner(world, actor, organization)) return true;
  const role = repository && ruleset.ownerId === repository.id ? roleOf(world, actor, repository) : undefined;
  return role !== undefined && includes(role, "admin");
}
