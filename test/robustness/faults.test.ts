import assert from "node:assert/strict";
import { loadCatalogue } from "../../src/catalogue/catalogue.ts";
import { findProject } from "../../src/engine/project.ts";
import { exportState } from "../../src/engine/state.ts";
import { openTarget } from "../../src/loop/target.ts";
import type { TestWorld } from "../support/world.ts";
import { secretValues, standard, startSmallOrganization } from "./small-organization.ts";
import { stored } from "./stored.ts";

/** A repository whose making takes about a dozen writes. */
const entry = `
archetype: plain
topics: [one]
access: {users: {octocat: push}}
rulesets: {guard: {include: [~DEFAULT_BRANCH], rules: {deletion: true}}}
environments: {live: {reviewers: {teams: [core]}, branches: [main]}}
variables: {REGION: eu, SIZE: small}
secrets: {TOKEN: {env: ALPHA_TOKEN}}
autolinks: {"T-": {url: "https://tickets.example/<num>"}}
`;

interface Case {
  readonly name: string;
  readonly fault: object;
  /** What the failing run says; a run that waits and goes on by itself says nothing. */
  readonly says?: RegExp;
}

/** One request of our own provider, and one of the GitHub provider: each has a client of its own. */
const requests = {
  topics: { method: "PUT", path: "/topics$" },
  ruleset: { method: "POST", path: "/rulesets$" },
} as const;

const faults: readonly Case[] = [
  { name: "an answer cut in half", fault: { action: "truncate" }, says: /EOF|cut short/ },
  { name: "a dropped connection", fault: { action: "drop" }, says: /EOF|other side closed/ },
  { name: "a server error", fault: { action: "status", status: 500 }, says: /500/ },
  { name: "a bad gateway", fault: { action: "status", status: 502 }, says: /502/ },
  { name: "a short primary rate limit", fault: { action: "primary-limit", seconds: 2, times: 1 } },
  { name: "a short secondary rate limit", fault: { action: "secondary-limit", seconds: 2, times: 1 } },
];

const cases = Object.entries(requests).flatMap(([kind, { method, path }]) =>
  faults.map(one => ({
    ...one,
    kind,
    request: (repository: string) => ({ method, path: `/${repository}${path}` }),
  })),
);

describe("fairway up, when GitHub fails in the middle of it", function () {
  this.timeout(600_000);
  let world: TestWorld;
  const outputs: string[] = [];

  before(async () => {
    world = await startSmallOrganization({ repos: { "standard.yaml": standard } });
    assert.equal((await up()).code, 0);
  });
  after(() => world.close());
  afterEach(() => world.control("DELETE", "/faults"));

  async function up() {
    const finished = await world.fairway(["up", "--yes"]);
    outputs.push(finished.stdout, finished.stderr);
    return finished;
  }

  async function pending(): Promise<unknown> {
    const project = findProject(world.project);
    const catalogue = await loadCatalogue(`${world.project}/repos`);
    const open = await openTarget({ project, stack: "github", organization: world.organization, catalogue });
    return (await exportState(open)).deployment.pending_operations ?? [];
  }

  for (const [number, { name, kind, request, fault, says }] of cases.entries()) {
    it(`${says ? "says so, keeps the state whole, and finishes the next time" : "waits and goes on"}: ${kind}, ${name}`, async () => {
      const repository = `case-${number}`;
      world.write(`repos/${repository}/repo.yaml`, entry);
      await world.control("PUT", "/faults", [{ ...request(repository), ...fault }]);
      const first = await up();
      const [{ triggered }] = (await world.control("GET", "/faults")) as [{ triggered: number }];
      assert.ok(triggered > 0, "nothing was asked of the server that the fault would befall");
      assert.deepEqual(await pending(), []);
      await world.control("DELETE", "/faults");
      if (!says) return assert.equal(first.code, 0, `${first.stdout}\n${first.stderr}`);
      assert.match(first.stderr, says);
      assert.match(first.stderr, new RegExp(repository));
      assert.match(first.stderr, /mend the cause and run again/);
      assert.equal(first.code, 1);
      const next = await up();
      assert.equal(next.code, 0, `${next.stdout}\n${next.stderr}`);
    });
  }

  it("has nothing left to do in the end", async () => {
    const { code, stdout, stderr } = await world.fairway(["preview", "--refresh", "--expect-no-changes"]);
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    assert.deepEqual((await world.calls()).unknown, []);
  });

  it("shows no secret and keeps none in the open", () => {
    const secrets = [world.server.token, ...Object.values(secretValues)];
    const texts = [...outputs.map(text => ["the output", text] as const), ...stored(world)];
    for (const [where, text] of texts) {
      for (const secret of secrets) assert.ok(!text.includes(secret), `${where} has a secret in it`);
    }
  });
});
