import assert from "node:assert/strict";
import { TestServer } from "./client.ts";

describe("sandbox GitHub: members, collaborators and invitations", () => {
  let github: TestServer;
  before(async () => {
    github = await TestServer.start();
    await github.control("PUT", "/organizations/acme/members/mona");
    await github.control("PUT", "/users/guest");
  });
  after(() => github.stop());

  const logins = (list: { login: string }[]) => list.map(({ login }) => login).sort();

  it("gives a member access at once", async () => {
    await github.repository("members");
    const answer = await github.rest("PUT", "/repos/acme/members/collaborators/mona", {
      permission: "maintain",
    });
    assert.equal(answer.status, 204);
    const direct = (await github.rest("GET", "/repos/acme/members/collaborators?affiliation=direct")).body;
    assert.equal(direct[0].role_name, "maintain");
    const outside = await github.rest("GET", "/repos/acme/members/collaborators?affiliation=outside");
    assert.deepEqual(outside.body, []);
  });

  it("lists owners among all collaborators, not among direct ones", async () => {
    await github.repository("owners");
    const all = (await github.rest("GET", "/repos/acme/owners/collaborators")).body;
    assert.deepEqual(logins(all), ["mona", "sandbox-admin"]);
    assert.deepEqual(
      (await github.rest("GET", "/repos/acme/owners/collaborators?affiliation=direct")).body,
      [],
    );
  });

  it("invites everybody else, once", async () => {
    await github.repository("invited");
    const path = "/repos/acme/invited/collaborators/guest";
    const first = await github.rest("PUT", path, { permission: "push" });
    assert.equal(first.status, 201);
    assert.equal(first.body.permissions, "write");
    const second = await github.rest("PUT", path, { permission: "triage" });
    assert.equal(second.body.id, first.body.id);
    assert.equal((await github.rest("GET", "/repos/acme/invited/invitations")).body.length, 1);
    assert.deepEqual(
      (await github.rest("GET", "/repos/acme/invited/collaborators?affiliation=direct")).body,
      [],
    );
  });

  it("gives access when the invitation is accepted", async () => {
    await github.repository("accepted", { private: true });
    const path = "/repos/acme/accepted/collaborators/guest";
    const { id } = (await github.rest("PUT", path, { permission: "push" })).body;
    await github.rest("PATCH", `/repos/acme/accepted/invitations/${id}`, { permissions: "read" });
    assert.equal((await github.restAs("guest", "PATCH", `/user/repository_invitations/${id}`)).status, 204);
    const outside = (await github.rest("GET", "/repos/acme/accepted/collaborators?affiliation=outside")).body;
    assert.deepEqual(logins(outside), ["guest"]);
    assert.equal(outside[0].role_name, "read");
    assert.equal((await github.restAs("guest", "GET", "/repos/acme/accepted")).status, 200);
    assert.equal((await github.rest("PUT", path, { permission: "admin" })).status, 204);
    assert.equal((await github.rest("GET", `${path}/permission`)).body.role_name, "admin");
    assert.equal((await github.rest("DELETE", path)).status, 204);
    assert.equal((await github.restAs("guest", "GET", "/repos/acme/accepted")).status, 404);
  });

  it("answers 404 for a user that does not exist", async () => {
    await github.repository("nobody");
    assert.equal((await github.rest("PUT", "/repos/acme/nobody/collaborators/no-such-user", {})).status, 404);
  });

  it("refuses a role that does not exist", async () => {
    await github.repository("roles");
    const answer = await github.rest("PUT", "/repos/acme/roles/collaborators/mona", { permission: "owner" });
    assert.equal(answer.status, 422);
  });

  it("asks users whether they want to become members", async () => {
    await github.control("PUT", "/users/newcomer");
    const { body } = await github.rest("PUT", "/orgs/acme/memberships/newcomer", { role: "member" });
    assert.equal(body.state, "pending");
    assert.equal((await github.rest("GET", "/orgs/acme/members/newcomer")).status, 404);
    await github.restAs("newcomer", "PATCH", "/user/memberships/orgs/acme", { state: "active" });
    assert.equal((await github.rest("GET", "/orgs/acme/members/newcomer")).status, 204);
  });

  it("takes a leaving member's access away", async () => {
    await github.control("PUT", "/organizations/acme/members/leaver");
    await github.repository("left", { private: true });
    await github.rest("PUT", "/repos/acme/left/collaborators/leaver", { permission: "admin" });
    assert.equal((await github.rest("DELETE", "/orgs/acme/members/leaver")).status, 204);
    assert.equal((await github.restAs("leaver", "GET", "/repos/acme/left")).status, 404);
  });

  it("lets owners alone change the organisation", async () => {
    const change = { default_repository_permission: "none" };
    assert.equal((await github.restAs("mona", "PATCH", "/orgs/acme", change)).status, 403);
    assert.equal(
      (await github.rest("PATCH", "/orgs/acme", change)).body.default_repository_permission,
      "none",
    );
    await github.repository("unseen", { private: true });
    assert.equal((await github.restAs("mona", "GET", "/repos/acme/unseen")).status, 404);
  });
});
