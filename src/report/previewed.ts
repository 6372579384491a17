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
  properties: z.array(
    z.object({ path: z.string(), from: z.json().default(null), to: z.json().default(null) }),
  ),
}) satisfies z.ZodType<Change>;

/** An option that a shell takes as words and nothing else: somebody may copy it. */
const option = z.string().regex(/^--[^\n`$;&|<>(){}\\"'*?!#~]+$/);

const gate = z.object({ reason: z.string(), option });

const previews = z.object({
  fairway: z.literal(kind),
  stacks: z.array(
    z.union([
      z.object({
        stack: name,
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
  const content = accepted(previews, textOf(file));
  if (content) return content.stacks;
  throw new WrongUsage(`${file} is not what \`fairway preview --report\` writes.`);
}

const expected = z.array(z.object({ stack: name }));

/**
 * The names of stacks in what `fairway stacks --json` has printed. It may come from a program that nobody has looked at yet.
 * @throws WrongUsage for anything else
 */
export function readExpected(json: string): readonly string[] {
  const stacks = accepted(expected, json);
  if (stacks) return stacks.map(({ stack }) => stack);
  throw new WrongUsage("What is expected is not what `fairway stacks --json` prints.");
}

/** What a JSON text says, if it is as the schema wants it. */
function accepted<Schema extends z.ZodType>(schema: Schema, json: string): z.infer<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(json));
  } catch {
    // No JSON, not as wanted, or nested deeper than anybody can look.
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
