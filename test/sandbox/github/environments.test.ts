import assert from "node:assert/strict";
import { TestServer } from "./client.ts";

describe("sandbox GitHub: environments", () => {
  let github: TestServer;
  before(async () => {
    github = await TestServer.start();
    await github.control("PUT", "/organizations/acme/members/mona");
    await github.repository("app", { private: true });
  });
  after(() => github.stop());

  const path = (name: string) => `/repos/acme/app/environments/${encodeURIComponent(name)}`;
  const custom = { protected_branches: false, custom_branch_policies: true };

  it("is replaced as a whole by each PUT", async () => {
    const mona = (await github.rest("GET", "/users/mona")).body;
    const { body } = await github.rest("PUT", path("live"), {
      wait_timer: 30,
      prevent_self_review: true,
      reviewers: [{ type: "User", id: mona.id }],
      deployment_branch_policy: custom,
    });
    const kinds = body.protection_rules.map(({ type }: { type: string }) => type);
    assert.deepEqual(kinds, ["wait_timer", "required_reviewers", "branch_policy"]);
    assert.equal(body.protection_rules[1].reviewers[0].reviewer.login, "mona");
    const replaced = (await github.rest("PUT", path("live"), {})).body;
    assert.equal(replaced.id, body.id);
    assert.deepEqual(replaced.protection_rules, []);
    assert.equal(replaced.deployment_branch_policy, null);
  });

  it("may have any name", async () => {
    await github.rest("PUT", path("live/eu west"), {});
    assert.equal((await github.rest("GET", path("live/eu west"))).body.name, "live/eu west");
    assert.equal((await github.rest("DELETE", path("live/eu west"))).status, 204);
    assert.equal((await github.rest("GET", path("live/eu west"))).status, 404);
  });

  it("refuses reviewers who cannot see the repository", async () => {
    const team = (await github.rest("POST", "/orgs/acme/teams", { name: "reviewers" })).body;
    const reviewers = [{ type: "Team", id: team.id }];
    assert.equal((await github.rest("PUT", path("reviewed"), { reviewers })).status, 422);
    await github.rest("PUT", "/orgs/acme/teams/reviewers/repos/acme/app", { permission: "pull" });
    assert.equal((await github.rest("PUT", path("reviewed"), { reviewers })).status, 200);
  });

  it("refuses a branch policy that says both or neither", async () => {
    for (const both of [true, false]) {
      const deployment_branch_policy = { protected_branches: both, custom_branch_policies: both };
      assert.equal(
        (await github.rest("PUT", path("contradictory"), { deployment_branch_policy })).status,
        422,
      );
    }
  });

  it("has policies of its own only where they are custom", async () => {
    const policies = `${path("policies")}/deployment-branch-policies`;
    await github.rest("PUT", path("policies"), {});
    assert.equal((await github.rest("POST", policies, { name: "main" })).status, 404);
    await github.rest("PUT", path("policies"), { deployment_branch_policy: custom });
    const branch = (await github.rest("POST", policies, { name: "release/*" })).body;
    assert.equal(branch.type, "branch");
    assert.equal((await github.rest("POST", policies, { name: "release/*" })).status, 303);
    assert.equal((await github.rest("POST", policies, { name: "v*", type: "tag" })).body.type, "tag");
    const changed = await github.rest("PUT", `${policies}/${branch.id}`, { name: "main" });
    assert.equal(changed.body.name, "main");
    assert.equal((await github.rest("GET", policies)).body.total_count, 2);
    await github.rest("PUT", path("policies"), {});
    assert.equal((await github.rest("GET", policies)).body.total_count, 0);
  });

  it("keeps its variables when its rules are replaced", async () => {
    await github.rest("PUT", path("kept"), { deployment_branch_policy: custom });
    await github.rest("POST", `${path("kept")}/variables`, { name: "REGION", value: "eu" });
    await github.rest("PUT", path("kept"), { wait_timer: 5 });
    assert.equal((await github.rest("GET", `${path("kept")}/variables`)).body.total_count, 1);
  });

  it("takes its variables along when it is deleted", async () => {
    await github.rest("PUT", path("short"), {});
    await github.rest("POST", `${path("short")}/variables`, { name: "A", value: "1" });
    await github.rest("DELETE", path("short"));
    await github.rest("PUT", path("short"), {});
    assert.equal((await github.rest("GET", `${path("short")}/variables`)).body.total_count, 0);
  });
});
