import * as z from "zod";
import { findRepository } from "../access.ts";
import { readBody } from "../body.ts";
import type { RequestContext, RouteModule } from "../env.ts";
import { GitHubError, notFound, unprocessable } from "../errors.ts";
import type { Branch } from "../git/bare-repository.ts";
import { readCommit } from "../git/history.ts";
import { isRefName } from "../git/names.ts";
import type { Repository } from "../model.ts";
import { page } from "../pages.ts";
import { protectionOf } from "../protection-rules.ts";
import { isGuarded } from "../push-rules.ts";
import { answerGitErrors } from "../ref-changes.ts";
import { addressesOf, repositoryCommit } from "../represent/git.ts";
import type { World } from "../world.ts";

/** https://docs.github.com/en/rest/branches/branches */
export const branches: RouteModule = (app, world) => {
  const base = "/repos/:owner/:repo/branches";

  app.get(base, async c => {
    const repository = findRepository(c, world);
    const wanted = c.req.query("protected");
    const all = await world.git(repository).branches();
    const selected = all.filter(
      ({ name }) => wanted === undefined || String(isProtected(world, repository, name)) === wanted,
    );
    return c.json(page(c, selected).map(branch => shortBranch(c, world, repository, branch)));
  });

  app.post(`${base}/:branch{.+}/rename`, async c => {
    const repository = findRepository(c, world, "push");
    const from = (await findBranch(c, world, repository)).name;
    const { new_name: to } = await readBody(c, z.object({ new_name: z.string().min(1) }));
    const git = world.git(repository);
    if (!isRefName(`refs/heads/${to}`)) throw unprocessable(`'${to}' is not a valid branch name.`);
    if (to !== from) await answerGitErrors(() => renameBranch(world, repository, from, to));
    const branch = await git.branch(to);
    if (!branch) throw notFound();
    return c.json(await fullBranch(c, world, repository, branch), 201);
  });

  app.get(`${base}/:branch{.+}`, async (c, next) => {
    // Whatever lies below a branch is another module's; a branch whose own name ends so is asked for encoded.
    if (/\/protection(\/|$)/.test(c.req.path)) return next();
    const repository = findRepository(c, world);
    return c.json(await fullBranch(c, world, repository, await findBranch(c, world, repository)));
  });
};

/** The default branch, open pull requests and exact protection rules follow a branch to its new name. */
async function renameBranch(world: World, repository: Repository, from: string, to: string): Promise<void> {
  const git = world.git(repository);
  if (await git.branch(to)) throw unprocessable("A branch with that name already exists");
  await git.renameBranch(from, to);
  for (const rule of world.branchProtectionRules.of(repository.id)) {
    if (rule.pattern === from) world.branchProtectionRules.update(rule, { pattern: to });
  }
  if (repository.default_branch === from) world.repositories.update(repository, { default_branch: to });
}

async function findBranch(c: RequestContext, world: World, repository: Repository): Promise<Branch> {
  const name = c.req.param("branch") ?? "";
  const branch = isRefName(`refs/heads/${name}`) ? await world.git(repository).branch(name) : undefined;
  if (!branch) throw new GitHubError(404, "Branch not found");
  return branch;
}

function isProtected(world: World, repository: Repository, name: string): boolean {
  return isGuarded(world, repository, `refs/heads/${name}`);
}

function shortBranch(c: RequestContext, world: World, repository: Repository, { name, sha }: Branch) {
  const { api } = addressesOf(c, world, repository);
  const rule = protectionOf(world, repository, `refs/heads/${name}`);
  return {
    name,
    commit: { sha, url: `${api}/commits/${sha}` },
    protected: isProtected(world, repository, name),
    protection: {
      enabled: rule !== undefined,
      required_status_checks: {
        enforcement_level: !rule?.requiresStatusChecks
          ? "off"
          : rule.isAdminEnforced
            ? "everyone"
            : "non_admins",
        contexts: rule?.requiredStatusChecks.map(({ context }) => context) ?? [],
        checks: rule?.requiredStatusChecks.map(({ context, appId }) => ({ context, app_id: appId })) ?? [],
      },
    },
    protection_url: `${api}/branches/${encodeURIComponent(name)}/protection`,
  };
}

async function fullBranch(c: RequestContext, world: World, repository: Repository, branch: Branch) {
  const { api, html } = addressesOf(c, world, repository);
  const commit = await readCommit(world.git(repository), branch.sha);
  if (!commit) throw notFound();
  return {
    ...shortBranch(c, world, repository, branch),
    commit: repositoryCommit(c, world, repository, commit),
    _links: {
      self: `${api}/branches/${encodeURIComponent(branch.name)}`,
      html: `${html}/tree/${branch.name}`,
    },
  };
}
