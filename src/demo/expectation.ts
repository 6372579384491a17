import type { Subject } from "../engine/urn.ts";
import type { Difference } from "../loop/drift.ts";
import { ownerOf, thingOf } from "../report/subject.ts";
import type { Mischief } from "./mischief.ts";

export interface Comparison {
  /** What was done and is not in the report. */
  readonly missed: readonly Mischief[];
  /** What is in the report and was not done. */
  readonly strange: readonly Difference[];
}

/** Compares what drift found with what was done, thing by thing. */
export function compare(differences: readonly Difference[], done: readonly Mischief[]): Comparison {
  const found = new Set(differences.map(subjectOf));
  const expected = new Set(done.flatMap(subjectsOf));
  return {
    missed: done.filter(mischief => !subjectsOf(mischief).every(subject => found.has(subject))),
    strange: differences.filter(difference => !expected.has(subjectOf(difference))),
  };
}

/** What differs after a mischief. */
function subjectsOf({ also, ...mischief }: Mischief): readonly string[] {
  return [mischief, ...(also ? [{ repository: mischief.repository, kind: also }] : [])].map(subjectOf);
}

function subjectOf(subject: Subject): string {
  return `${ownerOf(subject)}/${thingOf(subject)}`;
}
