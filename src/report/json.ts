import { type Change, combinedOutcome, type Outcome, type Plan } from "../engine/plan.ts";
import { type Mark, marksOf } from "../judgement/risks.ts";
import type { DriftReport } from "../loop/drift.ts";
import type { ImportResult } from "../loop/import.ts";
import type { UpFailed, UpResult } from "../loop/up.ts";
import { type Summary, summaryOf } from "./summary.ts";

/** What `fairway preview --json` prints; docs/json.md tells of each field. */
export interface PlanDocument {
  readonly stack: string;
  readonly summary: Summary;
  readonly changes: readonly Change[];
  /** What of it somebody should look at twice, and why. */
  readonly risks: readonly Mark[];
}

export function planDocument({
  stack,
  changes,
  same,
}: Pick<Plan, "stack" | "changes" | "same">): PlanDocument {
  return { stack, summary: summaryOf({ changes, same }), changes, risks: marksOf(changes) };
}

/** What `fairway up --json` prints. */
export interface UpDocument extends PlanDocument {
  readonly adopted: UpResult["adopted"];
  readonly failed: readonly (Change & { readonly reasons: readonly string[] })[];
}

export function upDocument(
  { stack, changes, failed, same, diagnostics }: Outcome,
  adopted: UpResult["adopted"],
): UpDocument {
  const reasons = (change: Change) =>
    diagnostics
      .filter(({ severity, subject }) => severity === "error" && isSame(subject, change))
      .map(({ message }) => message);
  const { summary, ...document } = planDocument({ stack, changes, same });
  return {
    ...document,
    summary: { ...summary, import: summary.import + adopted.length },
    adopted,
    failed: failed.map(change => ({ ...change, reasons: reasons(change) })),
  };
}

/** What has been done to stacks as one document for each, also where one was worked on in several turns. */
export function upDocuments(turns: readonly Pick<UpFailed, "outcome" | "adopted">[]): readonly UpDocument[] {
  return [...Map.groupBy(turns, ({ outcome }) => outcome.stack)].map(([stack, of]) => {
    const outcomes = of.map(({ outcome }) => outcome);
    // What an earlier turn has changed stays as it is in a later one.
    const same = Math.min(...outcomes.map(outcome => outcome.same));
    return upDocument(
      { ...combinedOutcome(stack, outcomes), same },
      of.flatMap(({ adopted }) => adopted),
    );
  });
}

function isSame(subject: Outcome["diagnostics"][number]["subject"], change: Change): boolean {
  const { repository, organization, cluster, kind, key } = change;
  return (
    subject?.kind === kind &&
    subject.key === key &&
    subject.repository === repository &&
    subject.organization === organization &&
    subject.cluster === cluster
  );
}

/** What `fairway drift --json` prints. */
export interface DriftDocument extends Omit<DriftReport, "plan"> {
  readonly healed: boolean;
}

export function driftDocument({ plan: _, ...report }: DriftReport): DriftDocument {
  return { ...report, healed: report.left?.length === 0 };
}

/** What `fairway import --json` prints: the plan that is left, and what was done before. */
export interface ImportDocument extends PlanDocument {
  readonly written: readonly { readonly repository: string; readonly archetype: string }[];
  readonly adopted: ImportResult["adopted"];
  readonly converted: ImportResult["converted"];
}

export function importDocument({ plan, written, adopted, converted }: ImportResult): ImportDocument {
  const entries = written.map(({ name: repository, archetype }) => ({ repository, archetype }));
  return { ...planDocument(plan), written: entries, adopted, converted };
}
