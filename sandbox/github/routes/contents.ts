import * as z from "zod";
import { findRepository } from "../access.ts";
import { readBody } from "../body.ts";
import type { Actor, RequestContext, RouteModule } from "../env.ts";
import { conflict, GitHubError, notFound, unprocessable } from "../errors.ts";
import type { BareRepository } from "../git/bare-repository.ts";
import { readCommit } from "../git/history.ts";
import { checkPath, InvalidNameError } from "../git/names.ts";
import { listTree, readObject, resolveCommit, type TreeEntry } from "../git/objects.ts";
import type { Repository } from "../model.ts";
import { personBody, personFrom } from "../person-body.ts";
import { answerGitErrors, checkDirectCommit, personOf } from "../ref-changes.ts";
import { addressesOf, gitCommit } from "../represent/git.ts";
import type { World } from "../world.ts";

const deletion = z.object({
  message: z.string().min(1),
  sha: z.string().optional(),
  branch: z.string().optional(),
  author: personBody.optional(),
  committer: personBody.optional(),
});

const replacement = deletion.extend({ content: z.base64() });

/** https://docs.github.com/en/rest/repos/contents */
export const contents: RouteModule = (app, world) => {
  const base = "/repos/:owner/:repo";

  app.get(`${base}/contents`, c => read(c, world, ""));
  app.get(`${base}/contents/:path{.*}`, c => read(c, world, c.req.param("path")));

  app.get(`${base}/readme`, async c => {
    const repository = findRepository(c, world);
    const commit = await commitOf(c, world, repository);
    const entries = await listTree(world.git(repository), commit);
    const readme = entries.find(({ path, type }) => type === "blob" && /^readme(\.[^.]+)?$/i.test(path));
    if (!readme) throw notFound();
    return c.json(await file(c, world, repository, readme));
  });

  app.put(`${base}/contents/:path{.+}`, async c => {
    const repository = findRepository(c, world, "push");
    const wanted = await readBody(c, replacement);
    const written = await write(c, world, repository, wanted, Buffer.from(wanted.content, "base64"));
    const [entry] = await listTree(world.git(repository), written.sha, { path: pathOf(c) });
    if (!entry) throw notFound();
    return c.json(
      {
        content: shortEntry(c, world, repository, entry),
        commit: await commit(c, world, repository, written.sha),
      },
      written.replaced ? 200 : 201,
    );
  });

  app.delete(`${base}/contents/:path{.+}`, async c => {
    const repository = findRepository(c, world, "push");
    const written = await write(c, world, repository, await readDeletion(c), null);
    return c.json({ content: null, commit: await commit(c, world, repository, written.sha) });
  });
};

/** A DELETE may carry its parameters in the address instead of a body. */
async function readDeletion(c: RequestContext): Promise<z.infer<typeof deletion>> {
  const text = await c.req.text();
  return text === "" ? deletion.parse(c.req.query()) : readBody(c, deletion);
}

function pathOf(c: RequestContext): string {
  try {
    return checkPath(c.req.param("path") ?? "");
  } catch (error) {
    if (error instanceof InvalidNameError) throw unprocessable("path contains a malformed path component");
    throw error;
  }
}

async function read(c: RequestContext, world: World, path: string): Promise<Response> {
  const repository = findRepository(c, world);
  const git = world.git(repository);
  const commit = await commitOf(c, world, repository);
  const clean = path.replace(/^\/+|\/+$/g, "");
  const found = clean === "" ? undefined : await entryAt(git, commit, clean);
  if (clean !== "" && !found) throw notFound();
  if (found && found.type !== "tree") {
    if (/raw/.test(c.req.header("accept") ?? "")) return raw(git, found);
    return c.json(await file(c, world, repository, found));
  }
  const entries = await listTree(git, found ? found.sha : commit);
  const prefix = found ? `${clean}/` : "";
  return c.json(
    entries.map(entry => shortEntry(c, world, repository, { ...entry, path: `${prefix}${entry.path}` })),
  );
}

async function entryAt(git: BareRepository, commit: string, path: string): Promise<TreeEntry | undefined> {
  try {
    return (await listTree(git, commit, { path }))[0];
  } catch (error) {
    if (error instanceof InvalidNameError) return undefined;
    throw error;
  }
}

async function raw(git: BareRepository, entry: TreeEntry): Promise<Response> {
  const blob = await readObject(git, entry.sha);
  const headers = { "content-type": "application/vnd.github.raw+json; charset=utf-8" };
  return new Response(new Uint8Array(blob?.content ?? []), { headers });
}

