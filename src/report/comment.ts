import { marksOf } from "../judgement/risks.ts";
import { code, escaped, fenced } from "./markdown.ts";
import { byOwner, describeOwned, describeSummary } from "./plan.ts";
import type { Previewed } from "./previewed.ts";
import { ownerOf, thingOf } from "./subject.ts";

/** What a comment of ours begins with, by which it is found again; people don't see it. */
export const commentMarker = "<!-- fairway preview -->";

/** GitHub refuses longer comments. https://docs.github.com/en/rest/issues/comments */
const longest = 65_536;

export interface CommentOptions {
  /** The stacks that were to be previewed, also those whose preview died before it could say why. */
  readonly expected?: readonly string[];
  /** Where the run's log is. */
  readonly run?: string | undefined;
  /** How many characters it may have. */
  readonly limit?: number;
}

/**
 * A preview as Markdown for a pull request's comment: what failed, what to look at twice, and then, stack by stack, each
 * owner's changes behind a fold. What does not fit is left out from the end, and said to be.
 */
export function previewComment(
  previewed: readonly Previewed[],
  { expected = [], run, limit = longest }: CommentOptions = {},
): string {
  const silent = expected.filter(stack => !previewed.some(one => one.stack === stack));
  const failures = [...previewed.flatMap(failureOf), ...silent.map(stack => withoutReport(stack, run))];
  const head = [commentMarker, "## What this changes", ...failures];
  const risks = previewed.flatMap(risksOf);
  const gates = previewed.flatMap(gatesOf);
  const folds = previewed.flatMap(foldsOf);
  const none = previewed.length + silent.length === 0 ? ["Nothing that Fairway looks after."] : [];
  const first = [
    ...head,
    ...none,
    ...titled("### To be said as well", gates),
    ...titled("### Look twice", risks),
  ];
  return fitted([...first, ...folds], limit);
}

function failureOf(previewed: Previewed): string[] {
  if (!("failure" in previewed)) return [];
  return [notPreviewed(previewed.stack), fenced(previewed.failure.slice(0, 10_000))];
}

function notPreviewed(stack: string): string {
  return `### ${code(stack)} could not be previewed`;
}

function withoutReport(stack: string, run: string | undefined): string {
  const log = run ? `[the run's log](${run})` : "the run's log";
  return `${notPreviewed(stack)}\n\nIts preview ended without a report: see ${log}.`;
}

function risksOf(previewed: Previewed): string[] {
  if (!("plan" in previewed)) return [];
  return marksOf(previewed.plan.changes).map(
    mark => `- ${code(ownerOf(mark))}, ${code(thingOf(mark))}: ${code(mark.risk)}`,
  );
}

/** What \`up\` does only where it is told to. */
function gatesOf(previewed: Previewed): string[] {
  if (!("plan" in previewed)) return [];
  return (previewed.gates ?? []).map(
    ({ reason, option }) =>
      `- ${code(reason)}. It is done by ${code(`fairway up --stack ${previewed.stack} ${option}`)}`,
  );
}

function foldsOf(previewed: Previewed): string[] {
  if (!("plan" in previewed)) return [];
  const { plan, stack } = previewed;
  const title = `### ${code(stack)}\n\n${describeSummary(plan)}`;
  const folds = byOwner(plan).map(
    ([owner, changes]) =>
      `<details><summary>${escaped(owner)}</summary>\n\n${fenced(describeOwned(changes), "diff")}\n\n</details>`,
  );
  return [title, ...folds];
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [title, lines.slice(0, mostRisks).join("\n"), ...leftOut(lines)] : [];
}

const mostRisks = 200;

function leftOut(lines: readonly string[]): string[] {
  const more = lines.length - mostRisks;
  return more > 0 ? [`and ${more} more: see the run's own output.`] : [];
}

/** As many blocks as fit, from the first. */
function fitted(blocks: readonly string[], limit: number): string {
  const note = (count: number) =>
    `**${count} more parts are left out**, since a comment has at most ${limit} characters: see the run's own output.`;
  const room = limit - note(blocks.length).length - 2;
  let length = 0;
  const fitting = blocks.findIndex(block => {
    length += block.length + 2;
    return length > room;
  });
  if (fitting < 0) return blocks.join("\n\n");
  return [...blocks.slice(0, fitting), note(blocks.length - fitting)].join("\n\n");
}
