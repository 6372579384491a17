import assert from "node:assert/strict";
import { connect, graphqlUrl, restUrl } from "../../../src/github/api.ts";
import { type Gateway, openGateway } from "../../../src/github/pacing/gateway.ts";
import { Pace } from "../../../src/github/pacing/pace.ts";
import { TestWorld } from "../../support/world.ts";

/** GitHub's limits, and how many times faster than real time they pass. */
const timeScale = 60;
const limits = { pointsPerMinute: 60, contentPerMinute: 10, primaryPerHour: 5000, timeScale };
const pace = () =>
  new Pace([
    { of: "points", most: limits.pointsPerMinute, seconds: 60 / timeScale },
    { of: "creations", most: limits.contentPerMinute, seconds: 60 / timeScale },
  ]);

describe("The way to GitHub at the pace of its limits", () => {
  let world: TestWorld;
  let gateway: Gateway;

  before(async () => {
    world = await TestWorld.start();
  });
  after(() => world.close());
  afterEach(() => gateway.close());

  async function client(upstream = restUrl(world.server.url)) {
    gateway = await openGateway({ rest: upstream, graphql: graphqlUrl(upstream) }, pace());
    return await connect({ ...world.environment, GITHUB_BASE_URL: gateway.url });
  }

  it("passes on what is asked and answered, of REST and GraphQL", async () => {
    const { rest, graphql } = await client();
    await rest.repos.createInOrg({ org: world.organization, name: "api", description: "Ä & <b>" });
    const { data } = await rest.repos.get({ owner: world.organization, repo: "api" });
    assert.equal(data.description, "Ä & <b>");
    const { organization } = await graphql<{ organization: { login: string } }>(
      "query($login: String!) { organization(login: $login) { login } }",
      { login: world.organization },
    );
    assert.equal(organization.login, world.organization);
    await assert.rejects(rest.repos.get({ owner: world.organization, repo: "none" }), /Not Found/);
    const anonymous = await fetch(`${gateway.url}api/v3/user`);
    assert.equal(anonymous.status, 401);
    assert.equal((await fetch(`${gateway.url}_sandbox/calls`)).status, 404);
    assert.equal((await fetch(`${new URL(gateway.url).origin}/api/v3/user`)).status, 404);
  });

  it("passes on names as they are written", async () => {
    const { rest } = await client();
    await rest.repos.createInOrg({ org: world.organization, name: "names" });
    const of = { owner: world.organization, repo: "names" };
    for (const name of ["a\\b", "a/b", "100 %"]) {
      await rest.issues.createLabel({ ...of, name });
      assert.equal((await rest.issues.getLabel({ ...of, name })).data.name, name);
    }
  });

  it("asks GitHub no more with a token that has ended, and all the same with others", async () => {
    const { rest } = await client();
    const user = (token: string) =>
      fetch(`${gateway.url}api/v3/user`, { headers: { authorization: `Bearer ${token}` } });
    await world.resetCalls();
    assert.deepEqual([(await user("ended")).status, (await user("ended")).status], [401, 401]);
    assert.equal((await world.calls()).reads, 1);
    assert.equal((await rest.users.getAuthenticated()).status, 200);
  });

  it("has nothing refused, however much is asked at once", async () => {
    const { rest } = await client();
    await world.control("PUT", "/settings", { limits });
    await world.resetCalls();
    const names = Array.from({ length: 25 }, (_, index) => `many-${index}`);
    await Promise.all(names.map(name => rest.repos.createInOrg({ org: world.organization, name })));
    await Promise.all(names.map(repo => rest.repos.get({ owner: world.organization, repo })));
    const { refused } = await world.calls();
    await world.control("PUT", "/settings", {});
    assert.deepEqual(refused, { primary: 0, secondary: 0 });
  });

  it("waits for the next hour where the allowance is spent", async () => {
    const { rest } = await client();
    await world.control("PUT", "/settings", { limits: { primaryPerHour: 60, timeScale: 1200 } });
    await world.resetCalls();
    for (let left = 40; left > 0; left--) await rest.orgs.get({ org: world.organization });
    const { refused } = await world.calls();
    await world.control("PUT", "/settings", {});
    assert.deepEqual(refused, { primary: 0, secondary: 0 });
  });

  it("says so where GitHub can't be reached", async () => {
    const { rest } = await client("http://127.0.0.1:9/api/v3");
    await assert.rejects(rest.users.getAuthenticated({ request: { retries: 0 } }), /can't be reached/);
  });
});
