import assert from "node:assert/strict";
import { entry, smallStandard } from "../support/catalogue.ts";
import { TestWorld } from "../support/world.ts";

describe("GitHub out of reach", function () {
  this.timeout(600_000);
  let world: TestWorld;

  before(async () => {
    const repos = { "standard.yaml": smallStandard, "alpha/repo.yaml": entry() };
    world = await TestWorld.start({ repos });
  });
  after(() => world.close());
  beforeEach(() => world.resetCalls());
  afterEach(() => world.control("DELETE", "/faults"));

  const organization = { path: "^/api/v3/orgs/acme$" };
  const cases: readonly {
    what: string;
    environment?: Record<string, string>;
    args?: readonly string[];
    fault?: object;
    says: RegExp;
  }[] = [
    { what: "no credential", environment: { GITHUB_TOKEN: "" }, says: /no credential for GitHub/ },
    { what: "a wrong token", environment: { GITHUB_TOKEN: "wrong" }, says: /refuses the credential/ },
    { what: "an unknown organisation", args: ["--organization", "moon"], says: /no organisation `moon`/ },
    {
      what: "a server that is down",
      environment: { GITHUB_BASE_URL: "http://127.0.0.1:9/" },
      says: /can't be reached: .*; is the sandbox up \(`fairway sandbox up`\)\?/,
    },
    { what: "a dropped connection", fault: { ...organization, action: "drop" }, says: /can't be reached/ },
    { what: "half an answer", fault: { ...organization, action: "truncate" }, says: /cut short/ },
    {
      what: "a server error",
      fault: { ...organization, action: "status", status: 503, body: { message: "Unicorn!" } },
      says: /GitHub answers 503 Unicorn!/,
    },
    {
      what: "a rate limit",
      fault: { ...organization, action: "primary-limit" },
      says: /rate limit is used up until/,
    },
  ];
  for (const { what, environment = {}, args = [], fault, says } of cases) {
    it(`is told within seconds, and nothing is touched: ${what}`, async () => {
      if (fault) await world.control("PUT", "/faults", [fault]);
      const started = Date.now();
      const { code, stderr, stdout } = await world.fairway(["up", "--yes", ...args], environment);
      assert.match(stderr, says);
      assert.equal(code, 1);
      assert.equal(stdout, "");
      assert.ok(Date.now() - started < 20_000);
      assert.equal((await world.calls()).writes, 0);
    });
  }
});
