import assert from "node:assert/strict";
import { TestServer } from "./client.ts";

describe("sandbox GitHub: teams", () => {
  let github: TestServer;
  before(async () => {
    github = await TestServer.start();
    await github.control("PUT", "/organizations/acme/members/mona");
  });
  after(() => github.stop());

  const create = (name: string, more: Record<string, unknown> = {}) =>
    github.rest("POST", "/orgs/acme/teams", { name, ...more });

  it("makes a slug of the name, and whoever creates a team its maintainer", async () => {
    const { status, body } = await create("Site Reliability & Ops");
    assert.equal(status, 201);
    assert.equal(body.slug, "site-reliability-ops");
    assert.equal(body.privacy, "secret");
    assert.equal(body.members_count, 1);
    const membership = await github.rest("GET", `/orgs/acme/teams/${body.slug}/memberships/sandbox-admin`);
    assert.equal(membership.body.role, "maintainer");
  });

  it("refuses two names with one slug", async () => {
    await create("payments");
    const { status, body } = await create("Payments");
    assert.equal(status, 422);
    assert.equal(body.errors[0].message, "Name must be unique for this org");
  });

  it("answers by slug and by id", async () => {
    const { body } = await create("by-id");
    const organization = (await github.rest("GET", "/orgs/acme")).body.id;
    const found = await github.rest("GET", `/organizations/${organization}/team/${body.id}`);
    assert.equal(found.body.slug, "by-id");
    assert.equal((await github.rest("GET", `/organizations/${organization}/team/99`)).status, 404);
  });

  it("gives a renamed team a new slug", async () => {
    await create("before");
    const { body } = await github.rest("PATCH", "/orgs/acme/teams/before", {
      name: "after",
      description: "x",
    });
    assert.equal(body.slug, "after");
    assert.equal((await github.rest("GET", "/orgs/acme/teams/before")).status, 404);
  });

  it("nests visible teams only, without circles, and removes a parent's children with it", async () => {
    const parent = (await create("parent", { privacy: "closed" })).body;
    const child = (await create("child", { parent_team_id: parent.id })).body;
    assert.equal(child.privacy, "closed");
    assert.equal(child.parent.slug, "parent");
    assert.equal((await create("hidden", { parent_team_id: parent.id, privacy: "secret" })).status, 422);
    const circle = await github.rest("PATCH", "/orgs/acme/teams/parent", { parent_team_id: child.id });
    assert.equal(circle.status, 422);
    const children = await github.rest("GET", "/orgs/acme/teams/parent/teams");
    assert.deepEqual(
      children.body.map(({ slug }: { slug: string }) => slug),
      ["child"],
    );
    await github.rest("DELETE", "/orgs/acme/teams/parent");
    assert.equal((await github.rest("GET", "/orgs/acme/teams/child")).status, 404);
  });

  it("gives access to repositories, which teams below inherit", async () => {
    await github.repository("shared");
    const parent = (await create("above", { privacy: "closed" })).body;
    await create("below", { parent_team_id: parent.id });
    const path = "/orgs/acme/teams/above/repos/acme/shared";
    assert.equal((await github.rest("PUT", path, { permission: "maintain" })).status, 204);
    const teams = (await github.rest("GET", "/repos/acme/shared/teams")).body;
    assert.deepEqual(
      teams.map(({ slug, permission }: Record<string, string>) => [slug, permission]),
      [["above", "maintain"]],
    );
    assert.equal((await github.rest("GET", "/orgs/acme/teams/below/repos")).body[0].role_name, "maintain");
    assert.equal((await github.rest("DELETE", path)).status, 204);
    assert.equal((await github.rest("GET", path)).status, 404);
  });

  it("lets its members do what it may", async () => {
    await github.repository("team-owned", { private: true });
    await create("owners", { privacy: "closed" });
    await github.rest("PUT", "/orgs/acme/teams/owners/memberships/mona", { role: "member" });
    await github.rest("PUT", "/orgs/acme/teams/owners/repos/acme/team-owned", { permission: "admin" });
    const change = await github.restAs("mona", "PATCH", "/repos/acme/team-owned", { description: "by mona" });
    assert.equal(change.status, 200);
    await github.rest("DELETE", "/orgs/acme/teams/owners/memberships/mona");
    assert.equal((await github.restAs("mona", "PATCH", "/repos/acme/team-owned", {})).status, 403);
  });

  it("invites somebody from outside to the organisation", async () => {
    await create("inviting");
    await github.control("PUT", "/users/guest");
    const { body } = await github.rest("PUT", "/orgs/acme/teams/inviting/memberships/guest");
    assert.equal(body.state, "pending");
    await github.restAs("guest", "PATCH", "/user/memberships/orgs/acme", { state: "active" });
    const membership = await github.rest("GET", "/orgs/acme/teams/inviting/memberships/guest");
    assert.equal(membership.body.state, "active");
  });

  it("is changed by owners and its maintainers only", async () => {
    await create("guarded", { privacy: "closed" });
    assert.equal((await github.restAs("mona", "DELETE", "/orgs/acme/teams/guarded")).status, 403);
    const rename = { description: "x" };
    assert.equal((await github.restAs("mona", "PATCH", "/orgs/acme/teams/guarded", rename)).status, 403);
    await github.rest("PUT", "/orgs/acme/teams/guarded/memberships/mona", { role: "maintainer" });
    assert.equal((await github.restAs("mona", "PATCH", "/orgs/acme/teams/guarded", rename)).status, 200);
  });
});
