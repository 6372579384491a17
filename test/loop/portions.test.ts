import assert from "node:assert/strict";
import { backendDirectory } from "../../src/engine/backend.ts";
import { readLocks } from "../../src/engine/locks.ts";
import { findProject } from "../../src/engine/project.ts";
import { RunFailed } from "../../src/engine/run.ts";
import { connect } from "../../src/github/api.ts";
import { apply } from "../../src/loop/apply.ts";
import { begin, forecast } from "../../src/loop/forecast.ts";
import { openTarget } from "../../src/loop/target.ts";
import { serveProviders } from "../../src/programs/served-providers.ts";
import { finishes, killedAt } from "../robustness/killing.ts";
import { kill, processesWith } from "../robustness/processes.ts";
import { alpha, gamma, standard, startSmallOrganization } from "../robustness/small-organization.ts";
import { targetOf } from "../support/target.ts";
import type { TestWorld } from "../support/world.ts";

describe("An organisation of several portions", function () {
  this.timeout(600_000);
  let world: TestWorld;

  before(async () => {
    world = await startSmallOrganization();
    for (const environment of [world.environment, process.env])
      Object.assign(environment, { FAIRWAY_PORTION: "10" });
  });
  after(async () => {
    for (const { pid } of processesWith(world.directory)) kill(pid);
    await world.close();
  });

  function locked(): readonly unknown[] {
    const project = findProject(world.project);
    const backend = backendDirectory(world.environment.PULUMI_BACKEND_URL, project) as string;
    return readLocks(backend, project.name, "github").map(({ repositories }) => repositories);
  }

  async function up(): Promise<unknown> {
    const { code, stdout, stderr } = await world.fairway(["up", "--yes", "--json"]);
    assert.equal(code, 0, stderr);
    const { changes } = JSON.parse(stdout);
    return changes.map(({ action, repository, kind }: Record<string, string>) => [
      action,
      repository ?? "the organisation",
      kind,
    ]);
  }

  it("is finished by the next run where it was killed in the last of them", async function () {
    // Who lives and who doesn't is read from /proc.
    if (process.platform !== "linux") return this.skip();
    await killedAt(world, "/repos/acme/gamma/actions/variables", "the whole process group");
    assert.deepEqual(locked(), [["gamma"]]);
    await finishes(world);
  });

  it("has its own things changed where there is nothing to do in any repository", async () => {
    world.write("repos/standard.yaml", standard.replace("Everything", "All of it"));
    assert.deepEqual(await up(), [["update", "the organisation", "team"]]);
    const { data } = await world.github.rest.teams.getByName({ org: "acme", team_slug: "core" });
    assert.equal(data.description, "All of it");
    await finishes(world);
  });

  it("has what is new of its own before the repositories that need it, and lets go of the rest after them", async () => {
    const other = standard
      .replace("tier:", "weight:")
      .replace("{tier: gold}", "{weight: gold}")
      .replace("core: maintain", "core: maintain, docs: pull")
      .replace("teams:\n", "teams:\n  docs: {}\n");
    world.write("repos/standard.yaml", other);
    const changes = (await up()) as readonly string[][];
    const own = changes.filter(([, owner]) => owner === "the organisation");
    assert.deepEqual(own.toSorted(), [
      ["create", "the organisation", "property"],
      ["create", "the organisation", "team"],
      ["delete", "the organisation", "property"],
      ["update", "the organisation", "team"],
    ]);
    const { data } = await world.github.rest.repos.listTeams({ owner: "acme", repo: "gamma" });
    assert.deepEqual(data.map(({ slug }) => slug).toSorted(), ["core", "docs"]);
    await finishes(world);
  });

  /** Carries out what is declared, in this process, and is asked to stop just before the engine's second run. */
  async function stoppedInBetween(): Promise<unknown> {
    const target = await targetOf(world);
    const open = await openTarget(target);
    const plan = await forecast(open, await connect(), { target }, open.state);
    const begun = await begin(open, plan);
    const stop = new AbortController();
    let runs = 0;
    const engine = open.engine.serving(async () => {
      runs += 1;
      if (runs === 2) stop.abort(new Error("Stopped"));
      return await serveProviders();
    });
    const options = { target, begun, refresh: false, partial: false, exclude: [], signal: stop.signal };
    return await apply({ ...open, engine }, plan, options).catch((error: unknown) => error);
  }

  it("has what was done told, and no lock left, where the run is to stop before the next of them is begun", async () => {
    world.write("repos/alpha/repo.yaml", alpha.replace("Has everything", "Has it all"));
    world.write("repos/gamma/repo.yaml", gamma.replace("REGION: us", "REGION: eu"));
    const failure = await stoppedInBetween();
    assert.deepEqual(locked(), []);
    assert.ok(failure instanceof RunFailed, String(failure));
    assert.match(failure.message, /asked to stop/);
    const { changes, failed } = failure.outcome;
    assert.deepEqual(
      [...changes, ...failed].map(({ repository, kind }) => [repository, kind]),
      [["alpha", "repository"]],
    );
    assert.deepEqual(await up(), [["update", "gamma", "variable"]]);
    await finishes(world);
  });
});
