import assert from "node:assert/strict";
import { TestServer } from "./client.ts";

describe("sandbox GitHub: counting, faults, limits, pages and ETags", () => {
  let github: TestServer;
  before(async () => {
    github = await TestServer.start();
    await github.repository("app");
  });
  after(() => github.stop());
  afterEach(async () => {
    await github.control("DELETE", "/faults");
    await github.control("PUT", "/settings", {});
  });

  it("counts requests by route, reads and writes apart", async () => {
    await github.control("DELETE", "/calls");
    await github.rest("GET", "/repos/acme/app");
    await github.rest("GET", "/repos/acme/app/labels/bug");
    await github.rest("PATCH", "/repos/acme/app", { description: "x" });
    const { body } = await github.control("GET", "/calls");
    assert.equal(body.reads, 2);
    assert.equal(body.writes, 1);
    assert.equal(body.calls["GET /repos/:owner/:repo"], 1);
    assert.equal(body.calls["PATCH /repos/:owner/:repo"], 1);
    assert.deepEqual(body.unknown, []);
  });

  it("counts GraphQL by what it does, not by its method", async () => {
    await github.control("DELETE", "/calls");
    const query = async (text: string) =>
      fetch(`${github.server.url}/api/graphql`, {
        method: "POST",
        headers: { authorization: `bearer ${github.server.token}` },
        body: JSON.stringify({ query: text }),
      });
    await query('{ organization(login: "acme") { id } }');
    await query(
      'mutation { deleteBranchProtectionRule(input: { branchProtectionRuleId: "x" }) { clientMutationId } }',
    );
    const { body } = await github.control("GET", "/calls");
    assert.equal(body.calls["query organization"], 1);
    assert.equal(body.calls["mutation deleteBranchProtectionRule"], 1);
    assert.deepEqual([body.reads, body.writes], [1, 1]);
  });

  it("answers 501 to what it does not know, and remembers it", async () => {
    const { status, body } = await github.rest("GET", "/repos/acme/app/pages");
    assert.equal(status, 501);
    assert.match(body.message, /GET \/api\/v3\/repos\/acme\/app\/pages/);
    assert.ok(
      (await github.control("GET", "/calls")).body.unknown.includes("GET /api/v3/repos/acme/app/pages"),
    );
  });

  it("answers with a status instead of doing anything", async () => {
    await github.control("PUT", "/faults", [
      { method: "PATCH", path: "/app$", nth: 2, action: "status", status: 502 },
    ]);
    const patch = (description: string) => github.rest("PATCH", "/repos/acme/app", { description });
    assert.equal((await patch("first")).status, 200);
    assert.equal((await patch("second")).status, 502);
    assert.equal((await github.rest("GET", "/repos/acme/app")).body.description, "first");
    assert.equal((await patch("third")).status, 200);
  });

  it("drops the connection before anything is done", async () => {
    await github.control("PUT", "/faults", [{ write: 1, action: "drop" }]);
    await assert.rejects(github.rest("PATCH", "/repos/acme/app", { description: "dropped" }));
    assert.notEqual((await github.rest("GET", "/repos/acme/app")).body.description, "dropped");
  });

  it("commits a write and never answers it", async () => {
    await github.control("PUT", "/faults", [{ write: 1, action: "hang-after-commit" }]);
    const request = fetch(`${github.server.url}/api/v3/repos/acme/app`, {
      method: "PATCH",
      headers: { authorization: `token ${github.server.token}` },
      body: JSON.stringify({ description: "committed" }),
      signal: AbortSignal.timeout(300),
    });
    await assert.rejects(request);
    const { body } = await github.control("GET", "/faults");
    assert.equal(body[0].triggered, true);
    assert.equal((await github.rest("GET", "/repos/acme/app")).body.description, "committed");
  });

  it("waits no more for a client that gave up before its write was committed", async () => {
    const server = await TestServer.start();
    await server.repository("app");
    await server.control("PUT", "/settings", { latencyMs: 200 });
    await server.control("PUT", "/faults", [{ write: 1, action: "hang-after-commit" }]);
    const request = fetch(`${server.server.url}/api/v3/repos/acme/app`, {
      method: "PATCH",
      headers: { authorization: `token ${server.server.token}` },
      body: JSON.stringify({ description: "committed" }),
      signal: AbortSignal.timeout(50),
    });
    await assert.rejects(request);
    await server.stop();
  });

  it("cuts an answer in half", async () => {
    await github.control("PUT", "/faults", [{ path: "/app$", action: "truncate" }]);
    await assert.rejects(github.rest("GET", "/repos/acme/app"));
  });

  it("answers with the limits as documented", async () => {
    await github.control("PUT", "/faults", [{ nth: 1, action: "primary-limit", seconds: 30 }]);
    const primary = await github.rest("GET", "/orgs/acme");
    assert.equal(primary.status, 403);
    assert.equal(primary.headers.get("x-ratelimit-remaining"), "0");
    assert.ok(Math.abs(Number(primary.headers.get("x-ratelimit-reset")) - Date.now() / 1000 - 30) < 3);
    await github.control("PUT", "/faults", [{ nth: 1, action: "secondary-limit" }]);
    const secondary = await github.rest("GET", "/orgs/acme");
    assert.equal(secondary.status, 403);
    assert.match(secondary.body.message, /secondary rate limit/);
    assert.match(secondary.body.documentation_url, /secondary-rate-limits$/);
    assert.ok(Number(secondary.headers.get("retry-after")) >= 1);
  });

  it("refuses a fault it does not understand", async () => {
    const answer = await github.control("PUT", "/faults", [{ action: "explode" }]);
    assert.equal(answer.status, 422);
    assert.equal((await github.control("PUT", "/faults", [{ action: "drop", path: "(" }])).status, 422);
  });

  it("enforces the primary limit, and lets it pass in scaled time", async () => {
    await github.control("PUT", "/settings", { limits: { primaryPerHour: 2, timeScale: 3600 } });
    const statuses: number[] = [];
    for (let count = 0; count < 3; count++) statuses.push((await github.rest("GET", "/orgs/acme")).status);
    assert.deepEqual(statuses, [200, 200, 403]);
    await new Promise(resolve => setTimeout(resolve, 1100));
    assert.equal((await github.rest("GET", "/orgs/acme")).status, 200);
  });

  it("counts points and content-creating requests for the secondary limits", async () => {
    await github.control("PUT", "/settings", { limits: { pointsPerMinute: 6 } });
    assert.equal((await github.rest("PATCH", "/repos/acme/app", {})).status, 200);
    assert.equal((await github.rest("PATCH", "/repos/acme/app", {})).status, 403);
    assert.equal((await github.rest("GET", "/repos/acme/app")).status, 200);
    await github.control("PUT", "/settings", { limits: { contentPerMinute: 1 } });
    await github.control("DELETE", "/calls");
    const label = async (name: string) =>
      (await github.rest("POST", "/repos/acme/app/labels", { name, color: "ededed" })).status;
    assert.deepEqual([await label("one"), await label("two")], [201, 403]);
    assert.equal((await github.rest("PATCH", "/repos/acme/app", {})).status, 200, "what only sets is free");
    const { content, refused } = (await github.control("GET", "/calls")).body;
    assert.deepEqual([content, refused], [1, { primary: 0, secondary: 1 }]);
    await github.rest("DELETE", "/repos/acme/app/labels/one");
  });

  it("holds GraphQL to points of its own", async () => {
    await github.control("PUT", "/settings", { limits: { pointsPerMinute: 1, graphqlPointsPerMinute: 1 } });
    const query = async () =>
      (
        await fetch(`${github.server.url}/api/graphql`, {
          method: "POST",
          headers: { authorization: `bearer ${github.server.token}` },
          body: JSON.stringify({ query: '{ organization(login: "acme") { id } }' }),
        })
      ).status;
    assert.deepEqual([await query(), await query()], [200, 403]);
    assert.equal((await github.rest("GET", "/repos/acme/app")).status, 200);
  });

  it("lets content be created in scaled time, at most so much an hour", async () => {
    await github.control("PUT", "/settings", { limits: { contentPerHour: 1, timeScale: 3600 } });
    const label = async (name: string) =>
      (await github.rest("POST", "/repos/acme/app/labels", { name, color: "ededed" })).status;
    assert.deepEqual([await label("three"), await label("four")], [201, 403]);
    await new Promise(resolve => setTimeout(resolve, 1100));
    assert.equal(await label("four"), 201);
    for (const name of ["three", "four"]) await github.rest("DELETE", `/repos/acme/app/labels/${name}`);
  });

  it("answers 304, free of the primary limit, to who has the answer already", async () => {
    await github.control("PUT", "/settings", { limits: { primaryPerHour: 100 } });
    const first = await github.rest("GET", "/repos/acme/app");
    const etag = first.headers.get("etag") ?? "";
    const again = await github.rest("GET", "/repos/acme/app", undefined, { "if-none-match": etag });
    assert.equal(again.status, 304);
    assert.equal(again.headers.get("x-ratelimit-used"), "1");
    await github.rest("PATCH", "/repos/acme/app", { description: "other" });
    const changed = await github.rest("GET", "/repos/acme/app", undefined, { "if-none-match": etag });
    assert.equal(changed.status, 200);
  });

  it("tells each credential its own ETag", async () => {
    const mine = await github.rest("GET", "/repos/acme/app/labels");
    await github.control("PUT", "/users/other", { token: "other" });
    const headers = { authorization: "token other", "if-none-match": mine.headers.get("etag") ?? "" };
    assert.equal((await github.rest("GET", "/repos/acme/app/labels", undefined, headers)).status, 200);
  });

  it("gives lists in pages that lead to each other", async () => {
    const names: string[] = [];
    let path = "/repos/acme/app/labels?per_page=4";
    while (path) {
      const { body, headers } = await github.rest("GET", path);
      assert.ok(body.length <= 4);
      names.push(...body.map(({ name }: { name: string }) => name));
      const next = /<([^>]+)>; rel="next"/.exec(headers.get("link") ?? "")?.[1];
      path = next ? next.slice(next.indexOf("/repos")) : "";
    }
    assert.equal(new Set(names).size, 9);
  });

  it("names an endpoint of its own that does not exist", async () => {
    const { status, body } = await github.control("GET", "/no-such-thing");
    assert.equal(status, 404);
    assert.match(body.message, /no endpoint GET \/_sandbox\/no-such-thing/);
  });

  it("waits before each answer when it is told to", async () => {
    await github.control("PUT", "/settings", { latencyMs: 80 });
    const start = performance.now();
    await github.rest("GET", "/orgs/acme");
    assert.ok(performance.now() - start >= 75);
  });
});
