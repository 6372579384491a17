import assert from "node:assert/strict";
import { TestServer } from "./client.ts";

describe("sandbox GitHub: classic branch protection over REST", () => {
  let github: TestServer;
  before(async () => {
    github = await TestServer.start();
    await github.repository("app");
    await github.rest("POST", "/orgs/acme/teams", { name: "release" });
  });
  after(() => github.stop());

  const path = "/repos/acme/app/branches/main/protection";
  const nothing = {
    required_status_checks: null,
    enforce_admins: null,
    required_pull_request_reviews: null,
    restrictions: null,
  };

  it("is not there until somebody puts it", async () => {
    const { status, body } = await github.rest("GET", path);
    assert.equal(status, 404);
    assert.equal(body.message, "Branch not protected");
  });

  it("is replaced as a whole by each PUT", async () => {
    const { body } = await github.rest("PUT", path, {
      required_status_checks: { strict: true, checks: [{ context: "test" }] },
      enforce_admins: true,
      required_pull_request_reviews: { required_approving_review_count: 2 },
      restrictions: { users: ["sandbox-admin"], teams: ["release"], apps: [] },
    });
    assert.deepEqual(body.required_status_checks.contexts, ["test"]);
    assert.equal(body.enforce_admins.enabled, true);
    assert.equal(body.required_pull_request_reviews.required_approving_review_count, 2);
    assert.equal(body.restrictions.teams[0].slug, "release");
    const replaced = (await github.rest("PUT", path, nothing)).body;
    assert.equal("required_status_checks" in replaced, false);
    assert.equal("restrictions" in replaced, false);
  });

  it("refuses a body that leaves something open, and a branch that does not exist", async () => {
    assert.equal((await github.rest("PUT", path, { enforce_admins: true })).status, 422);
    assert.equal((await github.rest("PUT", "/repos/acme/app/branches/none/protection", nothing)).status, 404);
    const restrictions = { users: ["nobody"], teams: [], apps: [] };
    assert.equal((await github.rest("PUT", path, { ...nothing, restrictions })).status, 422);
  });

  it("has parts that are switched by themselves", async () => {
    await github.rest("PUT", path, { ...nothing, required_pull_request_reviews: {} });
    assert.equal((await github.rest("POST", `${path}/required_signatures`)).body.enabled, true);
    assert.equal((await github.rest("POST", `${path}/enforce_admins`)).body.enabled, true);
    assert.equal((await github.rest("DELETE", `${path}/enforce_admins`)).status, 204);
    assert.equal((await github.rest("GET", `${path}/enforce_admins`)).body.enabled, false);
    assert.equal((await github.rest("DELETE", `${path}/required_pull_request_reviews`)).status, 204);
    assert.equal((await github.rest("GET", `${path}/required_pull_request_reviews`)).status, 404);
    const { body } = await github.rest("GET", path);
    assert.equal(body.required_signatures.enabled, true);
  });

  it("is taken away", async () => {
    assert.equal((await github.rest("DELETE", path)).status, 204);
    assert.equal((await github.rest("GET", path)).status, 404);
  });
});
