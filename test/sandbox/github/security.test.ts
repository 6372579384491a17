import assert from "node:assert/strict";
import { TestServer } from "./client.ts";

describe("sandbox GitHub: security switches and code scanning", () => {
  let github: TestServer;
  before(async () => {
    github = await TestServer.start();
    await github.repository("public");
    await github.repository("private", { private: true });
  });
  after(() => github.stop());

  it("has alerts off by default, and says so with 404", async () => {
    const path = "/repos/acme/public/vulnerability-alerts";
    assert.equal((await github.rest("GET", path)).status, 404);
    assert.equal((await github.rest("PUT", path)).status, 204);
    assert.equal((await github.rest("GET", path)).status, 204);
    assert.equal((await github.rest("DELETE", path)).status, 204);
  });

  it("refuses Dependabot's updates without its alerts, and ends them with these", async () => {
    const updates = "/repos/acme/public/automated-security-fixes";
    const refused = await github.rest("PUT", updates);
    assert.equal(refused.status, 422);
    assert.match(refused.body.message, /Vulnerability alerts must be enabled/);
    await github.rest("PUT", "/repos/acme/public/vulnerability-alerts");
    assert.equal((await github.rest("PUT", updates)).status, 204);
    assert.deepEqual((await github.rest("GET", updates)).body, { enabled: true, paused: false });
    await github.rest("DELETE", "/repos/acme/public/vulnerability-alerts");
    assert.equal((await github.rest("GET", updates)).body.enabled, false);
  });

  it("offers private vulnerability reporting to public repositories only", async () => {
    const path = (name: string) => `/repos/acme/${name}/private-vulnerability-reporting`;
    assert.equal((await github.rest("PUT", path("public"))).status, 204);
    assert.deepEqual((await github.rest("GET", path("public"))).body, { enabled: true });
    assert.equal((await github.rest("PUT", path("private"))).status, 422);
  });

  it("makes releases immutable, and says 404 while they are not", async () => {
    const path = "/repos/acme/public/immutable-releases";
    assert.equal((await github.rest("GET", path)).status, 404);
    assert.equal((await github.rest("PUT", path)).status, 204);
    assert.deepEqual((await github.rest("GET", path)).body, { enabled: true, enforced_by_owner: false });
    assert.equal((await github.rest("DELETE", path)).status, 204);
    assert.equal((await github.rest("GET", path)).status, 404);
  });

  it("configures CodeQL's default setup", async () => {
    const path = "/repos/acme/public/code-scanning/default-setup";
    const before = (await github.rest("GET", path)).body;
    assert.equal(before.state, "not-configured");
    assert.equal(before.schedule, null);
    const configured = await github.rest("PATCH", path, { state: "configured", query_suite: "extended" });
    assert.equal(configured.status, 202);
    assert.ok(configured.body.run_id > 0);
    const after = (await github.rest("GET", path)).body;
    assert.deepEqual([after.state, after.query_suite, after.schedule], ["configured", "extended", "weekly"]);
    assert.equal((await github.rest("PATCH", path, { state: "not-configured" })).status, 200);
    assert.equal((await github.rest("PATCH", path, { languages: ["cobol"] })).status, 422);
  });

  it("wants Advanced Security for code scanning in a private repository", async () => {
    const path = "/repos/acme/private/code-scanning/default-setup";
    assert.equal((await github.rest("GET", path)).status, 403);
    await github.rest("PATCH", "/repos/acme/private", {
      security_and_analysis: { advanced_security: { status: "enabled" } },
    });
    assert.equal((await github.rest("GET", path)).status, 200);
  });
});
