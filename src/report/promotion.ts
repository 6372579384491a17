import { stripVTControlCharacters, styleText } from "node:util";
import type { ClusterChange } from "../promotion/cluster-changes.ts";
import type { ObjectChange } from "../promotion/difference.ts";
import type { Commit } from "../promotion/history.ts";
import type { Plan } from "../promotion/promotion.ts";
import type { RollbackPlan } from "../promotion/rollback.ts";
import type { Settled } from "../promotion/settling.ts";
import type { Step } from "../promotion/steps.ts";

const signs = { create: ["+", "green"], update: ["~", "yellow"], delete: ["-", "red"] } as const;

/** How much is shown of one object; all of it stands in the repository. */
const mostLines = 200;

/** What a promotion would do, for people: how much, then the commits, then what each cluster gets otherwise. */
export function describePromotion(plan: Plan): string {
  return [summarizePromotion(plan), ...plan.clusters.map(describeCluster)].join("\n\n");
}

/** The same of several: first how much it is of each. */
export function describePromotions(plans: readonly Plan[]): readonly string[] {
  return [
    ...plans.map(summarizePromotion),
    ...plans.flatMap(({ clusters }) => clusters.map(describeCluster)),
  ];
}

function summarizePromotion({ repository, step, from, to, ahead, commits, clusters, note }: Plan): string {
  const title = `${repository}, ${step.stage}: ${step.branch} ${from ? `from ${short(from)}` : "is made"} to ${short(to)}`;
  if (from === to)
    return [`${repository}, ${step.stage}: ${step.branch} is at ${short(to)} already.`, ...notes(note)].join(
      "\n",
    );
  return [
    styleText("bold", title),
    counted(clusters),
    ...notes(note),
    `${commitCount(ahead, commits)}:\n${listed(commits, ahead)}`,
  ].join("\n\n");
}

/** The same of a rollback. */
export function describeRollback({
  repository,
  step,
  from,
  to,
  ahead,
  commits,
  clusters,
  begun,
}: RollbackPlan): string {
  return [
    styleText(
      "bold",
      `${repository}, ${step.stage}: ${step.branch} from ${short(from)} to what ${short(to)} has`,
    ),
    counted(clusters),
    ...notes(begun === undefined ? undefined : "A run that was stopped has begun this; it is gone on with."),
    `${commitCount(ahead, commits)} ${ahead === 1 ? "is" : "are"} undone, on the branch that everything comes in by:\n${listed(commits, ahead)}`,
    ...clusters.map(describeCluster),
  ].join("\n\n");
}

/** What was undone, and how to have it again. */
export function describeUndone({ repository, step, to, ahead, commits }: RollbackPlan, made: string): string {
  // A run that was stopped may have had it made already.
  const undone = commits.filter(({ commit }) => commit !== made);
  const number = ahead - (commits.length - undone.length);
  return [
    `${repository}, ${step.stage}: ${step.branch} is at ${short(made)}, which has the files of ${short(to)}.`,
    `${commitCount(number, undone)} ${number === 1 ? "is" : "are"} undone by it:\n${listed(undone, number)}`,
    `To bring them back, revert ${short(made)} by a pull request (\`git revert ${made}\`), mended, and promote what comes of it.`,
  ].join("\n");
}

/** What a stopped run had begun, and is done now. */
export function describeSettled(
  repository: string,
  { stage, branch }: Step,
  { kind, to, commit }: Settled,
): string {
  return kind === "promotion"
    ? `${repository}, ${stage}: a run that was stopped had moved ${branch} to ${short(to)} already; that is written down now.`
    : `${repository}, ${stage}: a rollback that was stopped was done: ${branch} is at ${short(commit)}, which has the files of ${short(to)}.`;
}

function describeCluster({ cluster, namespace, changes, note }: ClusterChange): string {
  const title = styleText("bold", `${cluster}, ${namespace}: ${count(changes)}`);
  return [
    title,
    ...notes(note && `What it has can't be compared with, so all is shown: ${note}`),
    ...changes.map(describeObject),
  ].join("\n");
}

function describeObject({ action, object, lines }: ObjectChange): string {
  const [sign, colour] = signs[action];
  const shown = action === "delete" ? [] : lines.slice(0, mostLines);
  const more = action === "delete" ? 0 : lines.length - shown.length;
  return [
    `  ${styleText(colour, `${sign} ${plain(object)}`)}`,
    ...shown.map(line => `      ${coloured(plain(line))}`),
    ...(more > 0 ? [`      and ${more} more lines`] : []),
  ].join("\n");
}

function coloured(line: string): string {
  if (line.startsWith("+")) return styleText("green", line);
  return line.startsWith("-") ? styleText("red", line) : line;
}

/** On all clusters together, before anything else. */
function counted(clusters: readonly ClusterChange[]): string {
  const all = clusters.map(({ cluster, changes }) => `${cluster}: ${count(changes)}`);
  return all.join("\n");
}

/** `1 object created, 2 changed, none removed`. */
export function count(changes: readonly ObjectChange[]): string {
  const of = (action: ObjectChange["action"]) => changes.filter(change => change.action === action).length;
  return `${of("create")} created, ${of("update")} changed, ${of("delete")} removed`;
}

function commitCount(ahead: number | undefined, commits: readonly Commit[]): string {
  const number = ahead ?? commits.length;
  return `${number} ${number === 1 ? "commit" : "commits"}`;
}

function listed(commits: readonly Commit[], ahead: number | undefined): string {
  const more = (ahead ?? commits.length) - commits.length;
  const lines = commits.map(({ commit, title, author, pull }) => {
    const by = pull !== undefined && !title.includes(`#${pull}`) ? ` (#${pull})` : "";
    return `  ${short(commit)} ${plain(title)}${by}, ${plain(author)}`;
  });
  return [...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join("\n");
}

function notes(note: string | undefined): readonly string[] {
  return note ? [`${styleText("yellow", "!")} ${note.split("\n").map(plain).join("\n")}`] : [];
}

/** What others wrote, without what would make a terminal do something. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\p{Cc}\p{Cf}]/gu, "");
}

function short(commit: string): string {
  return commit.slice(0, 7);
}
