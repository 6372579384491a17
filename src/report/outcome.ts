import type { Change, Outcome } from "../engine/plan.ts";
import type { Adopted } from "../loop/adopt.ts";
import { ownerOf } from "./subject.ts";
import { table } from "./table.ts";

/** What a run has done, by repository, as a table. */
export function describeOutcome({ changes, failed }: Outcome, adopted: readonly Adopted[]): string {
  const owners = new Set([...changes, ...failed, ...adopted].map(ownerOf));
  const rows = [...owners].sort().map(owner => {
    const of = changes.filter(change => ownerOf(change) === owner);
    const count = (action: Change["action"]) => of.filter(change => change.action === action).length;
    const taken = adopted.filter(thing => ownerOf(thing) === owner).length + count("import");
    const refused = failed.filter(change => ownerOf(change) === owner).length;
    return [owner, taken, count("create"), count("update"), count("replace"), count("delete"), refused];
  });
  if (rows.length === 0) return "Nothing was changed.";
  return table(["repository", "adopted", "created", "updated", "replaced", "removed", "failed"], rows);
}
