import { appendFileSync, existsSync, statSync } from "node:fs";
import { code, fenced } from "../report/markdown.ts";

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

/** Whole lines of it, and that there were more. */
function shortened(text: string, room: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= room) return text;
  const kept = bytes.subarray(0, Math.max(0, room)).toString("utf8");
  return `${kept.slice(0, kept.lastIndexOf("\n") + 1)}… and more, which GitHub would not show here.`;
}
