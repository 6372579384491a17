import type { Hono } from "hono";
import * as z from "zod";
import { findRepository } from "../access.ts";
import { readBody } from "../body.ts";
import { apiUrl, type Env, origin, type RequestContext } from "../env.ts";
import {
  type Environment,
  environmentsOf,
  findEnvironment,
  putEnvironment,
  type Reviewer,
} from "../environments.ts";
import { notFound } from "../errors.ts";
import type { Repository } from "../model.ts";
import { nodeId } from "../node-id.ts";
import { page } from "../pages.ts";
import { simpleUser } from "../represent/account.ts";
import { representTeam } from "../represent/team.ts";
import type { World } from "../world.ts";

const protectionBody = z.object({
  wait_timer: z.int().min(0).max(43_200).default(0),
  prevent_self_review: z.boolean().default(false),
  can_admins_bypass: z.boolean().default(true),
  reviewers: z.array(z.object({ type: z.enum(["User", "Team"]), id: z.int() })).nullish(),
  deployment_branch_policy: z
    .object({ protected_branches: z.boolean(), custom_branch_policies: z.boolean() })
    .nullish(),
});

/** https://docs.github.com/en/rest/deployments/environments */
export function environments(app: Hono<Env>, world: World): void {
  app.get("/repos/:owner/:repo/environments", c => {
    const repository = findRepository(c, world);
    const all = environmentsOf(world).of(repository.id);
    const listed = page(c, all).map(environment => represent(c, world, repository, environment));
    return c.json({ total_count: all.length, environments: listed });
  });

  app.get("/repos/:owner/:repo/environments/:environment", c => {
    const repository = findRepository(c, world);
    return c.json(represent(c, world, repository, requestedEnvironment(c, world, repository)));
  });

  app.put("/repos/:owner/:repo/environments/:environment", async c => {
    const repository = findRepository(c, world, "admin");
    const wanted = await readBody(c, protectionBody);
    const environment = putEnvironment(world, repository, c.req.param("environment"), {
      ...wanted,
      reviewers: wanted.reviewers ?? [],
      deployment_branch_policy: wanted.deployment_branch_policy ?? null,
    });
    return c.json(represent(c, world, repository, environment));
  });

  app.delete("/repos/:owner/:repo/environments/:environment", c => {
    const repository = findRepository(c, world, "admin");
    const environment = requestedEnvironment(c, world, repository);
    world.store.removeOwnedBy(environment.id);
    environmentsOf(world).remove(environment);
    return c.body(null, 204);
  });
}

/** The environment a request names, or 404. */
export function requestedEnvironment(c: RequestContext, world: World, repository: Repository): Environment {
  const environment = findEnvironment(world, repository, c.req.param("environment") ?? "");
  if (!environment) throw notFound();
  return environment;
}

function represent(c: RequestContext, world: World, repository: Repository, environment: Environment) {
  const fullName = `${world.organizationOf(repository).login}/${repository.name}`;
  const name = encodeURIComponent(environment.name);
  return {
    id: environment.id,
    node_id: nodeId("Environment", environment.id),
    name: environment.name,
    url: apiUrl(c, `/repos/${fullName}/environments/${name}`),
    html_url: `${origin(c)}/${fullName}/deployments/activity_log?environments_filter=${name}`,
    created_at: environment.created_at,
    updated_at: environment.updated_at,
    can_admins_bypass: environment.can_admins_bypass,
    protection_rules: protectionRules(c, world, environment),
    deployment_branch_policy: environment.deployment_branch_policy,
  };
}

/** One rule for each kind of protection that is in force; the ids are made of the environment's. */
function protectionRules(c: RequestContext, world: World, environment: Environment) {
  const rule = (place: number) => ({
    id: environment.id * 10 + place,
    node_id: `GA_${environment.id}_${place}`,
  });
  const { wait_timer, prevent_self_review, deployment_branch_policy } = environment;
  const reviewers = environment.reviewers.map(reviewer => representReviewer(c, world, reviewer));
  return [
    ...(wait_timer > 0 ? [{ ...rule(1), type: "wait_timer", wait_timer }] : []),
    ...(reviewers.length > 0 || prevent_self_review
      ? [{ ...rule(2), type: "required_reviewers", prevent_self_review, reviewers }]
      : []),
    ...(deployment_branch_policy ? [{ ...rule(3), type: "branch_policy" }] : []),
  ];
}

function representReviewer(c: RequestContext, world: World, { type, id }: Reviewer) {
  const user = type === "User" ? world.users.get(id) : undefined;
  const team = type === "Team" ? world.teams.get(id) : undefined;
  return { type, reviewer: user ? simpleUser(c, user) : team ? representTeam(c, world, team) : null };
}
