import { appendFileSync, existsSync, statSync } from "node:fs";
import { code, fenced } from "../report/markdown.ts";
import { describePart } from "../report/outcome.ts";
import { messageOf } from "./failure.ts";

/** What a run on a stack came to. */
export interface Job {
  readonly stack: string;
  /** What was done, e.g. `Up`. */
  readonly verb: string;
  /** What is told of it, as on a terminal. */
  readonly told: string;
  readonly failed?: boolean;
}

/** GitHub shows nothing at all of a step that has written more than 1 MiB. */
const mostBytes = 900 * 1024;

/**
 * Leaves a record on the page of a run of GitHub Actions: what was done to a stack, for whom, from which commit, and what came
 * of it. Nothing happens anywhere else.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
export function addToJobSummary(
  { stack, verb, told, failed = false }: Job,
  environment: NodeJS.ProcessEnv = process.env,
): void {
  const { GITHUB_STEP_SUMMARY: file, GITHUB_ACTOR: actor, GITHUB_SHA: commit } = environment;
  if (!file) return;
  const origin = [
    ...(actor ? [`for ${code(actor)}`] : []),
    ...(commit ? [`from commit ${code(commit)}`] : []),
  ];
  const title = `### ${verb}, ${code(stack)}: ${failed ? "failed" : "done"}`;
  const room = mostBytes - (existsSync(file) ? statSync(file).size : 0);
  const blocks = [title, origin.join(" "), fenced(shortened(told, room))].filter(Boolean);
  appendFileSync(file, `${blocks.join("\n\n")}\n\n`);
}

/** How a piece of work is told. */
export interface Telling<Result> {
  done(result: Result): string;
  /** What there is to tell of it although it has failed. */
  readonly begun?: () => string | undefined;
}

/**
 * Does something to a stack, and leaves a record of it: of a failure as well, with what was done all the same.
 * @throws what the work throws
 */
export async function recorded<Result>(
  job: Pick<Job, "stack" | "verb">,
  work: () => Promise<Result>,
  { done, begun }: Telling<Result>,
): Promise<Result> {
  try {
    const result = await work();
    addToJobSummary({ ...job, told: done(result) });
    return result;
  } catch (error) {
    const told = [begun?.(), await describeDoneInPart(error), messageOf(error)];
    addToJobSummary({ ...job, told: told.filter(Boolean).join("\n\n"), failed: true });
    throw error;
  }
}

/** What a run has done that threw this, if it tells. */
export async function describeDoneInPart(error: unknown): Promise<string | undefined> {
  const { UpFailed } = await import("../loop/up.ts");
  return error instanceof UpFailed ? describePart(error) : undefined;
}

/** Whole lines of it, and that there were more. */
function shortened(text: string, room: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= room) return text;
  const kept = bytes.subarray(0, Math.max(0, room)).toString("utf8");
  return `${kept.slice(0, kept.lastIndexOf("\n") + 1)}… and more, which GitHub would not show here.`;
}
