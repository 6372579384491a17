import assert from "node:assert/strict";
import { GitSandbox } from "./git-sandbox.ts";

const encoded = (text: string) => Buffer.from(text).toString("base64");

describe("contents and git data", () => {
  let sandbox: GitSandbox;
  const repository = "/repos/acme/files";

  before(async () => {
    sandbox = await GitSandbox.start();
    await sandbox.repository("files");
  });

  after(() => sandbox.stop());

  describe("a file", () => {
    const file = `${repository}/contents/docs/a%20b.md`;

    it("is created, read, replaced and removed, a commit each", async () => {
      const created = await sandbox.rest("PUT", file, { message: "Add", content: encoded("one\n") });
      assert.equal(created.status, 201);
      assert.equal(created.body.content.path, "docs/a b.md");
      assert.equal(created.body.commit.message, "Add");
      const read = await sandbox.rest("GET", file);
      assert.equal(Buffer.from(read.body.content, "base64").toString(), "one\n");
      assert.equal(read.body.sha, created.body.content.sha);
      const { sha } = read.body;
      const replaced = await sandbox.rest("PUT", file, { message: "Change", content: encoded("two\n"), sha });
      assert.equal(replaced.status, 200);
      const removed = await sandbox.rest("DELETE", file, {
        message: "Remove",
        sha: replaced.body.content.sha,
      });
      assert.equal(removed.status, 200);
      assert.equal((await sandbox.rest("GET", file)).status, 404);
      const commits = (await sandbox.rest("GET", `${repository}/commits?per_page=3`)).body;
      assert.deepEqual(
        commits.map((entry: { commit: { message: string } }) => entry.commit.message),
        ["Remove", "Change", "Add"],
      );
    });

    it("is not replaced without its sha (422) or with another's (409)", async () => {
      const path = `${repository}/contents/README.md`;
      const without = await sandbox.rest("PUT", path, { message: "x", content: encoded("x") });
      assert.equal(without.status, 422);
      assert.match(without.body.message, /"sha" wasn't supplied/);
      const wrong = { message: "x", content: encoded("x"), sha: "0".repeat(40) };
      assert.equal((await sandbox.rest("PUT", path, wrong)).status, 409);
      assert.equal((await sandbox.rest("DELETE", path, wrong)).status, 409);
    });

    it("on a branch that is not there is refused", async () => {
      const body = { message: "x", content: encoded("x"), branch: "nowhere" };
      const { status, body: answer } = await sandbox.rest("PUT", `${repository}/contents/x`, body);
      assert.equal(status, 404);
      assert.equal(answer.message, "Branch nowhere not found");
    });

    it("has a path inside the repository", async () => {
      const body = { message: "x", content: encoded("x") };
      for (const path of ["..%2Foutside", ".git/config", "a/%2E%2E%2Fb"]) {
        const { status } = await sandbox.rest("PUT", `${repository}/contents/${path}`, body);
        assert.ok(status === 422 || status === 404, `${path}: ${status}`);
      }
    });

    it("may be the first of an empty repository", async () => {
      await sandbox.repository("empty", { auto_init: false });
      assert.equal((await sandbox.rest("GET", "/repos/acme/empty/contents")).status, 404);
      const body = { message: "First", content: encoded("x") };
      assert.equal((await sandbox.rest("PUT", "/repos/acme/empty/contents/x", body)).status, 201);
      assert.equal((await sandbox.rest("GET", "/repos/acme/empty/branches/main")).status, 200);
    });

    it("is not written where a ruleset asks for a pull request", async () => {
      await sandbox.repository("guarded");
      await sandbox.rest("POST", "/repos/acme/guarded/rulesets", {
        name: "guard",
        enforcement: "active",
        conditions: { ref_name: { include: ["~ALL"], exclude: [] } },
        rules: [{ type: "update" }],
      });
      const body = { message: "x", content: encoded("x") };
      const { status, body: answer } = await sandbox.rest("PUT", "/repos/acme/guarded/contents/x", body);
      assert.equal(status, 409);
      assert.match(answer.message, /Repository rule violations found\n\nCannot update this protected ref\./);
    });

    it("of a directory is a list", async () => {
      await sandbox.rest("PUT", `${repository}/contents/dir/x`, { message: "x", content: encoded("x") });
      const { body } = await sandbox.rest("GET", `${repository}/contents/dir`);
      assert.deepEqual(
        body.map(({ path, type, size }: Record<string, unknown>) => ({ path, type, size })),
        [{ path: "dir/x", type: "file", size: 1 }],
      );
      const root = (await sandbox.rest("GET", `${repository}/contents/`)).body;
      assert.ok(root.some(({ name, type }: Record<string, string>) => name === "dir" && type === "dir"));
    });
  });

  it("of many files become one commit through blobs, trees, commits and refs", async () => {
    const head = (await sandbox.rest("GET", `${repository}/git/ref/heads/main`)).body.object.sha;
    const base = (await sandbox.rest("GET", `${repository}/git/commits/${head}`)).body.tree.sha;
    const blob = await sandbox.rest("POST", `${repository}/git/blobs`, {
      content: encoded("\0binary"),
      encoding: "base64",
    });
    const tree = await sandbox.rest("POST", `${repository}/git/trees`, {
      base_tree: base,
      tree: [
        { path: "tool/bin", mode: "100755", type: "blob", sha: blob.body.sha },
        { path: "tool/readme", mode: "100644", type: "blob", content: "inline" },
        { path: "README.md", mode: "100644", type: "blob", sha: null },
      ],
    });
    assert.equal(tree.status, 201);
    const commit = await sandbox.rest("POST", `${repository}/git/commits`, {
      message: "Many files",
      tree: tree.body.sha,
      parents: [head],
      author: { name: "Ada", email: "ada@example.com", date: "2026-01-02T03:04:05Z" },
    });
    assert.equal(commit.body.author.date, "2026-01-02T03:04:05Z");
    const created = await sandbox.rest("POST", `${repository}/git/refs`, {
      ref: "refs/heads/many",
      sha: commit.body.sha,
    });
    assert.equal(created.status, 201);
    const listed = await sandbox.rest("GET", `${repository}/git/trees/${commit.body.sha}?recursive=1`);
    const paths = listed.body.tree.map(({ path, mode }: Record<string, string>) => `${mode} ${path}`);
    assert.ok(paths.includes("100755 tool/bin") && paths.includes("040000 tool"));
    assert.ok(!paths.includes("100644 README.md"));
    const compared = (await sandbox.rest("GET", `${repository}/compare/main...many`)).body;
    assert.equal(compared.status, "ahead");
    assert.deepEqual(
      compared.files.map(({ filename, status }: Record<string, string>) => `${status} ${filename}`),
      ["removed README.md", "added tool/bin", "added tool/readme"],
    );
  });

  it("has annotated tags", async () => {
    const head = (await sandbox.rest("GET", `${repository}/git/ref/heads/main`)).body.object.sha;
    const tag = { tag: "v1", message: "First", object: head, type: "commit" };
    const created = await sandbox.rest("POST", `${repository}/git/tags`, tag);
    assert.equal(created.status, 201);
    await sandbox.rest("POST", `${repository}/git/refs`, { ref: "refs/tags/v1", sha: created.body.sha });
    const ref = (await sandbox.rest("GET", `${repository}/git/ref/tags/v1`)).body;
    assert.equal(ref.object.type, "tag");
    assert.equal(
      (await sandbox.rest("GET", `${repository}/git/tags/${ref.object.sha}`)).body.object.sha,
      head,
    );
  });

  describe("a ref", () => {
    const refs = `${repository}/git/refs`;

    it("moves forward, and backward only by force", async () => {
      const { sha: old } = (await sandbox.rest("GET", `${repository}/git/ref/heads/main`)).body.object;
      await sandbox.rest("POST", refs, { ref: "refs/heads/moving", sha: old });
      const body = { message: "Move", content: encoded("x"), branch: "moving" };
      const { sha } = (await sandbox.rest("PUT", `${repository}/contents/moved`, body)).body.commit;
      const back = await sandbox.rest("PATCH", `${refs}/heads/moving`, { sha: old });
      assert.equal(back.body.message, "Update is not a fast forward");
      assert.equal(
        (await sandbox.rest("PATCH", `${refs}/heads/moving`, { sha: old, force: true })).status,
        200,
      );
      assert.equal((await sandbox.rest("PATCH", `${refs}/heads/moving`, { sha })).body.object.sha, sha);
    });

    it("is refused with a name git would not take, an object that is not there, and twice", async () => {
      const { sha } = (await sandbox.rest("GET", `${repository}/git/ref/heads/main`)).body.object;
      const message = async (body: unknown) => {
        const answer = await sandbox.rest("POST", refs, body);
        assert.equal(answer.status, 422);
        return answer.body.message;
      };
      assert.match(await message({ ref: "main", sha }), /must start with 'refs\/'/);
      assert.match(await message({ ref: "refs/heads/--upload-pack=x", sha }), /not a valid ref name/);
      assert.match(await message({ ref: "refs/heads/a..b", sha }), /not a valid ref name/);
      assert.equal(await message({ ref: "refs/heads/x", sha: "0".repeat(40) }), "Object does not exist");
      assert.equal(await message({ ref: "refs/heads/main", sha }), "Reference already exists");
    });

    it("of the default branch stays", async () => {
      const { status, body } = await sandbox.rest("DELETE", `${refs}/heads/main`);
      assert.equal(status, 422);
      assert.equal(body.message, "Cannot delete the default branch");
    });
  });

  describe("a branch", () => {
    it("takes the default branch and its protection along to a new name", async () => {
      const { node_id } = (await sandbox.repository("renaming")).body;
      await sandbox.graphql(
        'mutation($id: ID!) { createBranchProtectionRule(input: { repositoryId: $id, pattern: "main" }) { clientMutationId } }',
        { id: node_id },
      );
      const renamed = await sandbox.rest("POST", "/repos/acme/renaming/branches/main/rename", {
        new_name: "trunk",
      });
      assert.equal(renamed.status, 201);
      assert.equal(renamed.body.protected, true);
      assert.equal((await sandbox.rest("GET", "/repos/acme/renaming")).body.default_branch, "trunk");
      const listed = (await sandbox.rest("GET", "/repos/acme/renaming/branches")).body;
      assert.deepEqual(
        listed.map(({ name }: { name: string }) => name),
        ["trunk"],
      );
      const clone = await sandbox.git(["clone", "--quiet", sandbox.remote("renaming"), "renaming"]);
      assert.equal(clone.exitCode, 0);
      assert.equal((await sandbox.git(["branch", "--show-current"], "renaming")).output, "trunk");
    });

    it("with a slash in its name is found, encoded or not", async () => {
      const { sha } = (await sandbox.rest("GET", `${repository}/git/ref/heads/main`)).body.object;
      await sandbox.rest("POST", `${repository}/git/refs`, { ref: "refs/heads/feature/x", sha });
      for (const name of ["feature/x", "feature%2Fx"]) {
        assert.equal((await sandbox.rest("GET", `${repository}/branches/${name}`)).body.name, "feature/x");
      }
      const missing = await sandbox.rest("GET", `${repository}/branches/nowhere`);
      assert.equal(missing.status, 404);
      assert.equal(missing.body.message, "Branch not found");
    });
  });
});
