import { z } from "zod";

/** Somebody's answer is not as their documentation says, so nothing is made of it. */
export class StrangeAnswer extends Error {
  override readonly name = "StrangeAnswer";
}

/** The name of a commit, or of another of its objects, as git and GitHub write it. */
export const commitId = z.string().regex(/^[0-9a-f]{40}$/, "is not the name of a commit");

/** Whether a text may be the name of a commit, or the first seven characters of it at least. */
export function isCommit(text: string): boolean {
  return /^[0-9a-f]{7,40}$/.test(text);
}

/**
 * What an answer says, once it has the form that it should have.
 * @param asked what was asked, for the message
 * @throws StrangeAnswer
 */
export function answered<T extends z.ZodType>(schema: T, answer: unknown, asked: string): z.output<T> {
  const { data, error } = schema.safeParse(answer);
  if (!error) return data;
  const [issue] = error.issues;
  const at = issue?.path.length ? `\`${issue.path.join(".")}\`: ` : "";
  throw new StrangeAnswer(`The answer to ${asked} is not as it should be: ${at}${issue?.message}.`);
}
