import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { type Check, type Finding, findings, subjectOf } from "../../src/doctor/check.ts";
import { githubChecks } from "../../src/doctor/github.ts";
import { node } from "../../src/doctor/machine.ts";
import { projectChecks } from "../../src/doctor/project.ts";
import { TestWorld } from "../support/world.ts";

describe("doctor", () => {
  let world: TestWorld;
  let directory: string;

  beforeEach(async () => {
    world = await TestWorld.start({ repos: { "standard.yaml": "archetypes: {}\n" } });
    directory = process.cwd();
    process.chdir(world.project);
  });
  afterEach(async () => {
    process.chdir(directory);
    await world.close();
  });

  const look = async (checks: readonly Check[], environment: NodeJS.ProcessEnv = {}) => {
    const subject = subjectOf("github");
    const found = await findings(checks, { ...subject, environment: { ...process.env, ...environment } });
    return Object.fromEntries(found.map(finding => [finding.name, finding])) as Record<string, Finding>;
  };

  it("finds nothing wrong with an owner's token, and does not print it", async () => {
    const found = await look(githubChecks);
    assert.deepEqual(
      Object.values(found).map(({ outcome }) => outcome),
      ["ok", "ok", "ok"],
    );
    assert.ok(!JSON.stringify(found).includes(world.server.token));
  });

  it("says which variables to set when there is no credential", async () => {
    const { credential } = await look(githubChecks, { GITHUB_TOKEN: "" });
    assert.equal(credential?.outcome, "failed");
    assert.match(JSON.stringify(credential), /Set GITHUB_TOKEN/);
  });

  it("tells of a refused credential once", async () => {
    const { credential, organisation, ...rest } = await look(githubChecks, { GITHUB_TOKEN: "wrong" });
    assert.match(credential?.detail ?? "", /refuses it: .*401 Bad credentials/);
    assert.equal(organisation?.outcome, "skipped");
    assert.equal(rest["rate limit"]?.outcome, "skipped");
    assert.ok(!JSON.stringify(credential).includes("wrong"));
  });

  it("says that nobody answers when the server is down", async () => {
    await world.server.close();
    const { credential } = await look(githubChecks);
    assert.match(credential?.detail ?? "", /can't be asked: connect ECONNREFUSED/);
    world.server.close = async () => {};
  });

  it("wants an owner of the organisation", async () => {
    await world.control("PUT", "/users/jo", { token: "ghp_jo" });
    const before = process.env.GITHUB_TOKEN;
    process.env.GITHUB_TOKEN = "ghp_jo";
    try {
      const { organisation } = await look(githubChecks);
      assert.equal(organisation?.outcome, "failed");
      assert.match(organisation?.detail ?? "", /jo does not own acme/);
    } finally {
      process.env.GITHUB_TOKEN = before;
    }
  });

  it("names who holds the stack's lock", async () => {
    const { PULUMI_BACKEND_URL = "" } = process.env;
    const locks = join(new URL(PULUMI_BACKEND_URL).pathname, ".pulumi/locks/organization/fairway/github");
    mkdirSync(locks, { recursive: true });
    const since = "2026-01-02T03:04:05Z";
    const holder = { pid: 4711, username: "jo", hostname: `not-${hostname()}`, timestamp: since };
    writeFileSync(join(locks, "one.json"), JSON.stringify(holder));
    const { lock } = await look(projectChecks);
    assert.match(lock?.detail ?? "", /locked by jo@not-\S+, process 4711, since 2026-01-02/);
  });

  it("counts what is wrong with the catalogue", async () => {
    world.write("repos/broken/repo.yaml", "archetype: nothing\n");
    const { catalogue } = await look(projectChecks);
    assert.match(catalogue?.detail ?? "", /^\d+ problems?$/);
  });

  it("skips the project where there is none", async () => {
    process.chdir(world.directory);
    const { state, catalogue } = await look(projectChecks);
    assert.equal(state?.outcome, "skipped");
    assert.equal(catalogue?.outcome, "skipped");
  });

  it("wants a Node.js that runs TypeScript", () => {
    assert.equal(node("22.18.0").outcome, "ok");
    assert.equal(node("24.0.0").outcome, "ok");
    assert.equal(node("22.17.1").outcome, "failed");
  });
});
