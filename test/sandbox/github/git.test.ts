import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GitSandbox } from "./git-sandbox.ts";

describe("git over HTTP", () => {
  let sandbox: GitSandbox;

  before(async () => {
    sandbox = await GitSandbox.start();
  });

  after(() => sandbox.stop());

  /** A clone of a new repository, in a folder of the repository's name. */
  async function cloned(name: string): Promise<void> {
    await sandbox.repository(name);
    const { exitCode, output } = await sandbox.git(["clone", "--quiet", sandbox.remote(name), name]);
    assert.equal(exitCode, 0, output);
  }

  async function commit(folder: string, message: string): Promise<void> {
    await sandbox.git(["commit", "--quiet", "--allow-empty", "--message", message], folder);
  }

  async function tip(name: string, branch = "main"): Promise<string | undefined> {
    const { body } = await sandbox.rest("GET", `/repos/acme/${name}/git/ref/heads/${branch}`);
    return body.object?.sha;
  }

  it("clones, commits and pushes with the token as the password of any user", async () => {
    await cloned("roundtrip");
    await commit("roundtrip", "Second");
    const pushed = await sandbox.git(
      ["push", sandbox.remote("roundtrip", undefined, "anyone"), "main"],
      "roundtrip",
    );
    assert.equal(pushed.exitCode, 0, pushed.output);
    const { output } = await sandbox.git(["rev-parse", "HEAD"], "roundtrip");
    assert.equal(await tip("roundtrip"), output);
  });

  it("streams a push that is larger than git sends in one piece", async () => {
    await cloned("large");
    await writeFile(join(sandbox.directory, "large", "blob"), randomBytes(3_000_000));
    await sandbox.git(["add", "blob"], "large");
    await commit("large", "A large file");
    const { exitCode, output } = await sandbox.git(["push", "origin", "main"], "large");
    assert.equal(exitCode, 0, output);
    const again = await sandbox.git(["clone", "--quiet", sandbox.remote("large"), "large-again"]);
    assert.equal(again.exitCode, 0, again.output);
  });

  it("counts a push as one writing call and a clone as none", async () => {
    await cloned("counted");
    await commit("counted", "Second");
    await sandbox.control("DELETE", "/calls");
    await sandbox.git(["clone", "--quiet", sandbox.remote("counted"), "counted-again"]);
    assert.equal((await sandbox.control("GET", "/calls")).body.writes, 0);
    await sandbox.git(["push", "--quiet", "origin", "main"], "counted");
    assert.equal((await sandbox.control("GET", "/calls")).body.writes, 1);
  });

  it("answers a repository that is not there as GitHub does", async () => {
    const { exitCode, output } = await sandbox.git(["clone", sandbox.remote("nowhere"), "nowhere"]);
    assert.notEqual(exitCode, 0);
    assert.match(output, /remote: Repository not found\./);
  });

  it("refuses a wrong token", async () => {
    await sandbox.repository("locked", { private: true });
    const { exitCode, output } = await sandbox.git(["clone", sandbox.remote("locked", "wrong"), "locked"]);
    assert.notEqual(exitCode, 0);
    assert.match(output, /Authentication failed/);
  });

  it("lets a reader clone and refuses their push", async () => {
    const token = await sandbox.addUser("reader");
    await cloned("readable");
    const clone = await sandbox.git([
      "clone",
      "--quiet",
      sandbox.remote("readable", token),
      "readable-reader",
    ]);
    assert.equal(clone.exitCode, 0, clone.output);
    await commit("readable-reader", "Not mine to push");
    const { exitCode, output } = await sandbox.git(["push", "origin", "main"], "readable-reader");
    assert.notEqual(exitCode, 0);
    assert.match(output, /remote: Permission to acme\/readable\.git denied to reader\./);
  });

  it("refuses a push to an archived repository and still serves it", async () => {
    await cloned("retired");
    await sandbox.rest("PATCH", "/repos/acme/retired", { archived: true });
    await commit("retired", "Too late");
    const { exitCode, output } = await sandbox.git(["push", "origin", "main"], "retired");
    assert.notEqual(exitCode, 0);
    assert.match(output, /remote: This repository was archived so it is read-only\./);
    assert.equal((await sandbox.git(["fetch", "origin"], "retired")).exitCode, 0);
  });

  it("follows a renamed repository", async () => {
    await cloned("before");
    await sandbox.rest("PATCH", "/repos/acme/before", { name: "after" });
    await commit("before", "By the old name");
    const { exitCode, output } = await sandbox.git(["push", "origin", "main"], "before");
    assert.equal(exitCode, 0, output);
    assert.equal(await tip("after"), (await sandbox.git(["rev-parse", "HEAD"], "before")).output);
  });

  it("makes the first branch pushed to an empty repository its default", async () => {
    await sandbox.repository("fresh", { auto_init: false });
    await sandbox.git(["clone", "--quiet", sandbox.remote("fresh"), "fresh"]);
    await commit("fresh", "First");
    await sandbox.git(["push", "--quiet", "origin", "HEAD:trunk"], "fresh");
    assert.equal((await sandbox.rest("GET", "/repos/acme/fresh")).body.default_branch, "trunk");
  });

  it("keeps the refs of pull requests to itself", async () => {
    await cloned("hidden");
    const { exitCode, output } = await sandbox.git(["push", "origin", "HEAD:refs/pull/1/head"], "hidden");
    assert.notEqual(exitCode, 0);
    assert.match(output, /remote rejected.*hidden ref/);
  });

  describe("under a ruleset", () => {
    async function guarded(name: string, rules: unknown[], bypass_actors: unknown[] = []): Promise<void> {
      await cloned(name);
      const conditions = { ref_name: { include: ["~DEFAULT_BRANCH", "refs/heads/release/*"], exclude: [] } };
      const ruleset = {
        name: "guard",
        target: "branch",
        enforcement: "active",
        conditions,
        rules,
        bypass_actors,
      };
      const { status, body } = await sandbox.rest("POST", `/repos/acme/${name}/rulesets`, ruleset);
      assert.equal(status, 201, JSON.stringify(body));
    }

    it("refuses a forced push, names the rule and changes nothing", async () => {
      await guarded("no-force", [{ type: "non_fast_forward" }]);
      const before = await tip("no-force");
      await sandbox.git(["commit", "--amend", "--quiet", "--message", "Rewritten"], "no-force");
      const { exitCode, output } = await sandbox.git(["push", "--force", "origin", "main"], "no-force");
      assert.equal(exitCode, 1);
      assert.match(output, /GH013: Repository rule violations found for refs\/heads\/main\./);
      assert.match(output, /- Cannot force-push to this branch/);
      assert.match(
        output,
        /\[remote rejected\] main -> main \(push declined due to repository rule violations\)/,
      );
      assert.equal(await tip("no-force"), before);
    });

    it("accepts a push the rule does not speak of", async () => {
      await guarded("forward", [{ type: "non_fast_forward" }, { type: "deletion" }]);
      await commit("forward", "Forward");
      const forward = await sandbox.git(["push", "origin", "main", "main:topic"], "forward");
      assert.equal(forward.exitCode, 0, forward.output);
      const gone = await sandbox.git(["push", "origin", ":topic"], "forward");
      assert.equal(gone.exitCode, 0, gone.output);
    });

    it("refuses the creation, change and removal of a ref", async () => {
      await guarded("frozen", [{ type: "creation" }, { type: "update" }, { type: "deletion" }]);
      await commit("frozen", "Second");
      const created = await sandbox.git(["push", "origin", "main:release/1"], "frozen");
      assert.match(created.output, /Cannot create ref due to creations being restricted\./);
      const updated = await sandbox.git(["push", "origin", "main"], "frozen");
      assert.match(updated.output, /Cannot update this protected ref\./);
      await sandbox.rest("PATCH", "/repos/acme/frozen", { default_branch: "main" });
      await sandbox.git(["push", "--quiet", "origin", "main:elsewhere"], "frozen");
      const deleted = await sandbox.git(["push", "origin", ":main"], "frozen");
      assert.match(deleted.output, /Cannot delete this branch/);
    });

    it("asks for a pull request unless the pusher may bypass", async () => {
      const rule = {
        type: "pull_request",
        parameters: {
          required_approving_review_count: 0,
          dismiss_stale_reviews_on_push: false,
          require_code_owner_review: false,
          require_last_push_approval: false,
          required_review_thread_resolution: false,
        },
      };
      await guarded("reviewed", [rule]);
      await commit("reviewed", "Straight to main");
      const { output } = await sandbox.git(["push", "origin", "main"], "reviewed");
      assert.match(output, /Changes must be made through a pull request\./);
      const owners = [{ actor_type: "OrganizationAdmin", bypass_mode: "always" }];
      await guarded("bypassed", [rule], owners);
      await commit("bypassed", "Straight to main");
      assert.equal((await sandbox.git(["push", "origin", "main"], "bypassed")).exitCode, 0);
    });

    it("leaves a disabled ruleset alone", async () => {
      await guarded("asleep", [{ type: "update" }]);
      const [ruleset] = (await sandbox.rest("GET", "/repos/acme/asleep/rulesets")).body;
      await sandbox.rest("PUT", `/repos/acme/asleep/rulesets/${ruleset.id}`, { enforcement: "disabled" });
      await commit("asleep", "Allowed");
      assert.equal((await sandbox.git(["push", "origin", "main"], "asleep")).exitCode, 0);
    });
  });

  describe("under classic branch protection", () => {
    async function protectedBy(name: string, input: Record<string, unknown>): Promise<void> {
      await cloned(name);
      const { body } = await sandbox.rest("GET", `/repos/acme/${name}`);
      const { errors } = await sandbox.graphql(
        "mutation($input: CreateBranchProtectionRuleInput!) { createBranchProtectionRule(input: $input) { clientMutationId } }",
        { input: { repositoryId: body.node_id, ...input } },
      );
      assert.equal(errors, undefined);
    }

    it("refuses a forced push and a removal unless the rule allows them", async () => {
      await protectedBy("classic", { pattern: "ma*" });
      await sandbox.git(["commit", "--amend", "--quiet", "--message", "Rewritten"], "classic");
      const forced = await sandbox.git(["push", "--force", "origin", "main"], "classic");
      assert.match(forced.output, /GH006: Protected branch update failed for refs\/heads\/main\./);
      assert.match(forced.output, /\[remote rejected\] main -> main \(protected branch hook declined\)/);
      await protectedBy("lenient", { pattern: "*", allowsForcePushes: true, allowsDeletions: true });
      await sandbox.git(["commit", "--amend", "--quiet", "--message", "Rewritten"], "lenient");
      const allowed = await sandbox.git(["push", "--force", "origin", "main", "main:topic"], "lenient");
      assert.equal(allowed.exitCode, 0, allowed.output);
      assert.equal((await sandbox.git(["push", "origin", ":topic"], "lenient")).exitCode, 0);
    });

    it("binds administrators only when the rule says so", async () => {
      await protectedBy("owners", { pattern: "main", requiresApprovingReviews: true });
      await commit("owners", "By an owner");
      assert.equal((await sandbox.git(["push", "origin", "main"], "owners")).exitCode, 0);
      await protectedBy("everyone", {
        pattern: "main",
        requiresApprovingReviews: true,
        isAdminEnforced: true,
      });
      await commit("everyone", "By an owner");
      const { output } = await sandbox.git(["push", "origin", "main"], "everyone");
      assert.match(output, /Changes must be made through a pull request\./);
    });
  });
});
