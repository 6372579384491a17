import type { Progress } from "../engine/run.ts";

const singular = { things: "thing", repositories: "repository" } as const;

/** How far long work has come, as one line: `Up: 3 of 10 things, payments-api`. */
export function describeProgress(title: string, { done, total, of, current }: Progress): string {
  const count = total === undefined ? done : `${done} of ${total}`;
  const counted = (total ?? done) === 1 ? singular[of] : of;
  return `${title}: ${count} ${counted}, ${current}`;
}
