import * as z from "zod";
import { findRepository } from "../access.ts";
import { type Author, authorOf, representAuthor } from "../authors.ts";
import { readBody } from "../body.ts";
import { missingChecks } from "../commit-checks.ts";
import type { RequestContext, RouteModule } from "../env.ts";
import { findEnvironment, putEnvironment } from "../environments.ts";
import { conflict, notFound, unprocessable } from "../errors.ts";
import { resolveCommit } from "../git/objects.ts";
import type { Repository } from "../model.ts";
import { page } from "../pages.ts";
import { addressesOf } from "../represent/git.ts";
import type { Document } from "../store.ts";
import type { World } from "../world.ts";

/** A deployment of a repository (owner of the document). */
interface Deployment extends Document {
  sha: string;
  ref: string;
  task: string;
  payload: unknown;
  environment: string;
  original_environment: string;
  description: string | null;
  transient_environment: boolean;
  production_environment: boolean;
  creator: Author;
  created_at: string;
  updated_at: string;
}

/** A status of a deployment (owner of the document); the newest counts. */
interface DeploymentStatus extends Document {
  state: z.infer<typeof statusBody>["state"];
  description: string;
  environment: string;
  environment_url: string;
  log_url: string;
  creator: Author;
  created_at: string;
  updated_at: string;
}

const deploymentBody = z.object({
  ref: z.string().min(1),
  task: z.string().default("deploy"),
  required_contexts: z.array(z.string()).default([]),
  payload: z.union([z.record(z.string(), z.unknown()), z.string()]).default({}),
  environment: z.string().default("production"),
  description: z.string().nullish(),
  transient_environment: z.boolean().default(false),
  production_environment: z.boolean().optional(),
});

const statusBody = z.object({
  state: z.enum(["error", "failure", "inactive", "in_progress", "queued", "pending", "success"]),
  description: z.string().max(140).default(""),
  environment: z.string().optional(),
  environment_url: z.string().default(""),
  log_url: z.string().default(""),
  target_url: z.string().optional(),
  auto_inactive: z.boolean().default(true),
});

/** https://docs.github.com/en/rest/deployments/deployments and https://docs.github.com/en/rest/deployments/statuses */
export const deployments: RouteModule = (app, world) => {
  const base = "/repos/:owner/:repo/deployments";
  const all = world.collection<Deployment>("deployments");
  const statuses = world.collection<DeploymentStatus>("deployment_statuses");

  app.get(base, c => {
    const repository = findRepository(c, world);
    const selected = all.of(repository.id).filter(deployment => isWanted(c, deployment));
    return c.json(page(c, selected.reverse()).map(deployment => represent(c, world, repository, deployment)));
  });

  app.post(base, async c => {
    const repository = findRepository(c, world, "push");
    const { required_contexts: contexts, ...wanted } = await readBody(c, deploymentBody);
    const sha = await resolveCommit(world.git(repository), wanted.ref);
    if (!sha) throw unprocessable(`No ref found for: ${wanted.ref}`);
    if (missingChecks(world, repository, sha, contexts).length > 0) {
      throw conflict(`Conflict: Commit status checks failed for ${wanted.ref}.`);
    }
    ensureEnvironment(world, repository, wanted.environment);
    const now = world.now();
    const deployment = all.add({
      ...wanted,
      ownerId: repository.id,
      sha,
      original_environment: wanted.environment,
      description: wanted.description ?? null,
      production_environment: wanted.production_environment ?? wanted.environment === "production",
      creator: authorOf(c.get("actor")),
      created_at: now,
      updated_at: now,
    });
    return c.json(represent(c, world, repository, deployment), 201);
  });

  app.get(`${base}/:id{[0-9]+}`, c => {
    const repository = findRepository(c, world);
    return c.json(represent(c, world, repository, find(c, world, repository)));
  });

  app.delete(`${base}/:id{[0-9]+}`, c => {
    const repository = findRepository(c, world, "push");
    const deployment = find(c, world, repository);
    const active = statuses.of(deployment.id).at(-1)?.state !== "inactive";
    if (active && all.of(repository.id).length > 1) {
      throw unprocessable(
        "We cannot delete an active deployment unless it is the only deployment in a given environment.",
      );
    }
    world.store.removeOwnedBy(deployment.id);
    all.remove(deployment);
    return c.body(null, 204);
  });

  app.get(`${base}/:id{[0-9]+}/statuses`, c => {
    const repository = findRepository(c, world);
    const deployment = find(c, world, repository);
    const newestFirst = statuses.of(deployment.id).reverse();
    return c.json(
      page(c, newestFirst).map(status => representStatus(c, world, repository, deployment, status)),
    );
  });

  app.post(`${base}/:id{[0-9]+}/statuses`, async c => {
    const repository = findRepository(c, world, "push");
    const deployment = find(c, world, repository);
    const { auto_inactive, target_url, ...wanted } = await readBody(c, statusBody);
    const environment = wanted.environment ?? deployment.environment;
    const log_url = wanted.log_url || (target_url ?? "");
    const now = world.now();
    const creator = authorOf(c.get("actor"));
    const fields = { ...wanted, environment, log_url, creator, created_at: now, updated_at: now };
    if (wanted.state === "success" && auto_inactive) retireOthers(world, repository, deployment, fields);
    all.update(deployment, { environment, updated_at: now });
    const status = statuses.add({ ...fields, ownerId: deployment.id });
    return c.json(representStatus(c, world, repository, deployment, status), 201);
  });
};

