import * as z from "zod";
import { given } from "./body.ts";
import { archived, unprocessable, validationFailed } from "./errors.ts";
import type { Repository, RepositorySettings, SecurityAndAnalysis } from "./model.ts";
import { DEFAULT_SETTINGS } from "./repositories.ts";
import type { World } from "./world.ts";

const flag = z.boolean().nullish();
const feature = z.object({ status: z.enum(["enabled", "disabled"]) }).nullish();

/** What a PATCH of a repository may carry; creation takes the same and more. */
export const settingsBody = z.object({
  name: z.string().min(1).optional(),
  description: z.string().nullish(),
  homepage: z.string().nullish(),
  private: z.boolean().optional(),
  visibility: z.enum(["public", "private", "internal"]).optional(),
  default_branch: z.string().optional(),
  has_issues: flag,
  has_projects: flag,
  has_wiki: flag,
  has_discussions: flag,
  has_downloads: flag,
  has_pull_requests: flag,
  is_template: flag,
  allow_forking: flag,
  allow_squash_merge: flag,
  allow_merge_commit: flag,
  allow_rebase_merge: flag,
  allow_auto_merge: flag,
  allow_update_branch: flag,
  delete_branch_on_merge: flag,
  squash_merge_commit_title: z.enum(["PR_TITLE", "COMMIT_OR_PR_TITLE"]).optional(),
  squash_merge_commit_message: z.enum(["PR_BODY", "COMMIT_MESSAGES", "BLANK"]).optional(),
  merge_commit_title: z.enum(["PR_TITLE", "MERGE_MESSAGE"]).optional(),
  merge_commit_message: z.enum(["PR_BODY", "PR_TITLE", "BLANK"]).optional(),
  pull_request_creation_policy: z.enum(["all", "collaborators_only"]).optional(),
  web_commit_signoff_required: flag,
  archived: flag,
  security_and_analysis: z
    .object({
      advanced_security: feature,
      secret_scanning: feature,
      secret_scanning_push_protection: feature,
      secret_scanning_ai_detection: feature,
      secret_scanning_non_provider_patterns: feature,
    })
    .nullish(),
});

export type SettingsBody = z.infer<typeof settingsBody>;

/** The plain settings of a body: those given, null (GitHub's "leave it") left out except where it means "empty". */
export function pickSettings(body: SettingsBody): Partial<RepositorySettings> {
  const keys = Object.keys(DEFAULT_SETTINGS) as (keyof RepositorySettings)[];
  const picked: Record<string, unknown> = Object.fromEntries(keys.map(key => [key, body[key] ?? undefined]));
  for (const key of ["description", "homepage"] as const) {
    if (body[key] !== undefined) picked[key] = body[key] || null;
  }
  return given(picked) as Partial<RepositorySettings>;
}

/** Refuses merge titles and messages that do not go together, and a repository that nothing can be merged into. */
export function checkSettings(body: SettingsBody, current: RepositorySettings = DEFAULT_SETTINGS): void {
  const next = { ...current, ...pickSettings(body) };
  if (!next.allow_merge_commit && !next.allow_squash_merge && !next.allow_rebase_merge) {
    throw unprocessable("Sorry, you need to allow at least one merge strategy. (no_merge_method)", [
      { resource: "Repository", field: "merge_commit_allowed", code: "custom", message: "no_merge_method" },
    ]);
  }
  const squash = `${next.squash_merge_commit_title}+${next.squash_merge_commit_message}`;
  const merge = `${next.merge_commit_title}+${next.merge_commit_message}`;
  if (body.squash_merge_commit_title && /^COMMIT_OR_PR_TITLE\+(?!COMMIT_MESSAGES)/.test(squash)) {
    throw unprocessable("Sorry, that is not a valid combination of squash merge commit title and message.");
  }
  if (body.merge_commit_title && !MERGE_TEXTS.includes(merge)) {
    throw unprocessable("Sorry, that is not a valid combination of merge commit title and message.");
  }
}

const MERGE_TEXTS = ["PR_TITLE+PR_BODY", "PR_TITLE+BLANK", "MERGE_MESSAGE+PR_TITLE"];

/**
 * Applies a PATCH (all but the name).
 * Errors: 403 while archived unless it unarchives, 422 for a visibility the repository already has, a default branch
 * that does not exist, and settings that do not go together.
 */
export async function changeSettings(
  world: World,
  repository: Repository,
  body: SettingsBody,
): Promise<void> {
  if (repository.archived && body.archived !== false) throw archived();
  checkSettings(body, repository);
  const visibility =
    body.visibility ?? (body.private === undefined ? undefined : body.private ? "private" : "public");
  if (body.visibility && body.visibility === repository.visibility) {
    throw unprocessable(`Visibility is already ${body.visibility}.`);
  }
  const security = nextSecurity(repository, body.security_and_analysis ?? {});
  if (body.default_branch !== undefined && body.default_branch !== repository.default_branch) {
    await changeDefaultBranch(world, repository, body.default_branch);
  }
  const changes = { ...pickSettings(body), ...given({ visibility }), security };
  const differs = Object.entries(changes).some(
    ([key, value]) => JSON.stringify(repository[key as keyof Repository]) !== JSON.stringify(value),
  );
  if (differs) world.repositories.update(repository, { ...changes, updated_at: world.now() });
}

/** Points the repository at another existing branch; an empty repository takes any name. */
async function changeDefaultBranch(world: World, repository: Repository, branch: string): Promise<void> {
  const git = world.git(repository);
  const branches = await git.branches();
  if (branches.length > 0 && !branches.some(({ name }) => name === branch)) {
    throw validationFailed({
      resource: "Repository",
      field: "default_branch",
      code: "invalid",
      message: `The branch ${branch} was not found. Please push that ref first or create it via the Git Data API.`,
    });
  }
  await git.setHead(branch);
  world.repositories.update(repository, { default_branch: branch, updated_at: world.now() });
}

/** Without secret scanning nothing that builds on it stays on. */
function nextSecurity(
  repository: Repository,
  wanted: Partial<Record<keyof SecurityAndAnalysis, { status: string } | null | undefined>>,
): SecurityAndAnalysis {
  const visibility = repository.visibility;
  if (visibility === "public" && wanted.advanced_security) {
    throw unprocessable("Advanced security is always available for public repos.");
  }
  const next = { ...repository.security };
  for (const key of Object.keys(next) as (keyof SecurityAndAnalysis)[]) {
    const status = wanted[key]?.status;
    if (status) next[key] = status === "enabled";
  }
  if (!next.secret_scanning && wanted.secret_scanning) {
    next.secret_scanning_push_protection = false;
    next.secret_scanning_ai_detection = false;
    next.secret_scanning_non_provider_patterns = false;
  }
  return next;
}
