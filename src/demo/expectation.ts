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
  const expected = new Set(done.map(subjectOf));
  return {
    missed: done.filter(mischief => !found.has(subjectOf(mischief))),
    strange: differences.filter(difference => !expected.has(subjectOf(difference))),
  };
}

function subjectOf(subject: Subject): string {
  return `${ownerOf(subject)}/${thingOf(subject)}`;
}
