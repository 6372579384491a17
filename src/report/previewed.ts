import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
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

const expected = z.array(z.object({ stack: z.string().regex(/^[\w.-]{1,100}$/) }));

/**
 * The names of stacks in what `fairway stacks --json` has printed. It may come from a program that nobody has looked at yet.
 * @throws WrongUsage for anything else
 */
export function readExpected(json: string): readonly string[] {
  const { data } = expected.safeParse(fromJson(json));
  if (data) return data.map(({ stack }) => stack);
  throw new WrongUsage("What is expected is not what `fairway stacks --json` prints.");
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parsed(file: string): { readonly fairway?: unknown; readonly stacks?: Previewed[] } | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw new WrongUsage(`${file} can't be read: ${(error as Error).message}.`);
  }
}
