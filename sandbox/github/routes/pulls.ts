import * as z from "zod";
import { findRepository } from "../access.ts";
import { readBody } from "../body.ts";
import type { RequestContext, RouteModule } from "../env.ts";
import { GitHubError, notFound, unprocessable } from "../errors.ts";
import { diff } from "../git/diff.ts";
import { isPull, issuesOf, type Pull, setState } from "../issues.ts";
import type { Repository } from "../model.ts";
import { page } from "../pages.ts";
import {
  changeBase,
  checkHead,
  commitsOf,
  comparisonBase,
  mergePull,
  openPull,
  pullsOf,
  pullsWith,
  refreshPull,
} from "../pulls.ts";
import { diffEntry, repositoryCommit } from "../represent/git.ts";
import { fullPull, simplePull } from "../represent/pull.ts";
import type { World } from "../world.ts";
import { findCommit } from "./commits.ts";
import { checkEditor, issueOf } from "./issues.ts";

const creation = z.object({
  title: z.string().min(1),
  head: z.string().min(1),
  base: z.string().min(1),
  body: z.string().nullish(),
  draft: z.boolean().default(false),
  maintainer_can_modify: z.boolean().default(true),
});

const change = z.object({
  title: z.string().min(1).optional(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]).optional(),
  base: z.string().optional(),
});

const merge = z.object({
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.enum(["merge", "squash", "rebase"]).default("merge"),
});

/** https://docs.github.com/en/rest/pulls/pulls */
export const pulls: RouteModule = (app, world) => {
  const base = "/repos/:owner/:repo/pulls";
  const one = `${base}/:number{[0-9]+}`;

  app.get(base, async c => {
    const repository = findRepository(c, world);
    const all = await Promise.all(
      pullsOf(world, repository).map(pull => refreshPull(world, repository, pull)),
    );
    const selected = sorted(
      c,
      all.filter(pull => isWanted(c, world, repository, pull)),
    );
    return c.json(page(c, selected).map(pull => simplePull(c, world, repository, pull)));
  });

  app.post(base, async c => {
    const repository = findRepository(c, world);
    const wanted = await readBody(c, creation);
    const pull = await openPull(world, c.get("actor"), repository, { ...wanted, body: wanted.body ?? null });
    return c.json(await fullPull(c, world, repository, pull), 201);
  });

  app.get("/repos/:owner/:repo/commits/:sha{[0-9a-f]+}/pulls", async c => {
    const repository = findRepository(c, world);
    const { sha } = await findCommit(world, repository, c.req.param("sha"));
    const found = await pullsWith(world, repository, sha);
    return c.json(page(c, found).map(pull => simplePull(c, world, repository, pull)));
  });

  app.get(one, async c => {
    const { repository, pull } = await findPull(c, world);
    return c.json(await fullPull(c, world, repository, pull));
  });

  app.patch(one, async c => {
    const { repository, pull } = await findPull(c, world);
    checkEditor(c, world, repository, pull);
    const wanted = await readBody(c, change);
    if (wanted.state === "open" && pull.pull.merged_at) {
      throw unprocessable("state cannot be changed. The pull request has been merged.");
    }
    if (wanted.base !== undefined) await changeBase(world, repository, pull, wanted.base);
    if (wanted.state !== undefined) setState(world, pull, wanted.state);
    issuesOf(world).update(pull, {
      ...(wanted.title === undefined ? {} : { title: wanted.title }),
      ...(wanted.body === undefined ? {} : { body: wanted.body }),
      updated_at: world.now(),
    });
    return c.json(await fullPull(c, world, repository, pull));
  });

  app.get(`${one}/merge`, async c => {
    const { pull } = await findPull(c, world);
    if (!pull.pull.merged_at) throw notFound();
    return c.body(null, 204);
  });

  app.put(`${one}/merge`, async c => {
    const { repository, pull } = await findPull(c, world, "push");
    const {
      commit_title: title,
      commit_message: message,
      sha: expected,
      merge_method: method,
    } = await readBody(c, merge);
    checkHead(pull, expected);
    const sha = await mergePull(world, c.get("actor"), repository, pull, { method, title, message });
    return c.json({ sha, merged: true, message: "Pull Request successfully merged" });
  });

  app.get(`${one}/commits`, async c => {
    const { repository, pull } = await findPull(c, world);
    const commits = page(c, await commitsOf(world, repository, pull));
    return c.json(commits.map(commit => repositoryCommit(c, world, repository, commit)));
  });

  app.get(`${one}/files`, async c => {
    const { repository, pull } = await findPull(c, world);
    const from = await comparisonBase(world, repository, pull);
    const changes = page(c, await diff(world.git(repository), from, pull.pull.headSha));
    return c.json(changes.map(entry => diffEntry(c, world, repository, pull.pull.headSha, entry)));
  });
};

/** The pull request that a path speaks of, as its branches are now. */
export async function findPull(
  c: RequestContext,
  world: World,
  role: "pull" | "push" = "pull",
): Promise<{ repository: Repository; pull: Pull }> {
  const repository = findRepository(c, world, role);
  const issue = issueOf(c, world, repository);
  if (!isPull(issue)) throw new GitHubError(404, "Not Found");
  return { repository, pull: await refreshPull(world, repository, issue) };
}

function isWanted(c: RequestContext, world: World, repository: Repository, { state, pull }: Pull): boolean {
  const { state: wanted = "open", head, base } = c.req.query();
  if (wanted !== "all" && state !== wanted) return false;
  if (base && pull.base !== base) return false;
  const label = `${world.organizationOf(repository).login}:${pull.head}`;
  // GitHub ignores a head that does not name its owner.
  return !head?.includes(":") || head.toLowerCase() === label.toLowerCase();
}

function sorted(c: RequestContext, pulls: Pull[]): Pull[] {
  const { sort = "created", direction = sort === "created" ? "desc" : "asc" } = c.req.query();
  const key = ({ created_at, updated_at }: Pull) => (sort === "updated" ? updated_at : created_at);
  const ascending = pulls.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.number - b.number));
  return direction === "desc" ? ascending.reverse() : ascending;
}
