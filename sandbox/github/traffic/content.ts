import type { RequestKind } from "./request.ts";

/** What is made with a PUT: a file with its commit, and what sends somebody an invitation. */
const putsContent =
  /^PUT .*\/(contents\/.*|collaborators\/[^/]+|teams\/[^/]+\/memberships\/[^/]+|orgs\/[^/]+\/memberships\/[^/]+)$/;

const makesContent = /^mutation .*\b(create|add)[A-Z]/;

/**
 * Whether a request counts for the limits of content creation. GitHub does not say which ones do, so everything that
 * makes something new counts, and what only sets or deletes does not.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
export function createsContent({ name, write, api }: RequestKind): boolean {
  if (!write || api === "git") return false;
  if (api === "graphql") return makesContent.test(name);
  return name.startsWith("POST ") || putsContent.test(name);
}
