import assert from "node:assert/strict";
import { TestServer } from "./client.ts";

describe("sandbox GitHub: custom properties", () => {
  let github: TestServer;
  before(async () => {
    github = await TestServer.start();
    await github.control("PUT", "/organizations/acme/members/mona");
    await github.repository("app");
    await github.rest("PUT", "/repos/acme/app/collaborators/mona", { permission: "admin" });
    await define("tier", { value_type: "single_select", allowed_values: ["gold", "silver"] });
    await define("owner", { value_type: "string", values_editable_by: "org_and_repo_actors" });
  });
  after(() => github.stop());

  const define = (name: string, body: Record<string, unknown>) =>
    github.rest("PUT", `/orgs/acme/properties/schema/${name}`, body);
  const values = "/repos/acme/app/properties/values";
  const set = (property_name: string, value: unknown) =>
    github.rest("PATCH", values, { properties: [{ property_name, value }] });

  it("refuses definitions that contradict themselves", async () => {
    assert.equal((await define("a", { value_type: "single_select" })).status, 422);
    assert.equal((await define("a", { value_type: "string", allowed_values: ["x"] })).status, 422);
    assert.equal((await define("a", { value_type: "string", required: true })).status, 422);
    assert.equal((await define("tier", { value_type: "string" })).status, 422);
  });

  it("lists values that are set, and unsets them with null", async () => {
    assert.deepEqual((await github.rest("GET", values)).body, []);
    assert.equal((await set("tier", "gold")).status, 204);
    assert.deepEqual((await github.rest("GET", values)).body, [{ property_name: "tier", value: "gold" }]);
    await set("tier", null);
    assert.deepEqual((await github.rest("GET", values)).body, []);
  });

  it("refuses values that are not allowed, and properties that are not defined", async () => {
    assert.equal((await set("tier", "bronze")).status, 422);
    assert.equal((await set("tier", ["gold"])).status, 422);
    assert.equal((await set("undefined", "x")).status, 422);
  });

  it("reads a required property back as its default", async () => {
    await define("region", { value_type: "string", required: true, default_value: "eu" });
    const { body } = await github.rest("GET", "/orgs/acme/properties/values");
    assert.deepEqual(body[0].properties, [{ property_name: "region", value: "eu" }]);
    await github.rest("DELETE", "/orgs/acme/properties/schema/region");
  });

  it("lets a repository's administrators set what the organisation leaves to them", async () => {
    const asMona = (property_name: string, value: string) =>
      github.restAs("mona", "PATCH", values, { properties: [{ property_name, value }] });
    assert.equal((await asMona("tier", "gold")).status, 403);
    assert.equal((await asMona("owner", "mona")).status, 204);
  });

  it("forgets the values of a property that is deleted", async () => {
    await define("short", { value_type: "true_false" });
    await set("short", "true");
    assert.equal((await github.rest("DELETE", "/orgs/acme/properties/schema/short")).status, 204);
    await define("short", { value_type: "true_false" });
    const { body } = await github.rest("GET", values);
    assert.equal(
      body.some(({ property_name }: { property_name: string }) => property_name === "short"),
      false,
    );
  });
});
