import type { Change, Outcome } from "../engine/plan.ts";
import type { Adopted } from "../loop/adopt.ts";
import type { UpFailed } from "../loop/up.ts";
import { ownerOf } from "./subject.ts";
import { table } from "./table.ts";

const columns = ["adopted", "created", "updated", "replaced", "removed", "failed"];

/**
 * What a run has done, by repository, as a table, and all of it in one sentence.
 * @param isWhole whether the run has come to its end
 */
export function describeOutcome(
  { changes, failed }: Outcome,
  adopted: readonly Adopted[],
  isWhole = true,
): string {
  const owners = new Set([...changes, ...failed, ...adopted].map(ownerOf));
  const rows = [...owners].sort().map(owner => {
    const of = changes.filter(change => ownerOf(change) === owner);
    const count = (action: Change["action"]) => of.filter(change => change.action === action).length;
    const taken = adopted.filter(thing => ownerOf(thing) === owner).length + count("import");
    const refused = failed.filter(change => ownerOf(change) === owner).length;
    return [owner, taken, count("create"), count("update"), count("replace"), count("delete"), refused];
  });
  if (rows.length === 0) return "Nothing was changed.";
  return `${table(["repository", ...columns], rows)}\n\n${sentence(rows, isWhole)}`;
}

/**
 * What a run has done that failed, as `describeOutcome` tells it. Undefined for one that was killed: it tells of nothing, which
 * is not to say that nothing was changed.
 */
export function describePart({
  outcome,
  adopted,
}: Pick<UpFailed, "outcome" | "adopted">): string | undefined {
  const isTold = [...outcome.changes, ...outcome.failed, ...adopted].length > 0;
  return isTold ? describeOutcome(outcome, adopted, false) : undefined;
}

/** `Done: 12 created, 1 updated.` */
function sentence(rows: readonly (readonly (string | number)[])[], isWhole: boolean): string {
  const sums = columns.map((column, index) => ({
    column,
    sum: rows.reduce((sum, row) => sum + Number(row[index + 1]), 0),
  }));
  const told = sums.filter(({ sum }) => sum > 0);
  const nothing = told.every(({ column }) => column === "failed");
  const head = nothing ? "Nothing was done" : isWhole ? "Done" : "Done in part";
  return `${head}: ${told.map(({ column, sum }) => `${sum} ${column}`).join(", ")}.`;
}
