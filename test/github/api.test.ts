import assert from "node:assert/strict";
import { RequestError } from "octokit";
import { connect, graphqlUrl, restUrl, secondsToWait } from "../../src/github/api.ts";
import { TestWorld } from "../support/world.ts";

describe("Where GitHub is", () => {
  for (const [address, rest, graphql] of [
    [undefined, "https://api.github.com", "https://api.github.com/graphql"],
    ["https://github.com/", "https://api.github.com", "https://api.github.com/graphql"],
    ["https://acme.ghe.com/", "https://api.acme.ghe.com", "https://api.acme.ghe.com/graphql"],
    ["https://api.acme.ghe.com", "https://api.acme.ghe.com", "https://api.acme.ghe.com/graphql"],
    ["https://git.acme.example", "https://git.acme.example/api/v3", "https://git.acme.example/api/graphql"],
    [
      "https://git.acme.example/api/v3/",
      "https://git.acme.example/api/v3",
      "https://git.acme.example/api/graphql",
    ],
  ] as const)
    it(`is told by ${address ?? "nothing"}`, () => {
      assert.deepEqual([restUrl(address), graphqlUrl(restUrl(address))], [rest, graphql]);
    });
});

describe("A client that meets a rate limit", () => {
  let world: TestWorld;

  before(async () => {
    world = await TestWorld.start();
  });
  after(() => world.close());
  beforeEach(() =>
    world.control("PUT", "/faults", [{ path: "/user$", nth: 1, action: "primary-limit", seconds: 2 }]),
  );

  it("waits for its end where it has the patience", async () => {
    const api = await connect(world.environment, 5);
    assert.equal((await api.rest.users.getAuthenticated()).status, 200);
  });

  it("asks no more before the time has come that GitHub has named", async () => {
    const headers = { "retry-after": "1" };
    await world.control("PUT", "/faults", [
      { path: "/user$", nth: 1, action: "status", status: 429, headers },
    ]);
    const api = await connect(world.environment, 5);
    await world.resetCalls();
    const began = performance.now();
    assert.equal((await api.rest.users.getAuthenticated()).status, 200);
    assert.equal((await world.calls()).reads, 2);
    assert.ok(performance.now() - began >= 1000);
  });

  it("waits a minute where GitHub has had too much and names no time", () => {
    const message =
      "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    const request = { method: "GET" as const, url: "https://api.github.com/user", headers: {} };
    const response = {
      status: 403,
      url: request.url,
      headers: { "x-ratelimit-remaining": "60" },
      data: {},
      retryCount: 0,
    };
    assert.equal(secondsToWait(new RequestError(message, 403, { request, response })), 60);
    assert.equal(secondsToWait(new RequestError("Not for you", 403, { request, response })), undefined);
  });

  it("says so where it lasts longer", async () => {
    const api = await connect(world.environment, 1);
    await assert.rejects(
      api.rest.users.getAuthenticated(),
      (error: unknown) => error instanceof RequestError && error.status === 403,
    );
  });
});
