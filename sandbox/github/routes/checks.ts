import * as z from "zod";
import { findRepository } from "../access.ts";
import { readBody } from "../body.ts";
import { type CheckRun, checkRuns } from "../commit-checks.ts";
import type { RequestContext, RouteModule } from "../env.ts";
import { forbidden, notFound, unprocessable } from "../errors.ts";
import { readCommit } from "../git/history.ts";
import { isSha } from "../git/names.ts";
import type { App, Repository } from "../model.ts";
import { nodeId } from "../node-id.ts";
import { page } from "../pages.ts";
import { representApp } from "../represent/account.ts";
import { addressesOf } from "../represent/git.ts";
import type { World } from "../world.ts";
import { findCommit } from "./commits.ts";

const annotation = z.object({
  path: z.string(),
  start_line: z.int(),
  end_line: z.int(),
  start_column: z.int().optional(),
  end_column: z.int().optional(),
  annotation_level: z.enum(["notice", "warning", "failure"]),
  message: z.string(),
  title: z.string().optional(),
  raw_details: z.string().optional(),
});

const change = z.object({
  name: z.string().min(1).optional(),
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  status: z.enum(["queued", "in_progress", "completed", "waiting", "requested", "pending"]).optional(),
  started_at: z.iso.datetime({ offset: true }).optional(),
  conclusion: z
    .enum(["action_required", "cancelled", "failure", "neutral", "success", "skipped", "stale", "timed_out"])
    .optional(),
  completed_at: z.iso.datetime({ offset: true }).optional(),
  output: z
    .object({
      title: z.string().optional(),
      summary: z.string().max(65_535),
      text: z.string().max(65_535).optional(),
      annotations: z.array(annotation).max(50, "at most 50 annotations a request").default([]),
    })
    .optional(),
});

const creation = change.extend({ name: z.string().min(1), head_sha: z.string() });

type Change = z.infer<typeof change>;

/** https://docs.github.com/en/rest/checks/runs */
export const checks: RouteModule = (app, world) => {
  const all = checkRuns(world);

  app.post("/repos/:owner/:repo/check-runs", async c => {
    const repository = findRepository(c, world, "push");
    const byApp = appOf(c);
    const wanted = await readBody(c, creation);
    if (!isSha(wanted.head_sha) || !(await readCommit(world.git(repository), wanted.head_sha))) {
      throw unprocessable(`No commit found for SHA: ${wanted.head_sha}`);
    }
    const run = all.add({
      ownerId: repository.id,
      head_sha: wanted.head_sha,
      name: wanted.name,
      external_id: "",
      details_url: null,
      status: "queued",
      conclusion: null,
      started_at: world.now(),
      completed_at: null,
      output: { title: null, summary: null, text: null, annotations: [] },
      appId: byApp.id,
    });
    all.update(run, changesOf(world, run, wanted));
    return c.json(represent(c, world, repository, run), 201);
  });

  app.get("/repos/:owner/:repo/check-runs/:id{[0-9]+}", c => {
    const repository = findRepository(c, world);
    return c.json(represent(c, world, repository, find(c, world, repository)));
  });

  app.patch("/repos/:owner/:repo/check-runs/:id{[0-9]+}", async c => {
    const repository = findRepository(c, world, "push");
    const run = find(c, world, repository);
    if (appOf(c).id !== run.appId) {
      throw forbidden("A check run can only be changed by the GitHub App that created it.");
    }
    all.update(run, changesOf(world, run, await readBody(c, change)));
    return c.json(represent(c, world, repository, run));
  });

  app.get("/repos/:owner/:repo/check-runs/:id{[0-9]+}/annotations", c => {
    const run = find(c, world, findRepository(c, world));
    return c.json(page(c, run.output.annotations));
  });

  app.get("/repos/:owner/:repo/commits/:ref{.+}/check-runs", async c => {
    const repository = findRepository(c, world);
    const { sha } = await findCommit(world, repository, c.req.param("ref"));
    const { check_name: name, status, app_id: appId, filter = "latest" } = c.req.query();
    const selected = all
      .of(repository.id)
      .filter(
        run =>
          run.head_sha === sha &&
          (!name || run.name === name) &&
          (!status || run.status === status) &&
          (!appId || String(run.appId) === appId),
      );
    const runs = filter === "all" ? selected : newest(selected);
    return c.json({
      total_count: runs.length,
      check_runs: page(c, runs.reverse()).map(run => represent(c, world, repository, run)),
    });
  });
};

/** The newest run of each name of each App. */
function newest(runs: CheckRun[]): CheckRun[] {
  return [...new Map(runs.map(run => [`${run.appId}/${run.name}`, run])).values()];
}

/** Only Apps may write checks. */
function appOf(c: RequestContext): App {
  const actor = c.get("actor");
  if (actor.kind !== "installation") throw forbidden("You must authenticate via a GitHub App.");
  return actor.app;
}

function find(c: RequestContext, world: World, repository: Repository): CheckRun {
  const run = checkRuns(world).get(Number(c.req.param("id")));
  if (run?.ownerId !== repository.id) throw notFound();
  return run;
}

/** A conclusion completes a run; annotations are added to those it has. */
function changesOf(world: World, run: CheckRun, wanted: Change): Partial<CheckRun> {
  const conclusion = wanted.conclusion ?? run.conclusion;
  const status = wanted.conclusion ? "completed" : (wanted.status ?? run.status);
  if (status === "completed" && !conclusion) {
    throw unprocessable('Invalid request.\n\n"conclusion" wasn\'t supplied.');
  }
  const completed = status === "completed";
  const { output } = wanted;
  return {
    name: wanted.name ?? run.name,
    external_id: wanted.external_id ?? run.external_id,
    details_url: wanted.details_url ?? run.details_url,
    started_at: wanted.started_at ?? run.started_at,
    status,
    conclusion: completed ? conclusion : null,
    completed_at: completed ? (wanted.completed_at ?? run.completed_at ?? world.now()) : null,
    output: output
      ? {
          title: output.title ?? run.output.title,
          summary: output.summary,
          text: output.text ?? run.output.text,
          annotations: [...run.output.annotations, ...output.annotations],
        }
      : run.output,
  };
}

function represent(c: RequestContext, world: World, repository: Repository, run: CheckRun) {
  const { api, html } = addressesOf(c, world, repository);
  const { ownerId: _owner, appId, output, ...fields } = run;
  const app = world.apps.get(appId);
  return {
    ...fields,
    node_id: nodeId("CheckRun", run.id),
    url: `${api}/check-runs/${run.id}`,
    html_url: `${html}/runs/${run.id}`,
    output: {
      title: output.title,
      summary: output.summary,
      text: output.text,
      annotations_count: output.annotations.length,
      annotations_url: `${api}/check-runs/${run.id}/annotations`,
    },
    check_suite: null,
    app: app ? representApp(c, app) : null,
    pull_requests: [],
  };
}
