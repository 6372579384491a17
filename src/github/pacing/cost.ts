import type { Countable } from "./limits.ts";

/** A request to GitHub, as far as its limits go. */
export interface PacedRequest {
  readonly method: string;
  /** Under the root of REST, e.g. `/repos/acme/api/labels`; GraphQL's is `/graphql`. */
  readonly path: string;
  /** GraphQL's document. */
  readonly query?: string | undefined;
}

/** How much of each a request takes. */
export type Cost = Readonly<Partial<Record<Countable, number>>>;

const [read, write] = [1, 5];

/** A file with its commit, and what sends somebody an invitation. */
const putsContent = /\/(contents\/.+|collaborators\/[^/]+|memberships\/[^/]+)$/;

/**
 * What a request takes from GitHub's limits. Points are documented; which requests create content is not, so all that make
 * something new are taken for such. Asking for the limits is free.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#calculating-points-for-the-secondary-rate-limit
 */
export function costOf({ method, path, query = "" }: PacedRequest): Cost {
  if (path === "/rate_limit") return {};
  if (method === "POST" && /(^|\/api)\/graphql$/.test(path)) {
    const mutates = /^\s*mutation\b/.test(query);
    const creates = mutates && /\b(create|add)[A-Z]/.test(query);
    return { "graphql-points": mutates ? write : read, ...(creates ? { creations: 1 } : {}) };
  }
  if (/^(GET|HEAD|OPTIONS)$/.test(method) || path.endsWith("/access_tokens")) return { points: read };
  const creates = method === "POST" || (method === "PUT" && putsContent.test(path));
  return { points: write, ...(creates ? { creations: 1 } : {}) };
}
