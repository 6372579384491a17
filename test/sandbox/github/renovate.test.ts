import assert from "node:assert/strict";
import { as, GitSandbox } from "./git-sandbox.ts";

describe("what Renovate asks for", () => {
  let sandbox: GitSandbox;

  before(async () => {
    sandbox = await GitSandbox.start();
  });

  after(() => sandbox.stop());

  it("the API's root, with a slash at its end and without one", async () => {
    for (const path of ["", "/"]) {
      const { status, body } = await sandbox.rest("GET", path);
      assert.equal(status, 200);
      assert.equal(body.rate_limit_url, `${sandbox.server.url}/api/v3/rate_limit`);
    }
    assert.equal((await fetch(`${sandbox.server.url}/api/v3/`, { method: "HEAD" })).status, 401);
  });

  it("the repositories that a user takes part in, and the user's addresses", async () => {
    const token = await sandbox.addUser("outsider", { member: false });
    await sandbox.repository("theirs", { visibility: "private" });
    await sandbox.repository("everybodys", { visibility: "public" });
    await sandbox.repository("shared", { visibility: "private" });
    const names = async (headers = {}) =>
      (await sandbox.rest("GET", "/user/repos", undefined, headers)).body.map(
        ({ full_name }: { full_name: string }) => full_name,
      );
    assert.deepEqual(await names(), ["acme/everybodys", "acme/shared", "acme/theirs"]);
    assert.deepEqual(await names(as(token)), []);
    await sandbox.rest("PUT", "/repos/acme/shared/collaborators/outsider", { permission: "push" });
    const [invitation] = (await sandbox.rest("GET", "/user/repository_invitations", undefined, as(token)))
      .body;
    await sandbox.rest("PATCH", `/user/repository_invitations/${invitation.id}`, undefined, as(token));
    assert.deepEqual(await names(as(token)), ["acme/shared"]);
    assert.deepEqual((await sandbox.rest("GET", "/user/emails", undefined, as(token))).body, []);
  });

  it("the rules of a branch, from the repository's rulesets and the organisation's", async () => {
    await sandbox.repository("ruled");
    const ruleset = (name: string, include: string, rules: unknown[], more = {}) => ({
      ...{ name, target: "branch", enforcement: "active", rules, ...more },
      conditions: { ref_name: { include: [include], exclude: [] }, ...more },
    });
    const own = await sandbox.rest(
      "POST",
      "/repos/acme/ruled/rulesets",
      ruleset("own", "~DEFAULT_BRANCH", [{ type: "non_fast_forward" }, { type: "deletion" }]),
    );
    assert.equal(own.status, 201, JSON.stringify(own.body));
    const rules = async (branch: string) =>
      (await sandbox.rest("GET", `/repos/acme/ruled/rules/branches/${branch}`)).body;
    assert.deepEqual(await rules("main"), [
      {
        type: "non_fast_forward",
        ruleset_source_type: "Repository",
        ruleset_source: "acme/ruled",
        ruleset_id: own.body.id,
      },
      {
        type: "deletion",
        ruleset_source_type: "Repository",
        ruleset_source: "acme/ruled",
        ruleset_id: own.body.id,
      },
    ]);
    assert.deepEqual(await rules("renovate/some-thing"), []);
  });

  it("the state of a branch with a slash in its name", async () => {
    await sandbox.repository("stated");
    const { sha } = (await sandbox.rest("GET", "/repos/acme/stated/git/ref/heads/main")).body.object;
    await sandbox.rest("POST", "/repos/acme/stated/git/refs", { ref: "refs/heads/renovate/all-1.x", sha });
    await sandbox.rest("POST", `/repos/acme/stated/statuses/${sha}`, { state: "success", context: "test" });
    const of = (what: string) => sandbox.rest("GET", `/repos/acme/stated/commits/renovate/all-1.x/${what}`);
    assert.equal((await of("status")).body.state, "success");
    assert.equal((await of("statuses")).body.length, 1);
    assert.equal((await of("check-runs")).body.total_count, 0);
  });

  it("alerts, where they are switched on", async () => {
    await sandbox.repository("alerted");
    const alerts = () => sandbox.rest("GET", "/repos/acme/alerted/dependabot/alerts");
    await sandbox.rest("DELETE", "/repos/acme/alerted/vulnerability-alerts");
    assert.equal((await alerts()).status, 403);
    await sandbox.rest("PUT", "/repos/acme/alerted/vulnerability-alerts");
    assert.deepEqual((await alerts()).body, []);
  });

  it("its own issues, the one that changed last first, and no pull request among them", async () => {
    await sandbox.repository("issues");
    const title = (text: string) => ({ title: text, body: `About ${text}` });
    for (const text of ["first", "second"])
      await sandbox.rest("POST", "/repos/acme/issues/issues", title(text));
    await sandbox.restAs("somebody", "POST", "/repos/acme/issues/issues", title("theirs"));
    await sandbox.rest("PATCH", "/repos/acme/issues/issues/2", { state: "closed" });
    const query = `query($user: String, $states: [IssueState!]) {
      repository(owner: "acme", name: "issues") {
        mergeQueue { id }
        releases(first: 9, orderBy: {field: CREATED_AT, direction: DESC}) { nodes { tagName } }
        issues(orderBy: {field: UPDATED_AT, direction: DESC}, filterBy: {createdBy: $user, states: $states}, first: 5) {
          totalCount nodes { number state title body updatedAt }
        }
      }
    }`;
    const ask = async (variables: Record<string, unknown>) =>
      (await sandbox.graphql(query, { user: "sandbox-admin", ...variables })).data.repository;
    const { mergeQueue, releases, issues } = await ask({});
    assert.deepEqual(releases.nodes, []);
    assert.equal(mergeQueue, null);
    assert.equal(issues.totalCount, 2);
    const [last] = issues.nodes;
    assert.deepEqual(
      [last.number, last.state, last.title, last.body],
      [2, "CLOSED", "second", "About second"],
    );
    assert.deepEqual(
      (await ask({ states: ["OPEN"] })).issues.nodes.map(({ number }: { number: number }) => number),
      [1],
    );
  });

  it("what an annotated tag stands for", async () => {
    await sandbox.repository("tagged");
    const { sha } = (await sandbox.rest("GET", "/repos/acme/tagged/git/ref/heads/main")).body.object;
    const tag = { tag: "v1.0.0", message: "One", object: sha, type: "commit" };
    const made = (await sandbox.rest("POST", "/repos/acme/tagged/git/tags", tag)).body;
    await sandbox.rest("POST", "/repos/acme/tagged/git/refs", { ref: "refs/tags/v1.0.0", sha: made.sha });
    const { data } = await sandbox.graphql(`{
      repository(owner: "acme", name: "tagged") {
        refs(first: 9, refPrefix: "refs/tags/", orderBy: {field: TAG_COMMIT_DATE, direction: DESC}) {
          nodes { name target { type: __typename oid ... on Tag { name message target { oid } tagger { name date } } } }
        }
      }
    }`);
    const [node] = data.repository.refs.nodes;
    assert.deepEqual([node.name, node.target.type, node.target.oid], ["v1.0.0", "Tag", made.sha]);
    assert.deepEqual([node.target.name, node.target.target.oid], ["v1.0.0", sha]);
    assert.equal(node.target.tagger.date, made.tagger.date);
  });
});
