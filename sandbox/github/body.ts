import type * as z from "zod";
import type { RequestContext } from "./env.ts";
import { GitHubError } from "./errors.ts";

/**
 * The request's JSON body, checked; keys the schema does not name are ignored as GitHub ignores them.
 * Errors: 400 for broken JSON, 422 naming the first offending key.
 */
export async function readBody<T extends z.ZodType>(c: RequestContext, schema: T): Promise<z.infer<T>> {
  const text = await c.req.text();
  const parsed = schema.safeParse(parseJson(text === "" ? "{}" : text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join(".") ?? "";
  throw new GitHubError(422, `Invalid request.\n\nFor '${path === "" ? "body" : path}': ${issue?.message}.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GitHubError(400, "Problems parsing JSON");
  }
}

/** The entries of a body that were given at all, so that absent keys change nothing. */
export function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
