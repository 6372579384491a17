import type { Author } from "./authors.ts";
import type { Repository } from "./model.ts";
import type { Document } from "./store.ts";
import type { World } from "./world.ts";

/** A status of a commit in a repository (owner of the document); the newest of a context counts. */
export interface CommitStatus extends Document {
  sha: string;
  context: string;
  state: "error" | "failure" | "pending" | "success";
  target_url: string | null;
  description: string | null;
  creator: Author;
  created_at: string;
  updated_at: string;
}

/** A check run of a commit in a repository (owner of the document). */
export interface CheckRun extends Document {
  head_sha: string;
  name: string;
  external_id: string;
  details_url: string | null;
  status: "queued" | "in_progress" | "completed" | "waiting" | "requested" | "pending";
  conclusion: string | null;
  started_at: string;
  completed_at: string | null;
  output: { title: string | null; summary: string | null; text: string | null; annotations: unknown[] };
  appId: number;
}

export const commitStatuses = (world: World) => world.collection<CommitStatus>("commit_statuses");
export const checkRuns = (world: World) => world.collection<CheckRun>("check_runs");

/** A sentence for each context that neither a status nor a check run of the commit has passed. */
export function missingChecks(
  world: World,
  repository: Repository,
  sha: string,
  contexts: string[],
): string[] {
  const passed = new Map<string, boolean>();
  for (const status of commitStatuses(world).of(repository.id)) {
    if (status.sha === sha) passed.set(status.context, status.state === "success");
  }
  for (const run of checkRuns(world).of(repository.id)) {
    if (run.head_sha === sha) passed.set(run.name, isPass(run));
  }
  return contexts
    .filter(context => !passed.get(context))
    .map(context => `Required status check "${context}" is expected.`);
}

function isPass(run: CheckRun): boolean {
  return run.status === "completed" && ["success", "neutral", "skipped"].includes(run.conclusion ?? "");
}
