import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { loadCatalogue } from "../../src/catalogue/catalogue.ts";
import type { Change } from "../../src/engine/plan.ts";
import { findProject } from "../../src/engine/project.ts";
import type { OpenStack } from "../../src/engine/pulumi.ts";
import { exportState } from "../../src/engine/state.ts";
import { takeIn } from "../../src/loop/adopt.ts";
import { begin, forecast, StateMoved } from "../../src/loop/forecast.ts";
import { preview } from "../../src/loop/preview.ts";
import { openTarget, type Target } from "../../src/loop/target.ts";
import { up } from "../../src/loop/up.ts";
import { entry, smallStandard } from "../support/catalogue.ts";
import { type Calls, TestWorld } from "../support/world.ts";

const alpha = entry(
  "description: First",
  "rulesets: {guard: {include: [~DEFAULT_BRANCH], rules: {deletion: true}}}",
  "branch_protection: {main: {linear_history: true}}",
  "webhooks: {'https://hooks.acme.example/alpha': {events: [push]}}",
);

describe("What is at GitHub before the state knows of it", function () {
  this.timeout(600_000);
  let world: TestWorld;

  beforeEach(async () => {
    world = await TestWorld.start({
      config: { "github:writeDelayMs": "1", "github:parallelRequests": "true" },
      repos: { "standard.yaml": smallStandard, "alpha/repo.yaml": alpha },
    });
    await finished("up", "--yes");
  });
  afterEach(() => world.close());

  async function finished(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await world.fairway(args);
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    return stdout;
  }

  async function target(): Promise<Target> {
    const catalogue = await loadCatalogue(`${world.project}/repos`);
    const { organization } = world;
    return { project: findProject(world.project), stack: "github", organization, catalogue };
  }

  function loseState(): void {
    rmSync(join(world.directory, "state"), { recursive: true });
    mkdirSync(join(world.directory, "state"));
  }

  async function settled(): Promise<void> {
    await finished("preview", "--refresh", "--expect-no-changes");
  }

  const alphas = (changes: readonly Change[]) => changes.filter(({ repository }) => repository === "alpha");

  it("is previewed as taken over, with what will change in it, and beside it what is made", async () => {
    const of = { owner: world.organization, repo: "alpha" };
    await world.github.rest.repos.update({ ...of, description: "By hand" });
    world.write("repos/beta/repo.yaml", entry());
    loseState();
    const { summary, changes } = JSON.parse(await finished("preview", "--json"));
    const repository = alphas(changes).find(({ kind }) => kind === "repository");
    assert.deepEqual(repository, {
      repository: "alpha",
      kind: "repository",
      action: "import",
      properties: [{ path: "description", from: "By hand", to: "First" }],
    });
    const others = alphas(changes).filter(({ kind }) => kind !== "repository");
    assert.ok(others.length > 5);
    for (const { action, properties } of others) assert.deepEqual([action, properties], ["import", []]);
    const beta = (changes as readonly Change[]).filter(change => change.repository === "beta");
    assert.ok(beta.length > 5 && beta.every(({ action }) => action === "create"));
    const { create, import: taken, update, same } = summary;
    assert.deepEqual(
      [create, taken, update, same],
      [beta.length, changes.length - beta.length, 0, 0],
      "the team is there as well",
    );
    const text = await finished("preview");
    assert.match(text, /^ {2}= taken over as it is: .*ruleset guard/m);
    assert.match(text, /^ {2}= repository, taken over and then changed\n {6}description: By hand → First$/m);
    assert.match(text, /^beta\n {2}\+ new, with /m);
    assert.match(text, /\d+ to create, \d+ to take over, 0 unchanged$/);
  });

  it("is looked up once, taken over by `up`, and written to only where it differs", async () => {
    const of = { owner: world.organization, repo: "alpha" };
    await world.github.rest.repos.update({ ...of, description: "By hand" });
    loseState();
    await world.resetCalls();
    const document = JSON.parse(await finished("up", "--yes", "--json"));
    const { calls } = (await world.calls()) as Calls & { calls: Record<string, number> };
    assert.equal(calls["GET /orgs/:org/repos"], 1);
    const writes = Object.entries(calls).filter(([route]) => !/^(GET|query) /.test(route));
    assert.deepEqual(writes, [["PATCH /repos/:owner/:repo", 1]]);
    assert.equal(document.summary.import, document.adopted.length);
    assert.deepEqual(
      document.changes.map(({ kind, action }: Change) => [kind, action]),
      [["repository", "update"]],
    );
    await settled();
  });

  it("is previewed as unarchived where it lies in the archive", async () => {
    world.remove("repos/alpha");
    await finished("up", "--yes");
    world.write("repos/alpha/repo.yaml", alpha);
    const { changes } = await preview({ target: await target() });
    assert.ok(alphas(changes).every(({ action }) => action === "import"));
    const repository = alphas(changes).find(({ kind }) => kind === "repository");
    assert.deepEqual(repository?.properties, [{ path: "archived", from: true, to: false }]);
    await finished("up", "--yes");
    await settled();
  });

  it("is no drift where it is as declared", async () => {
    loseState();
    const drift = await world.fairway(["drift", "--full"]);
    assert.deepEqual([drift.code, drift.stdout], [0, "Everything is as declared."]);
  });

  it("is found under a name in another case", async () => {
    loseState();
    world.remove("repos/alpha");
    world.write("repos/Alpha/repo.yaml", alpha);
    const { changes } = await preview({ target: await target() });
    assert.ok(changes.every(({ action }) => action === "import"));
    const properties = changes.flatMap(change => change.properties);
    assert.ok(properties.length > 0);
    for (const property of properties)
      assert.deepEqual(property, { path: "repository", from: "alpha", to: "Alpha" });
    await finished("up", "--yes");
    await settled();
  });

  it("stays one repository when its entry changes the case of its name", async () => {
    world.remove("repos/alpha");
    world.write("repos/ALPHA/repo.yaml", alpha);
    await world.resetCalls();
    const { changes } = await preview({ target: await target() });
    assert.deepEqual(
      changes.map(({ kind, action, properties }) => [kind, action, properties]),
      [["repository", "update", [{ path: "name", from: "alpha", to: "ALPHA" }]]],
    );
    await finished("up", "--yes");
    const { calls } = (await world.calls()) as Calls & { calls: Record<string, number> };
    const writes = Object.entries(calls).filter(([route]) => !/^(GET|query) /.test(route));
    assert.deepEqual(writes, [["PATCH /repos/:owner/:repo", 1]]);
    await settled();
  });

  describe("and the state that changes meanwhile", () => {
    let open: OpenStack;

    beforeEach(async () => {
      open = await openTarget(await target());
    });

    const refused = (error: unknown) => {
      assert.ok(error instanceof StateMoved);
      assert.match(error.message, /Another run has changed the state of the stack `github`/);
      return true;
    };

    it("keeps what another run has done while somebody was asked", async () => {
      world.write("repos/beta/repo.yaml", entry());
      const first = await target();
      let others: unknown;
      const confirm = async () => {
        world.write("repos/gamma/repo.yaml", entry());
        await finished("up", "--yes");
        others = await exportState(open);
        return true;
      };
      await assert.rejects(up({ target: first, confirm }), refused);
      assert.deepEqual(await exportState(open), others);
      await finished("up", "--yes");
      await settled();
    });

    it("is looked at without being changed, and gets all of it in one go", async () => {
      loseState();
      open = await openTarget(await target());
      const before = await exportState(open);
      const plan = await forecast(open, world.github, { target: await target() });
      assert.deepEqual(await exportState(open), before);
      assert.ok(plan.found.length > 5);
      assert.deepEqual(plan.missing, []);
      await begin(open, plan);
      assert.deepEqual(resourcesOf(await exportState(open)), resourcesOf(plan.start));
      await assert.rejects(begin(open, plan), refused);
      await settled();
    });

    it("gets it in one go as well where the stack's file has lost the salt of the secrets in the state", async () => {
      loseState();
      open = await openTarget(await target());
      const file = join(world.project, "stacks/Pulumi.github.yaml");
      const { config } = parse(readFileSync(file, "utf8"));
      writeFileSync(file, stringify({ config }));
      const plan = await forecast(open, world.github, { target: await target() });
      assert.ok(plan.found.length > 5);
      assert.deepEqual(plan.missing, []);
      await begin(open, plan);
      const { changes } = await preview({ target: await target() });
      assert.deepEqual(changes, []);
      await finished("up", "--yes");
      await settled();
    });

    it("is finished by the next run when it was only half written", async () => {
      loseState();
      open = await openTarget(await target());
      const { found } = await forecast(open, world.github, { target: await target() });
      // Killed before what the import tells wrongly is put right.
      await takeIn(
        open,
        found.map(({ amend: _, ...one }) => one),
      );
      await world.resetCalls();
      await finished("up", "--yes");
      const { calls } = (await world.calls()) as Calls & { calls: Record<string, number> };
      const writes = Object.keys(calls).filter(route => /^(POST|DELETE|mutation) /.test(route));
      assert.deepEqual(writes, []);
      await settled();
    });
  });
});

function resourcesOf({ deployment }: Awaited<ReturnType<typeof exportState>>): unknown {
  return (deployment.resources ?? []).map(({ urn, id, inputs }) => ({
    urn,
    id,
    keys: Object.keys(inputs ?? {}),
  }));
}
