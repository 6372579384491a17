import assert from "node:assert/strict";
import { costOf } from "../../../src/github/pacing/cost.ts";

describe("What a request takes from GitHub's limits", () => {
  const cases: readonly (readonly [string, string, object])[] = [
    ["GET", "/repos/acme/api", { points: 1 }],
    ["HEAD", "/repos/acme/api", { points: 1 }],
    ["PATCH", "/repos/acme/api", { points: 5 }],
    ["DELETE", "/repos/acme/api/labels/bug", { points: 5 }],
    ["PUT", "/repos/acme/api/topics", { points: 5 }],
    ["POST", "/orgs/acme/repos", { points: 5, creations: 1 }],
    ["PUT", "/repos/acme/api/contents/a/b.md", { points: 5, creations: 1 }],
    ["PUT", "/repos/{owner}/{repo}/collaborators/{username}", { points: 5, creations: 1 }],
    ["PUT", "/orgs/acme/teams/core/memberships/octocat", { points: 5, creations: 1 }],
    ["POST", "/app/installations/1/access_tokens", { points: 1 }],
    ["GET", "/rate_limit", {}],
    ["GET", "/repos/acme/rate_limit", { points: 1 }],
    ["PATCH", "/repos/acme/graphql", { points: 5 }],
  ];
  for (const [method, path, cost] of cases)
    it(`is told of ${method} ${path}`, () => {
      assert.deepEqual(costOf({ method, path }), cost);
    });

  it("is told of GraphQL by its document", () => {
    const graphql = (query: string) => costOf({ method: "POST", path: "/graphql", query });
    assert.deepEqual(graphql("query { viewer { login } }"), { "graphql-points": 1 });
    assert.deepEqual(graphql("{ viewer { login } }"), { "graphql-points": 1 });
    assert.deepEqual(graphql("mutation { deleteRef(input: $input) { id } }"), { "graphql-points": 5 });
    assert.deepEqual(graphql("mutation($i: X!) { createBranchProtectionRule(input: $i) { id } }"), {
      "graphql-points": 5,
      creations: 1,
    });
  });
});
