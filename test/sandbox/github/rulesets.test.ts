import assert from "node:assert/strict";
import { TestServer } from "./client.ts";

describe("sandbox GitHub: rulesets", () => {
  let github: TestServer;
  before(async () => {
    github = await TestServer.start();
    await github.repository("app");
  });
  after(() => github.stop());

  const path = "/repos/acme/app/rulesets";
  const ruleset = (name: string, more: Record<string, unknown> = {}) => ({
    name,
    target: "branch",
    enforcement: "active",
    conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
    rules: [{ type: "deletion" }],
    ...more,
  });
  const create = (name: string, more?: Record<string, unknown>) =>
    github.rest("POST", path, ruleset(name, more));
  const role = { actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" };

  it("keeps what it is given and fills in what GitHub fills in", async () => {
    const { status, body } = await create("filled", {
      rules: [
        { type: "deletion" },
        {
          type: "pull_request",
          parameters: {
            required_approving_review_count: 1,
            dismiss_stale_reviews_on_push: true,
            require_code_owner_review: false,
            require_last_push_approval: false,
            required_review_thread_resolution: false,
          },
        },
      ],
    });
    assert.equal(status, 201);
    assert.equal(body.source, "acme/app");
    assert.equal(body.source_type, "Repository");
    assert.deepEqual(body.bypass_actors, []);
    assert.deepEqual(body.rules[0], { type: "deletion" });
    assert.deepEqual(body.rules[1].parameters.allowed_merge_methods, ["merge", "squash", "rebase"]);
    assert.deepEqual((await github.rest("GET", `${path}/${body.id}`)).body, body);
  });

  it("refuses a name that is taken", async () => {
    await create("unique");
    const { status, body } = await create("Unique");
    assert.equal(status, 422);
    assert.deepEqual(body.errors, ["Name must be unique"]);
  });

  it("refuses a rule that does not exist, and parameters that do not fit", async () => {
    assert.equal((await create("unknown", { rules: [{ type: "no_such_rule" }] })).status, 422);
    const lacking = { type: "pull_request", parameters: { required_approving_review_count: 1 } };
    const { body } = await create("lacking", { rules: [lacking] });
    assert.match(body.errors[0], /Invalid rule 'pull_request'/);
    assert.equal((await create("inherited", { rules: [{ type: "toString" }] })).status, 422);
  });

  it("refuses actors that do not exist", async () => {
    for (const actor of [
      { actor_id: 4711, actor_type: "Team" },
      { actor_id: 4711, actor_type: "Integration" },
      { actor_id: 6, actor_type: "RepositoryRole" },
      { actor_id: 4711, actor_type: "User" },
    ]) {
      const { status } = await create(`absent ${actor.actor_type}`, { bypass_actors: [actor] });
      assert.equal(status, 422, actor.actor_type);
    }
  });

  it("refuses a required check of an App that is not installed; GitHub Actions always is", async () => {
    const check = (integration_id: number) => ({
      type: "required_status_checks",
      parameters: {
        strict_required_status_checks_policy: true,
        required_status_checks: [{ context: "test", integration_id }],
      },
    });
    assert.equal((await create("stranger", { rules: [check(4711)] })).status, 422);
    assert.equal((await create("actions", { rules: [check(15368)] })).status, 201);
  });

  it("ignores the id of actors that are meant as a whole", async () => {
    const { body } = await create("whole", {
      bypass_actors: [{ actor_id: 1, actor_type: "OrganizationAdmin" }],
    });
    assert.deepEqual(body.bypass_actors, [
      { actor_id: null, actor_type: "OrganizationAdmin", bypass_mode: "always" },
    ]);
  });

  it("changes what a PUT names and keeps the rest", async () => {
    const { id } = (await create("kept", { bypass_actors: [role] })).body;
    const { body } = await github.rest("PUT", `${path}/${id}`, { enforcement: "disabled" });
    assert.equal(body.enforcement, "disabled");
    assert.deepEqual(body.bypass_actors, [role]);
    assert.deepEqual(body.conditions, { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } });
    const cleared = await github.rest("PUT", `${path}/${id}`, { bypass_actors: [] });
    assert.deepEqual(cleared.body.bypass_actors, []);
  });

  it("keeps the place of actors that stay", async () => {
    const [maintain, write] = [2, 4].map(actor_id => ({ ...role, actor_id }));
    const { id } = (await create("ordered", { bypass_actors: [role, maintain] })).body;
    const { body } = await github.rest("PUT", `${path}/${id}`, { bypass_actors: [write, maintain, role] });
    assert.deepEqual(body.bypass_actors, [role, maintain, write]);
  });

  it("shows who may bypass to administrators only", async () => {
    const { id } = (await create("private bypass", { bypass_actors: [role] })).body;
    const { body } = await github.restAs("reader", "GET", `${path}/${id}`);
    assert.equal(body.name, "private bypass");
    assert.equal("bypass_actors" in body, false);
  });

  it("lists those of the organisation beside a repository's own", async () => {
    const organization = await github.rest("POST", "/orgs/acme/rulesets", {
      ...ruleset("for all"),
      conditions: {
        ref_name: { include: ["~ALL"], exclude: [] },
        repository_name: { include: ["~ALL"], exclude: [] },
      },
    });
    assert.equal(organization.status, 201);
    const names = async (query: string) =>
      (await github.rest("GET", `${path}?per_page=100${query}`)).body.map(
        ({ name }: { name: string }) => name,
      );
    assert.ok((await names("")).includes("for all"));
    assert.ok(!(await names("&includes_parents=false")).includes("for all"));
    assert.equal((await github.rest("DELETE", `/orgs/acme/rulesets/${organization.body.id}`)).status, 204);
  });

  it("remembers who wrote it, the latest first", async () => {
    const { body } = await create("remembered");
    await github.control("PUT", "/organizations/acme/members/mallory", { role: "admin" });
    await github.restAs("mallory", "PUT", `${path}/${body.id}`, { enforcement: "disabled" });
    const { body: history } = await github.rest("GET", `${path}/${body.id}/history`);
    const people = history.map(({ actor }: { actor: { id: number } }) => actor.id);
    const [{ body: mallory }, { body: admin }] = [
      await github.restAs("mallory", "GET", "/user"),
      await github.rest("GET", "/user"),
    ];
    assert.deepEqual(people, [mallory.id, admin.id]);
    const search = "/orgs/acme/audit-log?phrase=repo:acme/app%20action:repository_ruleset&per_page=2";
    const { body: log } = await github.rest("GET", search);
    assert.deepEqual(
      log.map(({ action, actor }: Record<string, string>) => [action, actor]),
      [
        ["repository_ruleset.update", "mallory"],
        ["repository_ruleset.create", "sandbox-admin"],
      ],
    );
  });

  it("deletes one", async () => {
    const { id } = (await create("gone")).body;
    assert.equal((await github.rest("DELETE", `${path}/${id}`)).status, 204);
    assert.equal((await github.rest("GET", `${path}/${id}`)).status, 404);
  });
});
