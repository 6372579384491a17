import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import type { Answer } from "./client.ts";
import { as, GitSandbox } from "./git-sandbox.ts";

const encoded = (text: string) => Buffer.from(text).toString("base64");

describe("pull requests, issues and checks", () => {
  let sandbox: GitSandbox;

  before(async () => {
    sandbox = await GitSandbox.start();
  });

  after(() => sandbox.stop());

  /** A repository with a branch `topic` that adds a file, and a pull request for it. */
  async function proposed(name: string, settings: Record<string, unknown> = {}): Promise<Answer["body"]> {
    await sandbox.repository(name, settings);
    await branch(name, "topic", { "new.txt": "new" });
    const body = { title: "Add a file", body: "Why", head: "topic", base: "main" };
    const { status, body: pull } = await sandbox.rest("POST", `/repos/acme/${name}/pulls`, body);
    assert.equal(status, 201, JSON.stringify(pull));
    return pull;
  }

  async function branch(name: string, branchName: string, files: Record<string, string>): Promise<void> {
    const { sha } = (await sandbox.rest("GET", `/repos/acme/${name}/git/ref/heads/main`)).body.object;
    await sandbox.rest("POST", `/repos/acme/${name}/git/refs`, { ref: `refs/heads/${branchName}`, sha });
    for (const [path, text] of Object.entries(files)) await write(name, path, text, branchName);
  }

  async function write(name: string, path: string, text: string, on: string): Promise<void> {
    const body = { message: `Write ${path}`, content: encoded(text), branch: on };
    const { status } = await sandbox.rest("PUT", `/repos/acme/${name}/contents/${path}`, body);
    assert.equal(status, 201);
  }

  describe("a pull request", () => {
    it("is listed by head, base and state", async () => {
      const pull = await proposed("listed");
      assert.equal(pull.mergeable, true);
      assert.equal(pull.changed_files, 1);
      const numbers = async (query: string) =>
        (await sandbox.rest("GET", `/repos/acme/listed/pulls?${query}`)).body.map(
          ({ number }: { number: number }) => number,
        );
      assert.deepEqual(await numbers("head=acme:topic&base=main"), [1]);
      assert.deepEqual(await numbers("head=acme:other"), []);
      await sandbox.rest("PATCH", "/repos/acme/listed/pulls/1", { state: "closed" });
      assert.deepEqual(await numbers(""), []);
      assert.deepEqual(await numbers("state=closed"), [1]);
    });

    it("is refused twice, without commits and without its branches", async () => {
      await proposed("refused");
      await branch("refused", "same", {});
      const errors = async (head: string, base = "main") => {
        const answer = await sandbox.rest("POST", "/repos/acme/refused/pulls", { title: "x", head, base });
        assert.equal(answer.status, 422);
        return answer.body.errors[0];
      };
      assert.equal((await errors("topic")).message, "A pull request already exists for acme:topic.");
      assert.equal((await errors("same")).message, "No commits between main and same");
      assert.deepEqual(await errors("nowhere"), { resource: "PullRequest", field: "head", code: "invalid" });
    });

    it("takes in what is pushed to its branch, and can be fetched", async () => {
      await proposed("pushed");
      await write("pushed", "more.txt", "more", "topic");
      const files = (await sandbox.rest("GET", "/repos/acme/pushed/pulls/1/files")).body;
      assert.deepEqual(
        files.map(({ filename }: { filename: string }) => filename),
        ["more.txt", "new.txt"],
      );
      assert.equal((await sandbox.rest("GET", "/repos/acme/pushed/pulls/1/commits")).body.length, 2);
      const fetched = await sandbox.git(["ls-remote", sandbox.remote("pushed"), "refs/pull/1/head"]);
      const { head } = (await sandbox.rest("GET", "/repos/acme/pushed/pulls/1")).body;
      assert.match(fetched.output, new RegExp(`^${head.sha}`));
    });

    for (const [method, message] of [
      ["merge", "Merge pull request #1 from acme/topic\n\nAdd a file"],
      ["squash", "Write new.txt (#1)\n\n* Write new.txt"],
      ["rebase", "Write new.txt"],
    ] as const) {
      it(`is merged by ${method}`, async () => {
        await proposed(`by-${method}`, { delete_branch_on_merge: true });
        await write(`by-${method}`, "base.txt", "on the base", "main");
        const path = `/repos/acme/by-${method}`;
        const merged = await sandbox.rest("PUT", `${path}/pulls/1/merge`, { merge_method: method });
        assert.equal(merged.status, 200, JSON.stringify(merged.body));
        const tip = (await sandbox.rest("GET", `${path}/commits/main`)).body;
        assert.equal(tip.sha, merged.body.sha);
        assert.equal(tip.commit.message, message);
        assert.equal(tip.parents.length, method === "merge" ? 2 : 1);
        assert.equal((await sandbox.rest("GET", `${path}/contents/new.txt`)).status, 200);
        assert.equal((await sandbox.rest("GET", `${path}/contents/base.txt`)).status, 200);
        assert.equal((await sandbox.rest("GET", `${path}/pulls/1`)).body.merged, true);
        assert.equal((await sandbox.rest("GET", `${path}/branches/topic`)).status, 404);
      });
    }

    it("in conflict is not merged", async () => {
      await proposed("conflict");
      await write("conflict", "new.txt", "something else", "main");
      assert.equal((await sandbox.rest("GET", "/repos/acme/conflict/pulls/1")).body.mergeable, false);
      const merged = await sandbox.rest("PUT", "/repos/acme/conflict/pulls/1/merge", {});
      assert.equal(merged.status, 405);
    });

    it("is not merged in a way the repository forbids, nor at another head than was read", async () => {
      const { head } = await proposed("forbidden", { allow_squash_merge: false });
      const merge = (body: unknown) => sandbox.rest("PUT", "/repos/acme/forbidden/pulls/1/merge", body);
      const squash = await merge({ merge_method: "squash" });
      assert.equal(squash.body.message, "Squash merges are not allowed on this repository.");
      assert.equal((await merge({ sha: "0".repeat(40) })).status, 409);
      assert.equal((await merge({ sha: head.sha })).status, 200);
    });

    it("waits for the checks a ruleset requires", async () => {
      const { head } = await proposed("checked");
      await sandbox.rest("POST", "/repos/acme/checked/rulesets", {
        name: "checks",
        enforcement: "active",
        conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
        rules: [
          {
            type: "required_status_checks",
            parameters: {
              strict_required_status_checks_policy: false,
              required_status_checks: [{ context: "ci" }],
            },
          },
        ],
      });
      const early = await sandbox.rest("PUT", "/repos/acme/checked/pulls/1/merge", {});
      assert.equal(early.status, 405);
      assert.match(early.body.message, /Required status check "ci" is expected\./);
      await sandbox.rest("POST", `/repos/acme/checked/statuses/${head.sha}`, {
        state: "success",
        context: "ci",
      });
      assert.equal((await sandbox.rest("PUT", "/repos/acme/checked/pulls/1/merge", {})).status, 200);
    });
  });

  describe("comments", () => {
    it("are listed in pages, changed and deleted", async () => {
      await proposed("talk");
      const comments = "/repos/acme/talk/issues/1/comments";
      for (const body of ["one", "two", "three"]) await sandbox.rest("POST", comments, { body });
      const first = await sandbox.rest("GET", `${comments}?per_page=2`);
      assert.equal(first.body.length, 2);
      assert.match(first.headers.get("link") ?? "", /rel="next"/);
      const { id } = (await sandbox.rest("GET", `${comments}?per_page=2&page=2`)).body[0];
      await sandbox.rest("PATCH", `/repos/acme/talk/issues/comments/${id}`, { body: "THREE" });
      const changed = (await sandbox.rest("GET", `/repos/acme/talk/issues/comments/${id}`)).body;
      assert.equal(changed.body, "THREE");
      assert.equal((await sandbox.rest("DELETE", `/repos/acme/talk/issues/comments/${id}`)).status, 204);
      assert.equal((await sandbox.rest("GET", comments)).body.length, 2);
    });

    it("of others are not a reader's to change", async () => {
      await proposed("foreign");
      const token = await sandbox.addUser("reader");
      const { id } = (await sandbox.rest("POST", "/repos/acme/foreign/issues/1/comments", { body: "mine" }))
        .body;
      const change = await sandbox.rest(
        "PATCH",
        `/repos/acme/foreign/issues/comments/${id}`,
        { body: "no" },
        as(token),
      );
      assert.equal(change.status, 403);
    });

    it("longer than GitHub takes are refused", async () => {
      await proposed("long");
      const body = { body: "x".repeat(65_537) };
      assert.equal((await sandbox.rest("POST", "/repos/acme/long/issues/1/comments", body)).status, 422);
    });
  });

  describe("labels of an issue", () => {
    it("are added, replaced and removed; an unknown one comes into being", async () => {
      await sandbox.repository("labelled");
      const { number } = (
        await sandbox.rest("POST", "/repos/acme/labelled/issues", { title: "Hm", labels: ["bug"] })
      ).body;
      const labels = `/repos/acme/labelled/issues/${number}/labels`;
      const names = ({ body }: Answer) => body.map(({ name }: { name: string }) => name);
      assert.deepEqual(names(await sandbox.rest("POST", labels, { labels: ["fresh"] })), ["bug", "fresh"]);
      assert.deepEqual(names(await sandbox.rest("DELETE", `${labels}/bug`)), ["fresh"]);
      assert.deepEqual(names(await sandbox.rest("PUT", labels, { labels: ["question"] })), ["question"]);
      assert.equal((await sandbox.rest("GET", "/repos/acme/labelled/labels/fresh")).status, 200);
    });
  });

  describe("checks and statuses", () => {
    async function appToken(): Promise<string> {
      const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const publicKeyPem = publicKey.export({ type: "spki", format: "pem" });
      const app = { slug: "checker", organization: "acme", publicKeyPem };
      const { id, installationId } = (await sandbox.control("PUT", "/apps", app)).body;
      const now = Math.floor(Date.now() / 1000);
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const unsigned = `${part({ alg: "RS256", typ: "JWT" })}.${part({ iat: now - 30, exp: now + 300, iss: id })}`;
      const jwt = `${unsigned}.${sign("RSA-SHA256", Buffer.from(unsigned), privateKey).toString("base64url")}`;
      const path = `/app/installations/${installationId}/access_tokens`;
      return (await sandbox.rest("POST", path, {}, as(jwt))).body.token;
    }

    it("are written by Apps only, and a conclusion completes a run", async () => {
      const { head } = await proposed("runs");
      const run = { name: "preview", head_sha: head.sha, status: "in_progress" };
      const refused = await sandbox.rest("POST", "/repos/acme/runs/check-runs", run);
      assert.equal(refused.status, 403);
      const token = await appToken();
      const { body } = await sandbox.rest("POST", "/repos/acme/runs/check-runs", run, as(token));
      assert.equal(body.status, "in_progress");
      const annotations = [
        { path: "new.txt", start_line: 1, end_line: 1, annotation_level: "warning", message: "Hm" },
      ];
      const output = { title: "One change", summary: "Details", annotations };
      const done = await sandbox.rest(
        "PATCH",
        `/repos/acme/runs/check-runs/${body.id}`,
        { conclusion: "success", output },
        as(token),
      );
      assert.equal(done.body.status, "completed");
      assert.equal(done.body.output.annotations_count, 1);
      const listed = (
        await sandbox.rest("GET", `/repos/acme/runs/commits/${head.sha}/check-runs?check_name=preview`)
      ).body;
      assert.equal(listed.total_count, 1);
      assert.equal(listed.check_runs[0].app.slug, "checker");
    });

    it("combine into one state for a commit", async () => {
      const { head } = await proposed("states");
      const report = (state: string, context: string) =>
        sandbox.rest("POST", `/repos/acme/states/statuses/${head.sha}`, { state, context });
      const combined = async () =>
        (await sandbox.rest("GET", `/repos/acme/states/commits/${head.sha}/status`)).body.state;
      assert.equal(await combined(), "pending");
      await report("failure", "ci");
      await report("success", "lint");
      assert.equal(await combined(), "failure");
      await report("success", "ci");
      assert.equal(await combined(), "success");
    });
  });

  it("a deployment creates its environment, and a success retires the one before", async () => {
    await sandbox.repository("deployed");
    const deployments = "/repos/acme/deployed/deployments";
    const deploy = async () => {
      const { id } = (await sandbox.rest("POST", deployments, { ref: "main", environment: "live" })).body;
      await sandbox.rest("POST", `${deployments}/${id}/statuses`, { state: "success" });
      return id;
    };
    const first = await deploy();
    await deploy();
    const statuses = (await sandbox.rest("GET", `${deployments}/${first}/statuses`)).body;
    assert.deepEqual(
      statuses.map(({ state }: { state: string }) => state),
      ["inactive", "success"],
    );
    assert.equal((await sandbox.rest("GET", "/repos/acme/deployed/environments/live")).status, 200);
  });
});
