import * as z from "zod";
import { findRepository } from "../access.ts";
import { readBody } from "../body.ts";
import type { RequestContext, RouteModule } from "../env.ts";
import { conflict, notFound, unprocessable } from "../errors.ts";
import type { BareRepository, Ref } from "../git/bare-repository.ts";
import { mergeBase } from "../git/history.ts";
import { isRefName, isSha } from "../git/names.ts";
import { readObject } from "../git/objects.ts";
import { page } from "../pages.ts";
import { answerGitErrors, checkRefChange } from "../ref-changes.ts";
import { gitRef } from "../represent/git.ts";

const creation = z.object({ ref: z.string(), sha: z.string() });
const update = z.object({ sha: z.string(), force: z.boolean().default(false) });

/** https://docs.github.com/en/rest/git/refs */
export const gitRefs: RouteModule = (app, world) => {
  const base = "/repos/:owner/:repo/git";

  app.get(`${base}/ref/:ref{.+}`, async c => {
    const repository = findRepository(c, world);
    return c.json(gitRef(c, world, repository, await named(c, world.git(repository))));
  });

  app.get(`${base}/matching-refs/:ref{.*}`, async c => {
    const repository = findRepository(c, world);
    const refs = await world.git(repository).refs(`refs/${c.req.param("ref")}`);
    return c.json(page(c, refs).map(ref => gitRef(c, world, repository, ref)));
  });

  app.post(`${base}/refs`, async c => {
    const repository = findRepository(c, world, "push");
    const git = world.git(repository);
    const { ref, sha } = await readBody(c, creation);
    if (!/^refs\/[^/]+\/./.test(ref)) {
      throw unprocessable("Reference name must start with 'refs/' and have at least two slashes.");
    }
    if (!isRefName(ref)) throw unprocessable(`${ref} is not a valid ref name.`);
    await existingObject(git, sha);
    if (await git.ref(ref)) throw unprocessable("Reference already exists");
    await checkRefChange(world, c.get("actor"), repository, { ref, before: null, after: sha });
    await answerGitErrors(() => git.updateRef(ref, sha, null));
    world.repositories.update(repository, { pushed_at: world.now() });
    return c.json(gitRef(c, world, repository, await find(git, ref)), 201);
  });

  app.patch(`${base}/refs/:ref{.+}`, async c => {
    const repository = findRepository(c, world, "push");
    const git = world.git(repository);
    const { sha, force } = await readBody(c, update);
    const current = await find(git, `refs/${c.req.param("ref")}`).catch(() => {
      throw unprocessable("Reference does not exist");
    });
    await existingObject(git, sha);
    if (!force && current.type === "commit" && (await mergeBase(git, current.sha, sha)) !== current.sha) {
      throw unprocessable("Update is not a fast forward");
    }
    const change = { ref: current.ref, before: current.sha, after: sha };
    await checkRefChange(world, c.get("actor"), repository, change);
    await answerGitErrors(() => git.updateRef(current.ref, sha, current.sha));
    world.repositories.update(repository, { pushed_at: world.now() });
    return c.json(gitRef(c, world, repository, await find(git, current.ref)));
  });

  app.delete(`${base}/refs/:ref{.+}`, async c => {
    const repository = findRepository(c, world, "push");
    const git = world.git(repository);
    const current = await find(git, `refs/${c.req.param("ref")}`).catch(() => {
      throw unprocessable("Reference does not exist");
    });
    if (current.ref === `refs/heads/${repository.default_branch}`) {
      throw unprocessable("Cannot delete the default branch");
    }
    const change = { ref: current.ref, before: current.sha, after: null };
    await checkRefChange(world, c.get("actor"), repository, change);
    await answerGitErrors(() => git.deleteRef(current.ref, current.sha));
    return c.body(null, 204);
  });
};

/** The ref a request names; 409 while the repository is empty. */
async function named(c: RequestContext, git: BareRepository): Promise<Ref> {
  const name = `refs/${c.req.param("ref")}`;
  const ref = isRefName(name) ? await git.ref(name) : undefined;
  if (ref) return ref;
  if ((await git.refs()).length === 0) throw conflict("Git Repository is empty.");
  throw notFound();
}

async function find(git: BareRepository, name: string): Promise<Ref> {
  const ref = isRefName(name) ? await git.ref(name) : undefined;
  if (!ref) throw notFound();
  return ref;
}

async function existingObject(git: BareRepository, sha: string): Promise<void> {
  if (!isSha(sha))
    throw unprocessable("The sha parameter must be exactly 40 characters and contain only [0-9a-f].");
  if (!(await readObject(git, sha))) throw unprocessable("Object does not exist");
}
