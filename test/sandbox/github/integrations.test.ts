import assert from "node:assert/strict";
import { openSshKey, TestServer } from "./client.ts";

describe("sandbox GitHub: labels, autolinks, deploy keys and webhooks", () => {
  let github: TestServer;
  before(async () => {
    github = await TestServer.start();
    await github.repository("app");
    await github.repository("other");
  });
  after(() => github.stop());

  const message = (body: { errors: { message: string }[] }) => body.errors[0]?.message;

  it("has labels whose names differ by more than case", async () => {
    const base = "/repos/acme/app/labels";
    const created = await github.rest("POST", base, {
      name: "kind/bug fix",
      color: "FF0000",
      description: "",
    });
    assert.deepEqual([created.status, created.body.color, created.body.description], [201, "ff0000", null]);
    const again = await github.rest("POST", base, { name: "Kind/Bug Fix" });
    assert.equal(again.status, 422);
    assert.deepEqual(again.body.errors, [{ resource: "Label", code: "already_exists", field: "name" }]);
    const renamed = await github.rest("PATCH", `${base}/kind/bug%20fix`, { new_name: "defect" });
    assert.equal(renamed.body.id, created.body.id);
    assert.equal((await github.rest("POST", base, { name: "x", color: "red" })).status, 422);
    assert.equal((await github.rest("DELETE", `${base}/defect`)).status, 204);
    assert.equal((await github.rest("GET", `${base}/defect`)).status, 404);
  });

  it("has one autolink for each prefix", async () => {
    const base = "/repos/acme/app/autolinks";
    const jira = { key_prefix: "JIRA-", url_template: "https://jira.example/<num>" };
    const { status, body } = await github.rest("POST", base, jira);
    assert.equal(status, 201);
    assert.equal(body.is_alphanumeric, true);
    assert.equal((await github.rest("POST", base, jira)).body.errors[0].code, "already_exists");
    const pointless = { key_prefix: "X-", url_template: "https://x.example/" };
    assert.equal((await github.rest("POST", base, pointless)).status, 422);
    assert.equal((await github.rest("DELETE", `${base}/${body.id}`)).status, 204);
    assert.deepEqual((await github.rest("GET", base)).body, []);
  });

  it("takes a deploy key once among all repositories, and drops its comment", async () => {
    const key = openSshKey();
    const { status, body } = await github.rest("POST", "/repos/acme/app/keys", {
      title: "flux",
      key: `${key} flux@cluster`,
      read_only: true,
    });
    assert.equal(status, 201);
    assert.equal(body.key, key);
    const elsewhere = await github.rest("POST", "/repos/acme/other/keys", { title: "again", key });
    assert.equal(elsewhere.status, 422);
    assert.equal(message(elsewhere.body), "key is already in use");
    const nonsense = await github.rest("POST", "/repos/acme/app/keys", { key: "ssh-ed25519 AAAA" });
    assert.match(message(nonsense.body) ?? "", /^key is invalid/);
    assert.equal((await github.rest("DELETE", `/repos/acme/app/keys/${body.id}`)).status, 204);
    assert.equal((await github.rest("POST", "/repos/acme/other/keys", { title: "again", key })).status, 201);
  });

  it("keeps one webhook for an address and its events, and no secret to be read", async () => {
    const base = "/repos/acme/app/hooks";
    const hook = { config: { url: "https://ci.example/hook", content_type: "json", secret: "hush" } };
    const { status, body } = await github.rest("POST", base, { ...hook, events: ["push", "pull_request"] });
    assert.equal(status, 201);
    assert.deepEqual(body.config, {
      url: "https://ci.example/hook",
      content_type: "json",
      insecure_ssl: "0",
      secret: "********",
    });
    const again = await github.rest("POST", base, { ...hook, events: ["pull_request", "push"] });
    assert.equal(message(again.body), "Hook already exists on this repository");
    const changed = await github.rest("PATCH", `${base}/${body.id}`, {
      add_events: ["release"],
      active: false,
    });
    assert.deepEqual(
      [changed.body.events, changed.body.active],
      [["push", "pull_request", "release"], false],
    );
    const unsigned = await github.rest("PATCH", `${base}/${body.id}`, { config: { url: hook.config.url } });
    assert.equal("secret" in unsigned.body.config, false);
    assert.equal((await github.rest("POST", base, { config: { url: "nowhere" } })).status, 422);
    assert.equal((await github.rest("DELETE", `${base}/${body.id}`)).status, 204);
  });
});
