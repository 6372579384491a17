import assert from "node:assert/strict";
import { TestServer } from "./client.ts";

describe("sandbox GitHub: repositories", () => {
  let github: TestServer;
  before(async () => {
    github = await TestServer.start();
  });
  after(() => github.stop());

  it("creates one with GitHub's defaults and its nine labels", async () => {
    const { status, body } = await github.repository("defaults");
    assert.equal(status, 201);
    assert.equal(body.full_name, "acme/defaults");
    assert.equal(body.visibility, "public");
    assert.equal(body.default_branch, "main");
    assert.equal(body.has_wiki, true);
    assert.equal(body.allow_auto_merge, false);
    assert.equal(body.squash_merge_commit_title, "COMMIT_OR_PR_TITLE");
    const labels = await github.rest("GET", "/repos/acme/defaults/labels");
    assert.equal(labels.body.length, 9);
  });

  it("refuses a name that is taken, whatever its case", async () => {
    await github.repository("taken");
    const { status, body } = await github.repository("Taken");
    assert.equal(status, 422);
    assert.equal(body.message, "Repository creation failed.");
    assert.deepEqual(body.errors, [
      {
        resource: "Repository",
        code: "custom",
        field: "name",
        message: "name already exists on this account",
      },
    ]);
  });

  it("gives a name once, to the first of many who ask at the same time", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => github.repository("wanted")));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 422, 422, 422, 422]);
  });

  it("lets members create where the organisation does, and administer what they made", async () => {
    await github.control("PUT", "/organizations/acme/members/mona");
    const create = (name: string) =>
      github.restAs("mona", "POST", "/orgs/acme/repos", { name, private: true });
    assert.equal((await create("of-mona")).body.permissions.admin, true);
    await github.rest("PATCH", "/orgs/acme", { members_can_create_repositories: false });
    assert.equal((await create("not-of-mona")).status, 403);
    assert.equal((await github.restAs("outsider", "POST", "/orgs/acme/repos", { name: "x" })).status, 403);
  });

  it("makes a valid name of a wanted one", async () => {
    assert.equal((await github.repository("with space")).body.name, "with-space");
  });

  it("changes only what a PATCH names, and takes null for nothing", async () => {
    await github.repository("patched", { description: "before", homepage: "https://before.example" });
    const { body } = await github.rest("PATCH", "/repos/acme/patched", { description: "", has_wiki: null });
    assert.equal(body.description, null);
    assert.equal(body.homepage, "https://before.example");
    assert.equal(body.has_wiki, true);
  });

  it("does not touch updated_at when nothing changes", async () => {
    const { body: before } = await github.repository("untouched");
    await github.rest("PATCH", "/repos/acme/untouched", { has_issues: true });
    const state = await github.rest("GET", "/repos/acme/untouched");
    assert.equal(state.body.updated_at, before.updated_at);
  });

  it("answers 422 for a visibility that it has already", async () => {
    await github.repository("visible");
    const same = await github.rest("PATCH", "/repos/acme/visible", { visibility: "public" });
    assert.equal(same.status, 422);
    assert.match(same.body.message, /Visibility is already public/);
    const changed = await github.rest("PATCH", "/repos/acme/visible", { visibility: "private" });
    assert.equal(changed.body.private, true);
  });

  it("refuses merge settings that do not go together", async () => {
    await github.repository("merging");
    const nothing = { allow_merge_commit: false, allow_squash_merge: false, allow_rebase_merge: false };
    assert.equal((await github.rest("PATCH", "/repos/acme/merging", nothing)).status, 422);
    const texts = { merge_commit_title: "MERGE_MESSAGE", merge_commit_message: "PR_BODY" };
    assert.equal((await github.rest("PATCH", "/repos/acme/merging", texts)).status, 422);
    const squash = { squash_merge_commit_title: "COMMIT_OR_PR_TITLE", squash_merge_commit_message: "BLANK" };
    assert.equal((await github.rest("PATCH", "/repos/acme/merging", squash)).status, 422);
  });

  it("refuses a default branch that does not exist", async () => {
    await github.repository("branches");
    const { status, body } = await github.rest("PATCH", "/repos/acme/branches", { default_branch: "trunk" });
    assert.equal(status, 422);
    assert.equal(body.errors[0].field, "default_branch");
  });

  it("shows security settings to administrators, without Advanced Security while public", async () => {
    await github.repository("secure");
    const { body } = await github.rest("PATCH", "/repos/acme/secure", {
      security_and_analysis: {
        secret_scanning: { status: "enabled" },
        secret_scanning_push_protection: { status: "enabled" },
      },
    });
    assert.equal(body.security_and_analysis.secret_scanning_push_protection.status, "enabled");
    assert.equal("advanced_security" in body.security_and_analysis, false);
    const off = { security_and_analysis: { secret_scanning: { status: "disabled" } } };
    const after = (await github.rest("PATCH", "/repos/acme/secure", off)).body.security_and_analysis;
    assert.equal(after.secret_scanning_push_protection.status, "disabled");
    const advanced = { security_and_analysis: { advanced_security: { status: "enabled" } } };
    assert.equal((await github.rest("PATCH", "/repos/acme/secure", advanced)).status, 422);
    const asReader = await github.restAs("reader", "GET", "/repos/acme/secure");
    assert.equal("security_and_analysis" in asReader.body, false);
    assert.equal("allow_squash_merge" in asReader.body, false);
  });

  it("redirects from a former name until another repository takes it", async () => {
    const { body } = await github.repository("old-name");
    await github.rest("PATCH", "/repos/acme/old-name", { name: "new-name" });
    const read = await github.rest("GET", "/repos/acme/old-name/labels?page=2");
    assert.equal(read.status, 301);
    const target = read.headers.get("location") ?? "";
    assert.ok(target.endsWith(`/repositories/${body.id}/labels?page=2`));
    const write = await github.rest("PATCH", "/repos/acme/old-name", { description: "x" });
    assert.equal(write.status, 307);
    const followed = await github.rest("GET", `/repositories/${body.id}`);
    assert.equal(followed.body.name, "new-name");
    const successor = await github.repository("old-name");
    assert.equal(successor.status, 201);
    assert.equal((await github.rest("GET", "/repos/acme/old-name")).body.id, successor.body.id);
  });

  it("gives one to another organisation, and redirects from the former place", async () => {
    await github.control("PUT", "/organizations/other");
    const { body } = await github.repository("moved");
    const moved = await github.rest("POST", "/repos/acme/moved/transfer", { new_owner: "other" });
    assert.deepEqual([moved.status, moved.body.full_name], [202, "other/moved"]);
    assert.equal((await github.rest("GET", "/repos/acme/moved")).status, 301);
    assert.equal((await github.rest("GET", `/repositories/${body.id}`)).body.owner.login, "other");
    assert.equal((await github.rest("GET", "/repos/other/moved/labels")).body.length, 9);
    assert.equal((await github.rest("DELETE", "/repos/other/moved")).status, 204);
    assert.equal((await github.rest("GET", "/repos/acme/moved")).status, 404);
  });

  it("refuses every write while archived, except to unarchive and to delete", async () => {
    await github.repository("archive");
    const archive = await github.rest("PATCH", "/repos/acme/archive", {
      archived: true,
      description: "done",
    });
    assert.equal(archive.body.archived, true);
    for (const [method, path, body] of [
      ["PATCH", "", { description: "x" }],
      ["PUT", "/topics", { names: ["x"] }],
      ["POST", "/labels", { name: "x" }],
      ["PUT", "/vulnerability-alerts", undefined],
    ] as const) {
      const answer = await github.rest(method, `/repos/acme/archive${path}`, body);
      assert.equal(answer.status, 403, `${method} ${path}`);
      assert.equal(answer.body.message, "Repository was archived so is read-only.");
    }
    const back = await github.rest("PATCH", "/repos/acme/archive", { archived: false });
    assert.equal(back.body.archived, false);
    await github.rest("PATCH", "/repos/acme/archive", { archived: true });
    assert.equal((await github.rest("DELETE", "/repos/acme/archive")).status, 204);
  });

  it("deletes one with everything that belonged to it", async () => {
    await github.repository("doomed");
    await github.rest("PATCH", "/repos/acme/doomed", { name: "doomed-too" });
    assert.equal((await github.rest("DELETE", "/repos/acme/doomed-too")).status, 204);
    assert.equal((await github.rest("GET", "/repos/acme/doomed-too")).status, 404);
    assert.equal((await github.rest("GET", "/repos/acme/doomed")).status, 404);
    await github.repository("doomed-too");
    assert.equal((await github.rest("GET", "/repos/acme/doomed-too/labels")).body.length, 9);
  });

  it("hides a private one from those without access", async () => {
    await github.repository("secret", { private: true });
    assert.equal((await github.restAs("stranger", "GET", "/repos/acme/secret")).status, 404);
    assert.equal((await github.restAs("stranger", "DELETE", "/repos/acme/secret")).status, 404);
    await github.repository("open");
    assert.equal((await github.restAs("stranger", "DELETE", "/repos/acme/open")).status, 403);
    const listed = (await github.restAs("stranger", "GET", "/orgs/acme/repos?per_page=100")).body;
    assert.equal(
      listed.some(({ name }: { name: string }) => name === "secret"),
      false,
    );
  });

  it("copies a template's files as one commit", async () => {
    await github.repository("template", { is_template: true });
    const { status, body } = await github.rest("POST", "/repos/acme/template/generate", {
      owner: "acme",
      name: "copy",
    });
    assert.equal(status, 201);
    assert.equal(body.template_repository.name, "template");
    const branch = await github.rest("GET", "/repos/acme/copy/branches/main");
    assert.equal(branch.status, 200);
    assert.deepEqual(branch.body.commit.parents, []);
  });

  it("keeps at most twenty topics, in small letters", async () => {
    await github.repository("topical");
    const { body } = await github.rest("PUT", "/repos/acme/topical/topics", {
      names: ["Python", "payments"],
    });
    assert.deepEqual(body.names, ["python", "payments"]);
    const many = { names: Array.from({ length: 21 }, (_, index) => `t${index}`) };
    assert.equal((await github.rest("PUT", "/repos/acme/topical/topics", many)).status, 422);
    assert.equal(
      (await github.rest("PUT", "/repos/acme/topical/topics", { names: ["no spaces"] })).status,
      422,
    );
  });
});
