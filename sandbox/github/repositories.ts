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
 * Adds a repository to an organisation: its document, its nine default labels and an empty bare git repository.
 * Errors: 422 when the name is taken.
 */
export async function createRepository(
  world: World,
  organization: Organization,
  wanted: NewRepository,
): Promise<Repository> {
  const name = repositoryName(wanted.name);
  claimName(world, organization, name);
  const now = world.now();
  const repository = world.repositories.add({
    ownerId: organization.id,
    ...DEFAULT_SETTINGS,
    ...wanted.settings,
    name,
    visibility: wanted.visibility,
    default_branch: wanted.defaultBranch ?? "main",
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
    template: wanted.template ?? null,
    created_at: now,
    updated_at: now,
    pushed_at: now,
  });
  createDefaultLabels(world, repository);
  // A server that was killed at the wrong moment leaves a git repository that no document knows.
  await world.git(repository).remove();
  await BareRepository.create(world.gitPath(repository), { defaultBranch: repository.default_branch });
  return repository;
}

/** Gives a repository the files of a template's default branch as its first commit, without the template's history. */
export async function copyTemplate(
  world: World,
  template: Repository,
  repository: Repository,
): Promise<void> {
  const git = world.git(repository);
  if (!(await world.git(template).branch(template.default_branch))) return;
  await git.git(["fetch", "--quiet", world.gitPath(template), `refs/heads/${template.default_branch}`]);
  const identity = ["-c", "user.name=GitHub", "-c", "user.email=noreply@github.com"];
  const commit = await git.git([...identity, "commit-tree", "-m", "Initial commit", "FETCH_HEAD^{tree}"]);
  await git.updateRef(`refs/heads/${repository.default_branch}`, commit.toString("utf8").trim());
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
  await git.rename(world.gitPath(repository));
}

/** Deletes a repository with everything that belongs to it; names it once had lead nowhere from then on. */
export async function deleteRepository(world: World, repository: Repository): Promise<void> {
  const git = world.git(repository);
  for (const redirect of world.redirects.of(repository.ownerId)) {
    if (redirect.repositoryId === repository.id) world.redirects.remove(redirect);
  }
  world.store.removeOwnedBy(repository.id);
  world.repositories.remove(repository);
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
  if (world.repository(organization.login, name)) {
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
