import assert from "node:assert/strict";
import { as, GitSandbox } from "./git-sandbox.ts";

const encoded = (text: string) => Buffer.from(text).toString("base64");

describe("reviews of a pull request", () => {
  let sandbox: GitSandbox;
  let author: string;
  let reviewer: string;
  let reader: string;

  before(async () => {
    sandbox = await GitSandbox.start();
    author = await sandbox.addUser("author");
    reviewer = await sandbox.addUser("reviewer");
    reader = await sandbox.addUser("reader");
  });

  after(() => sandbox.stop());

  const at = (name: string) => `/repos/acme/${name}`;

  /** A pull request of the author's, where a ruleset wants one approval. */
  async function proposed(name: string, rules: Record<string, unknown> = {}): Promise<void> {
    await sandbox.repository(name);
    for (const login of ["author", "reviewer"])
      await sandbox.rest("PUT", `${at(name)}/collaborators/${login}`, { permission: "push" });
    await sandbox.rest("POST", `${at(name)}/rulesets`, {
      name: "reviews",
      enforcement: "active",
      conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
      rules: [
        {
          type: "pull_request",
          parameters: {
            required_approving_review_count: 1,
            dismiss_stale_reviews_on_push: false,
            require_code_owner_review: false,
            require_last_push_approval: false,
            required_review_thread_resolution: false,
            ...rules,
          },
        },
      ],
    });
    const { sha } = (await sandbox.rest("GET", `${at(name)}/git/ref/heads/main`)).body.object;
    await sandbox.rest("POST", `${at(name)}/git/refs`, { ref: "refs/heads/topic", sha });
    await write(name, "new.txt");
    const body = { title: "Add a file", head: "topic", base: "main" };
    const { status } = await sandbox.rest("POST", `${at(name)}/pulls`, body, as(author));
    assert.equal(status, 201);
  }

  async function write(name: string, path: string): Promise<void> {
    const body = { message: `Write ${path}`, content: encoded(path), branch: "topic" };
    assert.equal((await sandbox.rest("PUT", `${at(name)}/contents/${path}`, body)).status, 201);
  }

  const review = (name: string, event: string, token: string, body = "") =>
    sandbox.rest("POST", `${at(name)}/pulls/1/reviews`, { event, body }, as(token));
  const merge = (name: string) => sandbox.rest("PUT", `${at(name)}/pulls/1/merge`, {}, as(reviewer));
  const missing = /At least 1 approving review is required by reviewers with write access\./;

  it("let it be merged once somebody else who may write approves it", async () => {
    await proposed("approved");
    const early = await merge("approved");
    assert.equal(early.status, 405);
    assert.match(early.body.message, missing);
    const { status, body } = await review("approved", "APPROVE", reviewer);
    assert.deepEqual([status, body.state, body.user.login], [200, "APPROVED", "reviewer"]);
    const listed = await sandbox.rest("GET", `${at("approved")}/pulls/1/reviews`);
    assert.deepEqual(
      listed.body.map(({ id }: { id: number }) => id),
      [body.id],
    );
    assert.equal((await merge("approved")).status, 200);
  });

  it("of one's own say nothing, nor do those of who only reads", async () => {
    await proposed("own");
    const own = await review("own", "APPROVE", author);
    assert.deepEqual([own.status, own.body.errors], [422, ["Can not approve your own pull request"]]);
    assert.equal((await review("own", "APPROVE", reader)).status, 200);
    assert.match((await merge("own")).body.message, missing);
  });

  it("that ask for changes hold until the same reviewer approves", async () => {
    await proposed("changes");
    assert.equal((await review("changes", "REQUEST_CHANGES", reviewer)).status, 422);
    await review("changes", "REQUEST_CHANGES", reviewer, "Why?");
    assert.match((await merge("changes")).body.message, /Changes have been requested/);
    await review("changes", "COMMENT", reviewer, "I see.");
    assert.match((await merge("changes")).body.message, /Changes have been requested/);
    await review("changes", "APPROVE", reviewer);
    assert.equal((await merge("changes")).status, 200);
  });

  it("count no more after a push where the ruleset dismisses stale ones", async () => {
    await proposed("stale", { dismiss_stale_reviews_on_push: true });
    await review("stale", "APPROVE", reviewer);
    await write("stale", "more.txt");
    assert.match((await merge("stale")).body.message, missing);
    await review("stale", "APPROVE", reviewer);
    assert.equal((await merge("stale")).status, 200);
  });
});
