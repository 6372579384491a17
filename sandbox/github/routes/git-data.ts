import * as z from "zod";
import { findRepository } from "../access.ts";
import { readBody } from "../body.ts";
import type { RouteModule } from "../env.ts";
import { conflict, notFound, unprocessable, validationFailed } from "../errors.ts";
import type { BareRepository } from "../git/bare-repository.ts";
import { readCommit, readTag } from "../git/history.ts";
import { isSha } from "../git/names.ts";
import {
  listTree,
  type ObjectType,
  readObject,
  type TreeChange,
  writeBlob,
  writeCommit,
  writeTag,
  writeTree,
} from "../git/objects.ts";
import { objectId } from "../object-id.ts";
import { personBody, personFrom } from "../person-body.ts";
import { answerGitErrors, personOf } from "../ref-changes.ts";
import { addressesOf, gitCommit, gitTag } from "../represent/git.ts";

const blobBody = z.object({ content: z.string(), encoding: z.enum(["utf-8", "base64"]).default("utf-8") });

const treeBody = z.object({
  base_tree: z.string().optional(),
  tree: z.array(
    z.object({
      path: z.string().min(1),
      mode: z.enum(["100644", "100755", "040000", "160000", "120000"]),
      type: z.enum(["blob", "tree", "commit"]).optional(),
      sha: z.string().nullish(),
      content: z.string().optional(),
    }),
  ),
});

const commitBody = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
  author: personBody.optional(),
  committer: personBody.optional(),
});

const tagBody = z.object({
  tag: z.string().min(1),
  message: z.string(),
  object: z.string(),
  type: z.enum(["commit", "tree", "blob"]),
  tagger: personBody.optional(),
});

/** https://docs.github.com/en/rest/git/blobs, /trees, /commits and /tags */
export const gitData: RouteModule = (app, world) => {
  const base = "/repos/:owner/:repo/git";

  app.post(`${base}/blobs`, async c => {
    const repository = findRepository(c, world, "push");
    const { content, encoding } = await readBody(c, blobBody);
    const sha = await writeBlob(world.git(repository), Buffer.from(content, encoding));
    return c.json({ sha, url: `${addressesOf(c, world, repository).api}/git/blobs/${sha}` }, 201);
  });

  app.get(`${base}/blobs/:sha`, async c => {
    const repository = findRepository(c, world);
    const blob = await found(world.git(repository), c.req.param("sha"), "blob");
    return c.json({
      sha: blob.sha,
      node_id: objectId("Blob", repository, blob.sha),
      size: blob.content.length,
      url: `${addressesOf(c, world, repository).api}/git/blobs/${blob.sha}`,
      content: blob.content.toString("base64"),
      encoding: "base64",
    });
  });

  app.post(`${base}/trees`, async c => {
    const repository = findRepository(c, world, "push");
    const git = world.git(repository);
    const wanted = await readBody(c, treeBody);
    const root = wanted.base_tree === undefined ? undefined : await treeOf(git, wanted.base_tree);
    const changes = await Promise.all(wanted.tree.map(entry => treeChange(git, entry)));
    const sha = await answerGitErrors(() => writeTree(git, root, changes));
    const { api } = addressesOf(c, world, repository);
    const tree = (await listTree(git, sha)).map(entry => representEntry(api, entry));
    return c.json({ sha, url: `${api}/git/trees/${sha}`, tree, truncated: false }, 201);
  });

  app.get(`${base}/trees/:sha{.+}`, async c => {
    const repository = findRepository(c, world);
    const git = world.git(repository);
    const name = c.req.param("sha");
    const sha = isSha(name) ? name : ((await git.branch(name))?.sha ?? "");
    const tree = await treeOf(git, sha).catch(() => undefined);
    if (!tree) throw notFound();
    const recursive = c.req.query("recursive") !== undefined;
    const { api } = addressesOf(c, world, repository);
    const entries = (await listTree(git, tree, { recursive })).map(entry => representEntry(api, entry));
    return c.json({ sha: tree, url: `${api}/git/trees/${tree}`, tree: entries, truncated: false });
  });

  app.post(`${base}/commits`, async c => {
    const repository = findRepository(c, world, "push");
    const git = world.git(repository);
    const wanted = await readBody(c, commitBody);
    if ((await readObject(git, wanted.tree))?.type !== "tree") throw unprocessable("Tree SHA does not exist");
    for (const parent of wanted.parents) {
      if ((await readObject(git, parent))?.type !== "commit") {
        throw unprocessable("Parent SHA does not exist or is not a commit object");
      }
    }
    const author = wanted.author ? personFrom(wanted.author) : personOf(c.get("actor"));
    const committer = wanted.committer ? personFrom(wanted.committer) : author;
    const sha = await writeCommit(git, { ...wanted, author, committer });
    const commit = await readCommit(git, sha);
    if (!commit) throw conflict("Git Repository is empty.");
    return c.json(gitCommit(c, world, repository, commit), 201);
  });

  app.get(`${base}/commits/:sha`, async c => {
    const repository = findRepository(c, world);
    const git = world.git(repository);
    const { sha } = await found(git, c.req.param("sha"), "commit");
    const commit = await readCommit(git, sha);
    if (!commit) throw notFound();
    return c.json(gitCommit(c, world, repository, commit));
  });

  app.post(`${base}/tags`, async c => {
    const repository = findRepository(c, world, "push");
    const git = world.git(repository);
    const wanted = await readBody(c, tagBody);
    if ((await readObject(git, wanted.object))?.type !== wanted.type) {
      throw validationFailed({ resource: "GitTag", field: "object", code: "invalid" });
    }
    const tagger = wanted.tagger ? personFrom(wanted.tagger) : personOf(c.get("actor"));
    const sha = await answerGitErrors(() => writeTag(git, { ...wanted, name: wanted.tag, tagger }));
    const tag = await readTag(git, sha);
    if (!tag) throw notFound();
    return c.json(gitTag(c, world, repository, tag), 201);
  });

  app.get(`${base}/tags/:sha`, async c => {
    const repository = findRepository(c, world);
    const git = world.git(repository);
    const { sha } = await found(git, c.req.param("sha"), "tag");
    const tag = await readTag(git, sha);
    if (!tag) throw notFound();
    return c.json(gitTag(c, world, repository, tag));
  });
};

async function found(git: BareRepository, sha: string, type: ObjectType) {
  const object = await readObject(git, sha);
  if (object?.type !== type) throw notFound();
  return object;
}

/** The tree of that name, or of the commit of that name; 422 when it is neither. */
async function treeOf(git: BareRepository, sha: string): Promise<string> {
  const object = await readObject(git, sha);
  if (object?.type === "tree") return sha;
  const commit = object?.type === "commit" ? await readCommit(git, sha) : undefined;
  if (!commit) throw unprocessable("base_tree is not a valid tree oid");
  return commit.tree;
}

async function treeChange(
  git: BareRepository,
  entry: z.infer<typeof treeBody>["tree"][number],
): Promise<TreeChange> {
  const { path, mode, sha, content } = entry;
  if (content !== undefined) return { path, mode, sha: await writeBlob(git, Buffer.from(content)) };
  if (sha === undefined) throw unprocessable("tree.sha or tree.content is required");
  if (sha !== null && !(await readObject(git, sha))) {
    throw unprocessable("tree.sha does not exist in the repository");
  }
  return { path, mode, sha };
}

function representEntry(api: string, entry: Awaited<ReturnType<typeof listTree>>[number]) {
  return { ...entry, url: `${api}/git/${entry.type}s/${entry.sha}` };
}
