import * as z from "zod";
import { findRepository } from "../access.ts";
import { authorOf, representAuthor } from "../authors.ts";
import { readBody } from "../body.ts";
import { type CommitStatus, commitStatuses } from "../commit-checks.ts";
import type { RequestContext, RouteModule } from "../env.ts";
import { unprocessable } from "../errors.ts";
import { readCommit } from "../git/history.ts";
import { isSha } from "../git/names.ts";
import type { Repository } from "../model.ts";
import { page } from "../pages.ts";
import { addressesOf } from "../represent/git.ts";
import { minimalRepository } from "../represent/repository.ts";
import type { World } from "../world.ts";
import { findCommit } from "./commits.ts";

const statusBody = z.object({
  state: z.enum(["error", "failure", "pending", "success"]),
  target_url: z.string().nullish(),
  description: z.string().max(140).nullish(),
  context: z.string().min(1).default("default"),
});

/** https://docs.github.com/en/rest/commits/statuses */
export const statuses: RouteModule = (app, world) => {
  const all = commitStatuses(world);

  app.post("/repos/:owner/:repo/statuses/:sha", async c => {
    const repository = findRepository(c, world, "push");
    const sha = c.req.param("sha");
    if (!isSha(sha) || !(await readCommit(world.git(repository), sha))) {
      throw unprocessable(`No commit found for SHA: ${sha}`);
    }
    const { state, context, target_url = null, description = null } = await readBody(c, statusBody);
    const now = world.now();
    const status = all.add({
      ownerId: repository.id,
      sha,
      state,
      context,
      target_url,
      description,
      creator: authorOf(c.get("actor")),
      created_at: now,
      updated_at: now,
    });
    return c.json(represent(c, world, repository, status), 201);
  });

  app.get("/repos/:owner/:repo/commits/:ref{.+}/statuses", async c => {
    const repository = findRepository(c, world);
    const found = await statusesOf(c, world, repository);
    return c.json(page(c, found.reverse()).map(status => represent(c, world, repository, status)));
  });

  app.get("/repos/:owner/:repo/commits/:ref{.+}/status", async c => {
    const repository = findRepository(c, world);
    const { sha } = await findCommit(world, repository, c.req.param("ref"));
    const newest = new Map((await statusesOf(c, world, repository)).map(status => [status.context, status]));
    const latest = [...newest.values()];
    const { api } = addressesOf(c, world, repository);
    return c.json({
      state: combined(latest),
      statuses: page(c, latest).map(status => represent(c, world, repository, status)),
      sha,
      total_count: latest.length,
      repository: minimalRepository(c, world, repository),
      commit_url: `${api}/commits/${sha}`,
      url: `${api}/commits/${sha}/status`,
    });
  });
};

async function statusesOf(c: RequestContext, world: World, repository: Repository): Promise<CommitStatus[]> {
  const { sha } = await findCommit(world, repository, c.req.param("ref") ?? "");
  return commitStatuses(world)
    .of(repository.id)
    .filter(status => status.sha === sha);
}

function combined(statuses: CommitStatus[]): "failure" | "pending" | "success" {
  if (statuses.some(({ state }) => state === "error" || state === "failure")) return "failure";
  if (statuses.length === 0 || statuses.some(({ state }) => state === "pending")) return "pending";
  return "success";
}

function represent(c: RequestContext, world: World, repository: Repository, status: CommitStatus) {
  const { api } = addressesOf(c, world, repository);
  const { id, state, description, target_url, context, created_at, updated_at } = status;
  return {
    id,
    node_id: Buffer.from(`StatusContext:${id}`).toString("base64url"),
    url: `${api}/statuses/${status.sha}`,
    avatar_url: null,
    state,
    description,
    target_url,
    context,
    creator: representAuthor(c, world, status.creator),
    created_at,
    updated_at,
  };
}
