import assert from "node:assert/strict";
import { join } from "node:path";
import { execa } from "execa";
import { Aws } from "../support/aws.ts";
import { TestWorld } from "../support/world.ts";
import { killedAt } from "./killing.ts";
import { quick } from "./small-organization.ts";

const launcher = join(import.meta.dirname, "../../bin/fairway.js");
const bucket = "fairway";
const stateFile = ".pulumi/stacks/fairway/github.json";
const hush = "hush-of-the-bucket-4e1d";

const repos = {
  "standard.yaml": `
teams: {core: {description: Everything}}
archetypes:
  plain:
    summary: Nothing of its own
    team: core
    labels: {bug: {color: "111111"}}
`,
  "alpha/repo.yaml": "archetype: plain\nsecrets: {TOKEN: {env: ALPHA_TOKEN}}\n",
  "beta/repo.yaml": "archetype: plain\n",
};

describe("A state in a bucket, encrypted by a key of a cloud's", function () {
  this.timeout(600_000);
  let aws: Aws;
  let world: TestWorld;
  let key: string;

  before(async () => {
    aws = await Aws.start();
    key = await aws.key();
    const address = await aws.bucket(bucket);
    world = await TestWorld.start({ repos, config: quick });
    const environment = { ...aws.environment, PULUMI_BACKEND_URL: address, ALPHA_TOKEN: hush };
    Object.assign(world.environment, environment);
    await execa("pulumi", ["stack", "init", "github", "--secrets-provider", key, "--non-interactive"], {
      cwd: world.project,
      env: world.environment,
    });
  });
  after(async () => {
    await world?.close();
    await aws?.stop();
  });

  async function done(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await world.fairway(args);
    assert.equal(code, 0, `${args.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  }

  it("is made there, its secrets readable with that key alone", async () => {
    await done("up", "--yes");
    assert.ok((await aws.listed(bucket)).includes(stateFile));
    const state = await aws.object(bucket, stateFile);
    const { secrets_providers: secrets, resources } = JSON.parse(state).checkpoint.latest;
    assert.deepEqual([secrets.type, secrets.state.url], ["cloud", key]);
    assert.ok(resources.some(({ urn }: { urn: string }) => urn.endsWith("alpha/secret/TOKEN")));
    assert.ok(!state.includes(hush));
    await done("preview", "--expect-no-changes");
  });

  it("is gone by where one entry is changed", async () => {
    world.write("repos/beta/repo.yaml", "archetype: plain\ndescription: The second\n");
    const { changes } = JSON.parse(await done("preview", "--json"));
    assert.deepEqual(
      changes.map(({ repository, kind, action }: Record<string, string>) => [repository, kind, action]),
      [["beta", "repository", "update"]],
    );
    await done("up", "--yes");
    await done("preview", "--expect-no-changes");
  });

  it("is gone by where drift is put back", async () => {
    const label = { owner: world.organization, repo: "alpha", name: "bug" };
    await world.github.rest.issues.updateLabel({ ...label, color: "222222" });
    await done("drift", "--heal");
    assert.equal((await world.github.rest.issues.getLabel(label)).data.color, "111111");
  });

  it("stays locked by an engine that was killed, until somebody says that it is gone", async () => {
    world.write("repos/gamma/repo.yaml", "archetype: plain\n");
    await killedAt(world, 2, "the whole process group");
    const { code, stderr } = await world.fairway(["up", "--yes"]);
    assert.equal(code, 1);
    assert.match(stderr, /lock/);
    const patient = execa(process.execPath, [launcher, "up", "--yes", "--lock-timeout", "5"], {
      cwd: world.project,
      env: world.environment,
      reject: false,
    });
    const waits = new Promise<void>(resolve =>
      patient.stderr.on("data", text => /Waiting for another run to end/.test(String(text)) && resolve()),
    );
    await Promise.race([waits, patient]);
    await done("unlock", "--yes");
    const { exitCode, stderr: said } = await patient;
    assert.equal(exitCode, 0, said);
    await done("preview", "--refresh", "--expect-no-changes");
  });

  it("has its copies elsewhere, which is said", async () => {
    const { code, stderr } = await world.fairway(["state", "list"]);
    assert.equal(code, 2);
    assert.match(stderr, /For a bucket, switch on its versioning/);
  });
});
