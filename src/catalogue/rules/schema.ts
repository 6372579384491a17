import type { z } from "zod";
import type { Rule } from "../draft.ts";
import { entry } from "../entry.ts";
import { explain } from "../explain.ts";
import type { Problem } from "../problem.ts";
import type { Source } from "../source.ts";
import { standard } from "../standard.ts";

/** Each file says only what its schema has, in the form it needs. */
export const schema: Rule = draft => [
  ...(draft.standard ? check(standard, draft.standard, "the standard") : []),
  ...[...draft.entries.values()].flatMap(source => check(entry, source, "an entry")),
];

function check(fields: z.ZodType, source: Source, whole: string): Problem[] {
  return explain(fields, source.value, whole).findings.map(({ path, message, at }) =>
    source.problem(path, message, at),
  );
}
