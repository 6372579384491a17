import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { Change, Plan } from "../engine/plan.ts";
import { WrongUsage } from "../engine/project.ts";
import type { Gate } from "../judgement/gates.ts";

/** What a preview of one stack came to. */
export type Previewed = { readonly stack: string } & (
  | { readonly plan: Pick<Plan, "changes" | "same">; readonly gates?: readonly Gate[] }
  | { readonly failure: string }
);

/** Where a file of ours says what it is. */
const kind = "previews";

/** Of a stack, a repository, an organisation or a cluster. */
const name = z.string().regex(/^[\w.-]{1,100}$/);

const change = z.object({
  repository: name.exactOptional(),
  organization: name.exactOptional(),
  cluster: name.exactOptional(),
  kind: z.string(),
  key: z.string().exactOptional(),
  action: z.enum(["create", "update", "replace", "delete", "import"]),
  effect: z.enum(["archived", "deleted", "forgotten"]).exactOptional(),
  lost: z.literal(true).exactOptional(),
  properties: z.array(z.object({ path: z.string(), from: z.json(), to: z.json() })),
}) satisfies z.ZodType<Change>;

const gate = z.object({ reason: z.string(), option: z.string() });

const previews = z.object({
  fairway: z.literal(kind),
  stacks: z.array(
    z.union([
      z.object({
        stack: z.string(),
        plan: z.object({ changes: z.array(change), same: z.int().nonnegative() }),
        gates: z.array(gate).exactOptional(),
      }),
      z.object({ stack: z.string(), failure: z.string() }),
    ]),
  ),
});

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
 * What `writePreviewed` has written. It may come from a program that nobody has looked at yet: nothing but what a preview
 * can say gets through.
 * @throws WrongUsage for any other file
 */
export function readPreviewed(file: string): readonly Previewed[] {
  const { data } = previews.safeParse(fromJson(textOf(file)));
  if (data) return data.stacks;
  throw new WrongUsage(`${file} is not what \`fairway preview --report\` writes.`);
}

const expected = z.array(z.object({ stack: name }));

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

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new WrongUsage(`${file} can't be read: ${(error as Error).message}.`);
  }
}
