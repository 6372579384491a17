import assert from "node:assert/strict";
import sodium from "libsodium-wrappers";
import { TestServer } from "./client.ts";

describe("sandbox GitHub: Actions, variables and secrets", () => {
  let github: TestServer;
  before(async () => {
    await sodium.ready;
    github = await TestServer.start();
    await github.repository("app");
    await github.rest("PUT", "/repos/acme/app/environments/live", {});
  });
  after(() => github.stop());

  it("allows all actions by default, with a workflow token that reads", async () => {
    const { body } = await github.rest("GET", "/repos/acme/app/actions/permissions");
    assert.deepEqual(body, { enabled: true, allowed_actions: "all", sha_pinning_required: false });
    const workflow = (await github.rest("GET", "/repos/acme/app/actions/permissions/workflow")).body;
    assert.deepEqual(workflow, {
      default_workflow_permissions: "read",
      can_approve_pull_request_reviews: false,
    });
  });

  it("has a list of allowed actions only while selected ones are allowed", async () => {
    const list = "/repos/acme/app/actions/permissions/selected-actions";
    assert.equal((await github.rest("GET", list)).status, 409);
    assert.equal((await github.rest("PUT", list, { github_owned_allowed: true })).status, 409);
    await github.rest("PUT", "/repos/acme/app/actions/permissions", {
      enabled: true,
      allowed_actions: "selected",
    });
    await github.rest("PUT", list, { github_owned_allowed: true, patterns_allowed: ["acme/*"] });
    assert.deepEqual((await github.rest("GET", list)).body, {
      github_owned_allowed: true,
      verified_allowed: false,
      patterns_allowed: ["acme/*"],
    });
  });

  it("says nothing of allowed actions while Actions are off", async () => {
    await github.repository("off");
    await github.rest("PUT", "/repos/acme/off/actions/permissions", { enabled: false });
    assert.deepEqual((await github.rest("GET", "/repos/acme/off/actions/permissions")).body, {
      enabled: false,
    });
  });

  it("has the same settings for the organisation", async () => {
    await github.rest("PUT", "/orgs/acme/actions/permissions", {
      enabled_repositories: "all",
      allowed_actions: "local_only",
    });
    const { body } = await github.rest("GET", "/orgs/acme/actions/permissions");
    assert.deepEqual([body.enabled_repositories, body.allowed_actions], ["all", "local_only"]);
  });

  for (const base of [
    "/repos/acme/app/actions/variables",
    "/repos/acme/app/environments/live/variables",
    "/orgs/acme/actions/variables",
  ]) {
    it(`keeps variables at ${base}`, async () => {
      assert.equal((await github.rest("POST", base, { name: "Region", value: "eu" })).status, 201);
      assert.equal((await github.rest("POST", base, { name: "REGION", value: "us" })).status, 409);
      assert.equal((await github.rest("GET", `${base}/region`)).body.value, "eu");
      assert.equal((await github.rest("PATCH", `${base}/REGION`, { value: "us" })).status, 204);
      const { body } = await github.rest("GET", base);
      assert.deepEqual(
        [body.total_count, body.variables[0].name, body.variables[0].value],
        [1, "REGION", "us"],
      );
      assert.equal((await github.rest("DELETE", `${base}/REGION`)).status, 204);
      assert.equal((await github.rest("PATCH", `${base}/REGION`, { value: "x" })).status, 404);
    });
  }

  it("refuses names that no variable may have", async () => {
    const base = "/repos/acme/app/actions/variables";
    for (const name of ["GITHUB_TOKEN", "1ST", "WITH-HYPHEN", "WITH SPACE"]) {
      assert.equal((await github.rest("POST", base, { name, value: "x" })).status, 422, name);
    }
  });

  for (const base of [
    "/repos/acme/app/actions/secrets",
    "/repos/acme/app/environments/live/secrets",
    "/repos/acme/app/dependabot/secrets",
    "/orgs/acme/actions/secrets",
    "/orgs/acme/dependabot/secrets",
  ]) {
    it(`takes sealed secrets at ${base}, and never tells them`, async () => {
      const { key, key_id } = (await github.rest("GET", `${base}/public-key`)).body;
      const put = (encrypted_value: string, id = key_id) =>
        github.rest("PUT", `${base}/TOKEN`, { encrypted_value, key_id: id });
      assert.equal((await put(seal("hush", key))).status, 201);
      assert.equal((await put(seal("hush again", key))).status, 204);
      const { body } = await github.rest("GET", base);
      assert.equal(body.total_count, 1);
      assert.deepEqual(Object.keys(body.secrets[0]).sort().slice(0, 3), ["created_at", "name", "updated_at"]);
      assert.equal((await put(seal("hush", key), "another key")).status, 422);
      assert.equal((await put(Buffer.from("not sealed").toString("base64"))).status, 422);
      assert.equal((await github.rest("DELETE", `${base}/token`)).status, 204);
      assert.equal((await github.rest("GET", `${base}/TOKEN`)).status, 404);
    });
  }

  it("has a key of its own for each place", async () => {
    const key = async (base: string) => (await github.rest("GET", `${base}/secrets/public-key`)).body.key;
    const keys = await Promise.all(
      ["actions", "dependabot", "environments/live"].map(part => key(`/repos/acme/app/${part}`)),
    );
    assert.equal(new Set(keys).size, 3);
  });
});

function seal(value: string, key: string): string {
  const bytes = sodium.from_base64(key, sodium.base64_variants.ORIGINAL);
  return sodium.to_base64(sodium.crypto_box_seal(value, bytes), sodium.base64_variants.ORIGINAL);
}
