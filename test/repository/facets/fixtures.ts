import { Octokit } from "octokit";
import { LiveOrganization } from "../../../src/github/live-organization.ts";
import { LiveRepository } from "../../../src/github/live-repository.ts";
import type { Context, Identity } from "../../../src/repository/facet.ts";
import { foundationsOf } from "../../../src/scaffolding/desired.ts";

/** The repository that the tests of a facet speak of. */
export const identity: Identity = { name: "widgets", visibility: "private", default_branch: "main" };

/** A context in which every name has an answer. */
export const context: Context = {
  organization: "acme",
  foundations: foundationsOf({}),
  apps: { "acme-promoter": 1 },
  repositoryNodeId: "R_1",
  teamId: name => (name === "payments" ? 11 : 12),
  teamSlug: name => name.toLowerCase(),
  userId: () => 21,
  propertyType: name => (name === "tier" ? "single_select" : "string"),
  secret: ({ env }) => `value of ${env}`,
};

/**
 * The live repository `widgets` of a GitHub that answers only these: data by path, `""` for the repository itself.
 * Everything else is 404.
 */
export function liveRepository(answers: Readonly<Record<string, unknown>>): LiveRepository {
  const api = answering({
    "/orgs/acme/teams": [{ id: 11, name: "payments", slug: "payments" }],
    ...Object.fromEntries(
      Object.entries(answers).map(([path, data]) => [`/repos/acme/widgets${path}`, data]),
    ),
  });
  return new LiveRepository(api, new LiveOrganization(api, "acme"), "widgets");
}

function answering(answers: Readonly<Record<string, unknown>>): Octokit {
  const fetch = async (url: string) => {
    const data = answers[decodeURIComponent(new URL(url).pathname)];
    const answer = Response.json(data ?? { message: "Not Found" }, {
      status: data === undefined ? 404 : 200,
    });
    return Object.defineProperty(answer, "url", { value: url });
  };
  return new Octokit({ request: { fetch }, throttle: { enabled: false }, retry: { enabled: false } });
}
