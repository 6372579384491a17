import type { Octokit } from "octokit";
import { absent } from "../../src/github/absence.ts";

/** Which organisation a setting belongs to. */
export interface OfOrganization {
  readonly owner: string;
}

/** Which repository a setting belongs to. */
export interface OfRepository extends OfOrganization {
  readonly repository: string;
}

/**
 * Something of a repository, or of the organisation itself, that is either so or otherwise, at an endpoint of its own. All
 * of them are read, written and imported alike: `provider.ts` makes resources of them.
 */
export interface Setting<Values extends Of, Of extends OfOrganization = OfRepository> {
  /** Whose it is; a repository's where this is absent. */
  readonly of?: "organization";
  /**
   * The properties that tell several of one owner apart; what has any is made where it is not there. Only the first one may
   * have a `/` in it.
   */
  readonly keys?: readonly (keyof Of & string)[];
  /** The live values; undefined where GitHub has no such thing. `known` is what the state holds, empty on import. */
  read(api: Octokit, of: Of, known: Partial<Values>): Promise<Values | undefined>;
  /** Makes the live values, as they were just read, those wanted. */
  write(api: Octokit, wanted: Values, live: Values | undefined): Promise<void>;
  /** What GitHub says of it once it is written, beside what is wanted. */
  told?(api: Octokit, wanted: Values): Promise<Partial<Values>>;
  /** Whether the live values are as wanted; where this is absent, they must be equal. */
  satisfies?(live: Values, wanted: Values): boolean;
  /** What becomes of it when it is no longer declared; nothing, where this is absent. */
  remove?(api: Octokit, last: Values): Promise<void>;
}

/** The answer's data, or undefined where GitHub knows no such thing. */
export async function found<T>(answer: Promise<{ data: T }>): Promise<T | undefined> {
  return await answer.then(({ data }) => data, absent(undefined));
}
