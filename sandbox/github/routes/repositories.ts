import type { Hono } from "hono";
import * as z from "zod";
import { findOrganization, findRepository, isOwner, roleOf } from "../access.ts";
import { readBody } from "../body.ts";
import { grant } from "../collaborators.ts";
import type { Env, RequestContext } from "../env.ts";
import { forbidden, notFound, unprocessable } from "../errors.ts";
import type { Organization, Repository } from "../model.ts";
import { page } from "../pages.ts";
import {
  copyTemplate,
  createRepository,
  deleteRepository,
  renameRepository,
  transferRepository,
} from "../repositories.ts";
import { fullRepository, minimalRepository } from "../represent/repository.ts";
import { changeSettings, checkSettings, pickSettings, settingsBody } from "../settings.ts";
import type { World } from "../world.ts";

const creation = settingsBody.extend({
  name: z.string().min(1),
  auto_init: z.boolean().optional(),
  gitignore_template: z.string().optional(),
  license_template: z.string().optional(),
});

const generation = z.object({
  owner: z.string().optional(),
  name: z.string().min(1),
  description: z.string().optional(),
  private: z.boolean().optional(),
});

const transfer = z.object({ new_owner: z.string().min(1) });

/** https://docs.github.com/en/rest/repos/repos */
export function repositories(app: Hono<Env>, world: World): void {
  app.get("/orgs/:org/repos", c => {
    const visible = world.repositories
      .of(findOrganization(c, world).id)
      .filter(repository => roleOf(world, c.get("actor"), repository) !== undefined);
    const sorted = order(ofType(visible, c.req.query("type")), c.req.query("sort"), c.req.query("direction"));
    return c.json(page(c, sorted).map(repository => minimalRepository(c, world, repository)));
  });

  app.post("/orgs/:org/repos", async c => {
    const organization = findOrganization(c, world);
    requireCreator(c, world, organization);
    const wanted = await readBody(c, creation);
    checkSettings(wanted);
    const files = initialFiles(wanted);
    const repository = await createRepository(
      world,
      organization,
      {
        name: wanted.name,
        visibility: wanted.visibility ?? (wanted.private ? "private" : "public"),
        settings: pickSettings(wanted),
      },
      async (git, branch) => {
        if (files) await git.commitFiles({ branch, files, message: "Initial commit" });
      },
    );
    admitCreator(c, world, repository);
    return c.json(fullRepository(c, world, repository), 201);
  });

  app.post("/repos/:owner/:repo/generate", async c => {
    const template = findRepository(c, world, "pull", { whileArchived: true });
    if (!template.is_template) throw notFound();
    const wanted = await readBody(c, generation);
    const owner = world.organizationOf(template);
    const organization = world.organization(wanted.owner ?? owner.login);
    if (!organization) throw notFound();
    requireCreator(c, world, organization);
    const repository = await createRepository(
      world,
      organization,
      {
        name: wanted.name,
        visibility: wanted.private ? "private" : "public",
        settings: { description: wanted.description || null },
        defaultBranch: template.default_branch,
        template: { owner: owner.login, name: template.name },
      },
      (git, branch) => copyTemplate(world.git(template), git, branch),
    );
    admitCreator(c, world, repository);
    return c.json(fullRepository(c, world, repository), 201);
  });

  app.get("/repos/:owner/:repo", c => c.json(fullRepository(c, world, findRepository(c, world))));

  app.patch("/repos/:owner/:repo", async c => {
    const repository = findRepository(c, world, "admin", { whileArchived: true });
    const wanted = await readBody(c, settingsBody);
    await changeSettings(world, repository, wanted);
    if (wanted.name !== undefined) await renameRepository(world, repository, wanted.name);
    return c.json(fullRepository(c, world, repository));
  });

  app.post("/repos/:owner/:repo/transfer", async c => {
    const repository = findRepository(c, world, "admin");
    const { new_owner: login } = await readBody(c, transfer);
    const to = world.organization(login);
    if (!to) throw unprocessable(`There is no organization '${login}'`);
    requireCreator(c, world, to);
    await transferRepository(world, repository, to);
    return c.json(minimalRepository(c, world, repository), 202);
  });

  app.delete("/repos/:owner/:repo", async c => {
    await deleteRepository(world, findRepository(c, world, "admin", { whileArchived: true }));
    return c.body(null, 204);
  });
}

/** Owners create repositories; members do where the organisation lets them. */
function requireCreator(c: RequestContext, world: World, organization: Organization): void {
  const actor = c.get("actor");
  if (isOwner(world, actor, organization)) return;
  const member = actor.kind === "user" && world.membership(organization, actor.user)?.state === "active";
  if (member && organization.members_can_create_repositories) return;
  throw forbidden("You need admin access to the organization before adding a repository to it.");
}

/** Members administer what they made; owners and Apps do anyway. */
function admitCreator(c: RequestContext, world: World, repository: Repository): void {
  const actor = c.get("actor");
  if (actor.kind !== "user" || isOwner(world, actor, world.organizationOf(repository))) return;
  grant(world, repository, actor.user.id, "admin");
}

function initialFiles(wanted: z.infer<typeof creation>): Record<string, string> | undefined {
  const files: Record<string, string> = {};
  if (wanted.auto_init) files["README.md"] = `# ${wanted.name}\n${wanted.description ?? ""}\n`;
  if (wanted.gitignore_template) files[".gitignore"] = `# ${wanted.gitignore_template}\n`;
  if (wanted.license_template) files.LICENSE = `${wanted.license_template}\n`;
  return Object.keys(files).length > 0 ? files : undefined;
}

function ofType(repositories: Repository[], type = "all"): Repository[] {
  if (type === "public") return repositories.filter(({ visibility }) => visibility === "public");
  if (type === "private") return repositories.filter(({ visibility }) => visibility !== "public");
  if (type === "forks") return [];
  return repositories;
}

const SORT_KEYS: Record<string, (repository: Repository) => string> = {
  created: repository => repository.created_at,
  updated: repository => repository.updated_at,
  pushed: repository => repository.pushed_at,
  full_name: repository => repository.name.toLowerCase(),
};

/** Newest first, as GitHub lists by default; `full_name` is the one order that ascends by default. */
function order(repositories: Repository[], sort = "created", direction?: string): Repository[] {
  const key = SORT_KEYS[sort] ?? SORT_KEYS.created;
  if (!key) return repositories;
  const ascending = [...repositories].sort((a, b) => compare(key(a), key(b)) || a.id - b.id);
  return (direction ?? (sort === "full_name" ? "asc" : "desc")) === "asc" ? ascending : ascending.reverse();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
