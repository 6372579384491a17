import * as z from "zod";
import type { Person } from "./git/fast-import.ts";

/** A commit's author, committer or tagger as a request gives it. */
export const personBody = z.object({
  name: z.string().min(1),
  email: z.string().min(1),
  date: z.iso.datetime({ offset: true }).optional(),
});

/** The person of a request's body. */
export function personFrom({ name, email, date }: z.infer<typeof personBody>): Person {
  return date === undefined ? { name, email } : { name, email, date: new Date(date) };
}
