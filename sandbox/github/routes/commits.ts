import { findRepository } from "../access.ts";
import type { RequestContext, RouteModule } from "../env.ts";
import { conflict, GitHubError, notFound, unprocessable } from "../errors.ts";
import { diff, emptyTree, type FileChange } from "../git/diff.ts";
import { type CommitRecord, log, mergeBase, readCommit, readCommits } from "../git/history.ts";
import { resolveCommit } from "../git/objects.ts";
import type { Repository } from "../model.ts";
import { page } from "../pages.ts";
import { addressesOf, diffEntry, repositoryCommit } from "../represent/git.ts";
import type { World } from "../world.ts";

/** https://docs.github.com/en/rest/commits/commits */
export const commits: RouteModule = (app, world) => {
  const base = "/repos/:owner/:repo";

  app.get(`${base}/commits`, async c => {
    const repository = findRepository(c, world);
    const git = world.git(repository);
    const wanted = c.req.query("sha") ?? repository.default_branch;
    const from = await resolveCommit(git, wanted);
    if (!from && (await git.branches()).length === 0) throw conflict("Git Repository is empty.");
    if (!from) throw notFound();
    const { path, author, since, until } = c.req.query();
    const filters = Object.entries({ path, author, since, until }).filter(([, value]) => value);
    const names = page(c, await log(git, { from, ...Object.fromEntries(filters) }));
    const records = await readCommits(git, names);
    return c.json(records.map(commit => repositoryCommit(c, world, repository, commit)));
  });

  app.get(`${base}/compare/:basehead{.+}`, async c => {
    const repository = findRepository(c, world);
    return c.json(await compare(c, world, repository, c.req.param("basehead")));
  });

  app.get(`${base}/commits/:ref`, async c => {
    const repository = findRepository(c, world);
    const commit = await findCommit(world, repository, c.req.param("ref"));
    if (/vnd\.github\.(v3\.)?sha/.test(c.req.header("accept") ?? "")) return c.text(commit.sha);
    const changes = await diff(world.git(repository), commit.parents[0] ?? emptyTree, commit.sha);
    return c.json({
      ...repositoryCommit(c, world, repository, commit),
      stats: totals(changes),
      files: changes.map(change => diffEntry(c, world, repository, commit.sha, change)),
    });
  });
};

/** The commit a sha, branch or tag names; 422 as GitHub words it when there is none. */
export async function findCommit(world: World, repository: Repository, ref: string): Promise<CommitRecord> {
  const git = world.git(repository);
  const sha = await resolveCommit(git, ref);
  const commit = sha && (await readCommit(git, sha));
  if (!commit) throw unprocessable(`No commit found for SHA: ${ref}`);
  return commit;
}

function totals(changes: FileChange[]) {
  const additions = changes.reduce((sum, change) => sum + change.additions, 0);
  const deletions = changes.reduce((sum, change) => sum + change.deletions, 0);
  return { additions, deletions, total: additions + deletions };
}

async function compare(c: RequestContext, world: World, repository: Repository, basehead: string) {
  const git = world.git(repository);
  const [baseName = "", headName = ""] = basehead.split("...");
  const [base, head] = await Promise.all(
    [baseName, headName].map(name => resolveCommit(git, name.replace(/^[^:]*:/, ""))),
  );
  if (!base || !head) throw notFound();
  const common = await mergeBase(git, base, head);
  if (!common) throw new GitHubError(404, `No common ancestor between ${baseName} and ${headName}.`);
  const ahead = (await log(git, { from: head, not: base })).reverse();
  const behind = await log(git, { from: base, not: head });
  const [baseCommit, commonCommit] = await readCommits(git, [base, common]);
  if (!baseCommit || !commonCommit) throw notFound();
  const changes = await diff(git, common, head);
  const { api, html } = addressesOf(c, world, repository);
  const status =
    ahead.length === 0
      ? behind.length === 0
        ? "identical"
        : "behind"
      : behind.length === 0
        ? "ahead"
        : "diverged";
  return {
    url: `${api}/compare/${basehead}`,
    html_url: `${html}/compare/${basehead}`,
    permalink_url: `${html}/compare/${base}...${head}`,
    diff_url: `${html}/compare/${basehead}.diff`,
    patch_url: `${html}/compare/${basehead}.patch`,
    base_commit: repositoryCommit(c, world, repository, baseCommit),
    merge_base_commit: repositoryCommit(c, world, repository, commonCommit),
    status,
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: (await readCommits(git, page(c, ahead))).map(commit =>
      repositoryCommit(c, world, repository, commit),
    ),
    files: changes.map(change => diffEntry(c, world, repository, head, change)),
  };
}
