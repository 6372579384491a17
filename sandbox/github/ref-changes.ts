import type { Actor } from "./env.ts";
import { conflict, GitHubError, unprocessable } from "./errors.ts";
import type { Person } from "./git/fast-import.ts";
import { GitError, RefConflictError } from "./git/git.ts";
import { log, mergeBase, readCommits } from "./git/history.ts";
import { InvalidNameError } from "./git/names.ts";
import type { Repository } from "./model.ts";
import { isGuarded, violations } from "./push-rules.ts";
import type { World } from "./world.ts";

/** A change of one ref through the API, `before` and `after` as in a push. */
export interface ApiRefChange {
  ref: string;
  before: string | null;
  after: string | null;
}

/**
 * Checks a change of a ref against the repository's rules.
 * Errors: 422 with the sentences of the rules that forbid it, as GitHub answers.
 */
export async function checkRefChange(
  world: World,
  actor: Actor,
  repository: Repository,
  change: ApiRefChange,
): Promise<void> {
  if (!isGuarded(world, repository, change.ref)) return;
  const git = world.git(repository);
  const { before, after } = change;
  const forced = before && after ? (await mergeBase(git, before, after)) !== before : false;
  const names = before && after ? await log(git, { from: after, not: before }) : [];
  const commits = await readCommits(git, names);
  const sentences = violations(world, actor, repository, { ...change, forced, commits });
  if (sentences.length > 0) throw unprocessable(ruleViolations(sentences));
}

/**
 * Checks a commit that is about to be made on top of a branch against the repository's rules.
 * Errors: 409 with the sentences of the rules that forbid it, as GitHub answers.
 */
export function checkDirectCommit(
  world: World,
  actor: Actor,
  repository: Repository,
  branch: string,
  head: string | null,
): void {
  const change = { ref: `refs/heads/${branch}`, before: head, after: "", forced: false, commits: [] };
  // The commit has no name yet: nothing can have checked it, which is what an empty one says.
  const sentences = violations(world, actor, repository, change);
  if (sentences.length > 0) throw conflict(ruleViolations(sentences));
}

function ruleViolations(sentences: string[]): string {
  return `Repository rule violations found\n\n${sentences.join("\n\n")}\n\n`;
}

/** Runs work on git and answers its refusals as GitHub does: 422 for bad names, 409 when somebody was faster. */
export async function answerGitErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InvalidNameError) throw unprocessable(error.message);
    if (error instanceof RefConflictError) throw conflict("Reference cannot be updated");
    if (error instanceof GitError) throw new GitHubError(422, error.stderr.trim());
    throw error;
  }
}

/** Where whoever has no address of their own has one: an Enterprise Server's are of its own host. */
const NOREPLY = "users.noreply.127.0.0.1";

/** The actor as author of a commit made through the API. */
export function personOf(actor: Actor): Person {
  if (actor.kind === "user") {
    const { id, login, name, email } = actor.user;
    return { name: name ?? login, email: email ?? `${id}+${login}@${NOREPLY}` };
  }
  const login = `${actor.app.slug}[bot]`;
  return { name: login, email: `${actor.app.id}+${login}@${NOREPLY}` };
}
