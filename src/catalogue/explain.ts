import type { z } from "zod";
import { suggestion } from "./nearest.ts";
import { fieldNames } from "./schema.ts";
import type { Path } from "./source.ts";

/** What is wrong at a path of a value, or with the key there. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
  readonly at?: "key" | "value";
}

type Issue = z.core.$ZodIssue;

/**
 * Checks a value against a schema and says in sentences what is wrong. The schema's own messages are read as what
 * follows the field's name: «is not a topic: …».
 * @param whole what the value as a whole is called, e.g. `an entry`
 */
export function explain<Output>(
  schema: z.ZodType<Output>,
  value: unknown,
  whole: string,
): { readonly data?: Output; readonly findings: readonly Finding[] } {
  const { data, error } = schema.safeParse(value, { error: () => "", reportInput: true });
  if (!error) return { data, findings: [] };
  return { findings: error.issues.flatMap(issue => sentences(issue, [], schema, whole)) };
}

/** A path as people write it: `labels.bug.color`, `topics[2]`. */
export function pathName(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      const name = /^[\w~/-]+$/.test(step) ? step : JSON.stringify(step);
      return index ? `.${name}` : name;
    })
    .join("");
}

/** A path with the sentence that follows it. */
export function sentence(path: Path, whole: string, predicate: string): string {
  return path.length ? `\`${pathName(path)}\` ${predicate}` : `${whole} ${predicate}`;
}

function sentences(issue: Issue, above: Path, schema: z.ZodType, whole: string): Finding[] {
  const path = [...above, ...(issue.path as Path)];
  if (issue.code === "unrecognized_keys")
    return issue.keys.map(key => unknownField(key, path, schema, whole));
  if (issue.code === "invalid_union" && issue.errors.length)
    return (
      likeliest(issue)?.flatMap(inner => sentences(inner, path, schema, whole)) ?? [
        { path, message: sentence(path, whole, mismatch(issue.errors.flat(), issue.input)) },
      ]
    );
  if (issue.code === "invalid_key")
    return issue.issues.map(inner => ({ path, message: sentence(path, whole, predicate(inner)), at: "key" }));
  return [{ path, message: sentence(path, whole, predicate(issue)) }];
}

function unknownField(key: string, path: Path, schema: z.ZodType, whole: string): Finding {
  const holder = path.length ? `\`${pathName(path)}\`` : whole;
  const message = `\`${key}\` is not a field of ${holder}${suggestion(key, fieldNames(schema, path))}`;
  return { path: [...path, key], message, at: "key" };
}

/** What is wrong by the option of a union that was most likely meant; undefined where the value is like none of them. */
function likeliest(union: z.core.$ZodIssueInvalidUnion): readonly Issue[] | undefined {
  const alike = union.errors.filter(issues => !issues.every(isMismatch));
  const unknown = (issues: readonly Issue[]) =>
    issues.flatMap(issue => (issue.code === "unrecognized_keys" ? issue.keys : []));
  const [best] = alike.toSorted((a, b) => unknown(a).length - unknown(b).length || a.length - b.length);
  if (!best || alike.length === 1) return best;
  const foreign = unknown(best).filter(key => alike.every(issues => unknown(issues).includes(key)));
  return foreign.length ? [{ code: "unrecognized_keys", keys: foreign, path: [], message: "" }] : best;
}

/** The value is of another kind altogether. */
function isMismatch(issue: Issue): issue is z.core.$ZodIssueInvalidType | z.core.$ZodIssueInvalidValue {
  return (issue.code === "invalid_type" || issue.code === "invalid_value") && issue.path.length === 0;
}

function predicate(issue: Issue): string {
  if (issue.message) return issue.message;
  switch (issue.code) {
    case "invalid_type":
    case "invalid_value":
      return mismatch([issue], issue.input);
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return tooBig(issue);
    case "invalid_format":
      return issue.format === "url" ? "is not an address" : "is not written in the form it needs";
    default:
      return "is not valid";
  }
}

function mismatch(issues: readonly Issue[], input: unknown): string {
  if (input === undefined) return "is missing";
  const values = issues.flatMap(issue => (issue.code === "invalid_value" ? issue.values : []));
  const kinds = issues.flatMap(issue => (issue.code === "invalid_type" ? [kindNames[issue.expected]] : []));
  const expected = [...new Set([...values.map(value => `\`${String(value)}\``), ...kinds])];
  const words = values.filter(value => typeof value === "string");
  // Where a map or a list belongs, a text may be a secret that somebody wrote out: it isn't repeated.
  const found = kinds.some(kind => kind === "a map" || kind === "a list") ? kindOf(input) : called(input);
  const hint =
    kinds.includes("a text") && typeof input === "number" ? "; put it in quotes" : suggestion(input, words);
  return `must be ${list(expected)}, not ${found}${hint}`;
}

const kindNames: Readonly<Record<string, string | undefined>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
  null: "null",
};

function called(input: unknown): string {
  return input === "" || typeof input === "object" ? kindOf(input) : `\`${input}\``;
}

function kindOf(input: unknown): string {
  if (input === null) return "null";
  if (Array.isArray(input)) return "a list";
  if (input === "") return "an empty text";
  return { object: "a map", string: "a text", number: "a number" }[typeof input as string] ?? "true or false";
}

function tooSmall({ origin, minimum, inclusive }: z.core.$ZodIssueTooSmall): string {
  if (origin === "string") return minimum === 1 ? "is empty" : `has less than ${minimum} characters`;
  if (origin === "array") return minimum === 1 ? "is an empty list" : `has less than ${minimum} items`;
  return inclusive === false ? `must be above ${minimum}` : `must be at least ${minimum}`;
}

function tooBig({ origin, maximum }: z.core.$ZodIssueTooBig): string {
  if (origin === "string") return `is longer than ${maximum} characters`;
  return origin === "array" ? `has more than ${maximum} items` : `must be at most ${maximum}`;
}

function list(words: readonly (string | undefined)[]): string {
  return words.length < 2 ? `${words[0]}` : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
