import { unprocessable } from "./errors.ts";
import { BareRepository } from "./git/bare-repository.ts";
import { createDefaultLabels } from "./labels.ts";
import type { Organization, Repository, RepositorySettings, Visibility } from "./model.ts";
import { sameName, type World } from "./world.ts";

/** What GitHub gives a new repository when nothing else is asked for. */
export const DEFAULT_SETTINGS: RepositorySettings = {
  description: null,
  homepage: null,
  has_issues: true,
  has_projects: true,
  has_wiki: true,
  has_discussions: false,
  has_downloads: true,
  has_pull_requests: true,
  is_template: false,
  allow_forking: true,
  allow_squash_merge: true,
  allow_merge_commit: true,
  allow_rebase_merge: true,
  allow_auto_merge: false,
  allow_update_branch: false,
  delete_branch_on_merge: false,
  squash_merge_commit_title: "COMMIT_OR_PR_TITLE",
  squash_merge_commit_message: "COMMIT_MESSAGES",
  merge_commit_title: "MERGE_MESSAGE",
  merge_commit_message: "PR_TITLE",
  pull_request_creation_policy: "all",
  web_commit_signoff_required: false,
  archived: false,
};

export interface NewRepository {
  name: string;
  visibility: Visibility;
  settings?: Partial<RepositorySettings>;
  defaultBranch?: string;
  template?: { owner: string; name: string };
}

/**
 * Adds a repository to an organisation. What `fill` puts into its git repository is there before anybody sees it, so
 * that a server that is killed leaves no half of one.
 * Errors: 422 when the name is taken.
 */
export async function createRepository(
  world: World,
  organization: Organization,
  wanted: NewRepository,
  fill?: (git: BareRepository, branch: string) => Promise<void>,
): Promise<Repository> {
  const name = repositoryName(wanted.name);
  claimName(world, organization, name);
  const branch = wanted.defaultBranch ?? "main";
  const path = world.gitPath(organization, name);
  world.unfinished.add(path.toLowerCase());
  try {
    // Such a one may lie there all the same: of a server that was killed before it was finished.
    await new BareRepository(path).remove();
    const git = await BareRepository.create(path, { defaultBranch: branch });
    await fill?.(git, branch);
    return addRepository(world, organization, { ...wanted, name, defaultBranch: branch });
  } finally {
    world.unfinished.delete(path.toLowerCase());
  }
}

/** The document of a repository with GitHub's defaults, and its nine labels. */
function addRepository(
  world: World,
  organization: Organization,
  { name, visibility, settings, defaultBranch, template }: NewRepository & { defaultBranch: string },
): Repository {
  const now = world.now();
  const repository = world.repositories.add({
    ownerId: organization.id,
    ...DEFAULT_SETTINGS,
    ...settings,
    name,
    visibility,
    default_branch: defaultBranch,
    topics: [],
    security: {
      advanced_security: false,
      secret_scanning: false,
      secret_scanning_push_protection: false,
      secret_scanning_ai_detection: false,
      secret_scanning_non_provider_patterns: false,
    },
    vulnerability_alerts: false,
    automated_security_fixes: false,
    private_vulnerability_reporting: false,
    immutable_releases: false,
    collaborators: [],
    teams: [],
    template: template ?? null,
    created_at: now,
    updated_at: now,
    pushed_at: now,
  });
  createDefaultLabels(world, repository);
  return repository;
}

/** Gives a branch the files of a template as its first commit, without the template's history. */
export async function copyTemplate(
  template: BareRepository,
  git: BareRepository,
  branch: string,
): Promise<void> {
  const source = await template.branch(branch);
  if (!source) return;
  await git.git(["fetch", "--quiet", template.path, `refs/heads/${branch}`]);
  const identity = ["-c", "user.name=GitHub", "-c", "user.email=noreply@github.com"];
  const commit = await git.git([...identity, "commit-tree", "-m", "Initial commit", "FETCH_HEAD^{tree}"]);
  await git.updateRef(`refs/heads/${branch}`, commit.toString("utf8").trim());
}

/** Gives a repository another name; the old one leads to it until another repository takes it. */
export async function renameRepository(world: World, repository: Repository, wanted: string): Promise<void> {
  const name = repositoryName(wanted);
  if (name === repository.name) return;
  const organization = world.organizationOf(repository);
  if (!sameName(name, repository.name)) {
    claimName(world, organization, name);
    world.redirects.add({ ownerId: organization.id, name: repository.name, repositoryId: repository.id });
  }
  const git = world.git(repository);
  world.repositories.update(repository, { name });
  await git.rename(world.gitPath(organization, name));
}

/** Gives a repository to another organisation, without its teams; the old place leads to it like an old name. */
export async function transferRepository(
  world: World,
  repository: Repository,
  to: Organization,
): Promise<void> {
  const from = world.organizationOf(repository);
  claimName(world, to, repository.name);
  const git = world.git(repository);
  world.redirects.add({ ownerId: from.id, name: repository.name, repositoryId: repository.id });
  world.repositories.update(repository, { ownerId: to.id, teams: [] });
  await git.rename(world.gitPath(to, repository.name));
}

/** Deletes a repository with everything that belongs to it; names it once had lead nowhere from then on. */
export async function deleteRepository(world: World, repository: Repository): Promise<void> {
  const git = world.git(repository);
  for (const redirect of world.redirects.all()) {
    if (redirect.repositoryId === repository.id) world.redirects.remove(redirect);
  }
  world.store.removeOwnedBy(repository.id);
  world.repositories.remove(repository);
  // Written first: a server that is killed here leaves files nobody asks for, not a repository without files.
  world.save();
  await git.remove();
}

/** The name GitHub makes of a wanted one: anything but letters, digits, `.`, `_` and `-` becomes a hyphen. */
function repositoryName(wanted: string): string {
  const name = wanted.replace(/\.git$/, "").replace(/[^A-Za-z0-9._-]+/g, "-");
  if (name === "" || name === "." || name === ".." || name.length > 100) {
    throw unprocessable("Repository creation failed.", [
      { resource: "Repository", code: "custom", field: "name", message: "name is invalid" },
    ]);
  }
  return name;
}

function claimName(world: World, organization: Organization, name: string): void {
  const unfinished = world.unfinished.has(world.gitPath(organization, name).toLowerCase());
  if (unfinished || world.repository(organization.login, name)) {
    throw unprocessable("Repository creation failed.", [
      {
        resource: "Repository",
        code: "custom",
        field: "name",
        message: "name already exists on this account",
      },
    ]);
  }
  for (const redirect of world.redirects.of(organization.id)) {
    if (sameName(redirect.name, name)) world.redirects.remove(redirect);
  }
}
