import { readFileSync, writeFileSync } from "node:fs";
import type { Plan } from "../engine/plan.ts";
import { WrongUsage } from "../engine/project.ts";
import type { Gate } from "../judgement/gates.ts";

/** What a preview of one stack came to. */
export type Previewed = { readonly stack: string } & (
  | { readonly plan: Pick<Plan, "changes" | "same">; readonly gates?: readonly Gate[] }
  | { readonly failure: string }
);

/** Where a file of ours says what it is. */
const kind = "previews";

/** Writes previews to a file, for `readPreviewed` on whatever machine. */
export function writePreviewed(file: string, previewed: readonly Previewed[]): void {
  const stacks = previewed.map(one => {
    if (!("plan" in one)) return one;
    const { changes, same } = one.plan;
    return { ...one, plan: { changes, same } };
  });
  writeFileSync(file, JSON.stringify({ fairway: kind, stacks }));
}

/**
 * What `writePreviewed` has written.
 * @throws WrongUsage for any other file
 */
export function readPreviewed(file: string): readonly Previewed[] {
  const content = parsed(file);
  if (content?.fairway === kind && Array.isArray(content.stacks)) return content.stacks;
  throw new WrongUsage(`${file} is not what \`fairway preview --report\` writes.`);
}

function parsed(file: string): { readonly fairway?: unknown; readonly stacks?: Previewed[] } | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw new WrongUsage(`${file} can't be read: ${(error as Error).message}.`);
  }
}