/** A success makes earlier successes in the same environment inactive. */
function retireOthers(
  world: World,
  repository: Repository,
  deployment: Deployment,
  fields: Omit<DeploymentStatus, "id" | "ownerId">,
): void {
  const statuses = world.collection<DeploymentStatus>("deployment_statuses");
  for (const other of world.collection<Deployment>("deployments").of(repository.id)) {
    const active = statuses.of(other.id).at(-1)?.state === "success";
    if (other === deployment || !active || other.environment !== fields.environment) continue;
    statuses.add({ ...fields, state: "inactive", ownerId: other.id });
  }
}

/** Deploying to an environment that does not exist creates it without protection. */
function ensureEnvironment(world: World, repository: Repository, name: string): void {
  if (findEnvironment(world, repository, name)) return;
  putEnvironment(world, repository, name, {
    wait_timer: 0,
    prevent_self_review: false,
    can_admins_bypass: true,
    reviewers: [],
    deployment_branch_policy: null,
  });
}

function find(c: RequestContext, world: World, repository: Repository): Deployment {
  const deployment = world.collection<Deployment>("deployments").get(Number(c.req.param("id")));
  if (deployment?.ownerId !== repository.id) throw notFound();
  return deployment;
}

function isWanted(c: RequestContext, deployment: Deployment): boolean {
  const filters = ["sha", "ref", "task", "environment"] as const;
  return filters.every(key => {
    const wanted = c.req.query(key);
    return wanted === undefined || wanted === "none" || deployment[key] === wanted;
  });
}

function represent(c: RequestContext, world: World, repository: Repository, deployment: Deployment) {
  const { api } = addressesOf(c, world, repository);
  const { ownerId: _owner, creator, ...fields } = deployment;
  const url = `${api}/deployments/${deployment.id}`;
  return {
    ...fields,
    node_id: Buffer.from(`Deployment:${deployment.id}`).toString("base64url"),
    url,
    creator: representAuthor(c, world, creator),
    statuses_url: `${url}/statuses`,
    repository_url: api,
  };
}

function representStatus(
  c: RequestContext,
  world: World,
  repository: Repository,
  deployment: Deployment,
  status: DeploymentStatus,
) {
  const { api } = addressesOf(c, world, repository);
  const { ownerId: _owner, creator, ...fields } = status;
  const deploymentUrl = `${api}/deployments/${deployment.id}`;
  return {
    ...fields,
    node_id: Buffer.from(`DeploymentStatus:${status.id}`).toString("base64url"),
    url: `${deploymentUrl}/statuses/${status.id}`,
    target_url: status.log_url,
    creator: representAuthor(c, world, creator),
    deployment_url: deploymentUrl,
    repository_url: api,
  };
}