/** The commit `ref` names, or the default branch's; 404 as GitHub words it for the two reasons there are. */
async function commitOf(c: RequestContext, world: World, repository: Repository): Promise<string> {
  const git = world.git(repository);
  const ref = c.req.query("ref") ?? c.req.query("sha");
  const commit = await resolveCommit(git, ref || repository.default_branch);
  if (commit) return commit;
  if ((await git.branches()).length === 0) throw new GitHubError(404, "This repository is empty.");
  throw ref ? new GitHubError(404, `No commit found for the ref ${ref}`) : notFound();
}

interface Written {
  sha: string;
  replaced: boolean;
}

/**
 * Commits one file's new content, or its removal for `null`.
 * Errors: 404 for a branch or file that is not there, 409 when `sha` is not the file's, 422 when it is missing.
 */
async function write(
  c: RequestContext,
  world: World,
  repository: Repository,
  wanted: z.infer<typeof deletion>,
  content: Buffer | null,
): Promise<Written> {
  const git = world.git(repository);
  const path = pathOf(c);
  const branch = wanted.branch?.replace(/^refs\/heads\//, "") ?? repository.default_branch;
  const head = await answerGitErrors(() => git.branch(branch));
  if (
    !head &&
    (wanted.branch !== undefined || content === null) &&
    !(await isFirst(git, repository, branch))
  ) {
    throw new GitHubError(404, `Branch ${branch} not found`);
  }
  const current = head && (await entryAt(git, head.sha, path));
  checkCurrent(path, current, wanted.sha, content === null);
  const actor = c.get("actor");
  checkDirectCommit(world, actor, repository, branch, head?.sha ?? null);
  const sha = await answerGitErrors(() =>
    git.commitFiles({
      branch,
      files: { [path]: content },
      message: wanted.message,
      parent: head?.sha ?? null,
      ...people(wanted, actor),
    }),
  );
  world.repositories.update(repository, { pushed_at: world.now() });
  return { sha, replaced: current !== undefined };
}

/** An empty repository takes its first file on its default branch. */
async function isFirst(git: BareRepository, repository: Repository, branch: string): Promise<boolean> {
  return branch === repository.default_branch && (await git.branches()).length === 0;
}

function checkCurrent(
  path: string,
  current: TreeEntry | undefined,
  sha: string | undefined,
  removes: boolean,
): void {
  if (current?.type === "tree") throw unprocessable(`${path} is a directory`);
  if (!current && removes) throw notFound();
  if (current && sha === undefined) {
    throw unprocessable('Invalid request.\n\n"sha" wasn\'t supplied.');
  }
  if (sha !== undefined && sha !== current?.sha) throw conflict(`${path} does not match ${sha}`);
}

function people(wanted: z.infer<typeof deletion>, actor: Actor) {
  const committer = wanted.committer ? personFrom(wanted.committer) : personOf(actor);
  return { committer, author: wanted.author ? personFrom(wanted.author) : committer };
}

async function commit(c: RequestContext, world: World, repository: Repository, sha: string) {
  const record = await readCommit(world.git(repository), sha);
  if (!record) throw notFound();
  return gitCommit(c, world, repository, record);
}

async function file(c: RequestContext, world: World, repository: Repository, entry: TreeEntry) {
  const blob = await readObject(world.git(repository), entry.sha);
  const encoded = (blob?.content ?? Buffer.alloc(0)).toString("base64");
  return {
    ...shortEntry(c, world, repository, entry),
    // GitHub breaks the text after every 60 characters.
    content: encoded.replace(/.{1,60}/g, "$&\n"),
    encoding: "base64",
  };
}

function shortEntry(c: RequestContext, world: World, repository: Repository, entry: TreeEntry) {
  const { api, html } = addressesOf(c, world, repository);
  const ref = c.req.query("ref") ?? repository.default_branch;
  const path = entry.path.split("/").map(encodeURIComponent).join("/");
  const url = `${api}/contents/${path}?ref=${ref}`;
  const kind = entry.type === "tree" ? "tree" : "blob";
  const git = `${api}/git/${kind}s/${entry.sha}`;
  const page = `${html}/${kind}/${ref}/${path}`;
  return {
    name: entry.path.split("/").at(-1) ?? "",
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url,
    html_url: page,
    git_url: git,
    download_url: entry.type === "blob" ? `${html}/raw/${ref}/${path}` : null,
    type: { blob: "file", tree: "dir", commit: "submodule", tag: "file" }[entry.type],
    _links: { self: url, git, html: page },
  };
}
