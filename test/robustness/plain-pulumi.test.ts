import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { execa } from "execa";
import { onPath } from "../../src/engine/command.ts";
import type { Change } from "../../src/engine/plan.ts";
import { Planner } from "../../src/engine/plan.ts";
import type { TestWorld } from "../support/world.ts";
import { alpha, beta, gamma, standard, startSmallOrganization } from "./small-organization.ts";

const languageServer = join(import.meta.dirname, "language-server.ts");
const languageHost = onPath("pulumi-language-nodejs");

describe("The plain pulumi command", function () {
  this.timeout(600_000);
  let world: TestWorld;

  before(async () => {
    world = await startSmallOrganization({
      repos: { "standard.yaml": standard, "alpha/repo.yaml": alpha, "beta/repo.yaml": beta },
    });
    await pulumi("stack", "init", "github");
  });
  after(() => world.close());

  async function pulumi(...args: readonly string[]) {
    return await execa("pulumi", [...args, "--non-interactive"], {
      cwd: world.project,
      env: world.environment,
      preferLocal: false,
      reject: false,
    });
  }

  async function isSame(): Promise<readonly string[]> {
    const ours = await fairwayPlan(world);
    assert.deepEqual(await served(() => planOf("--client", address)), ours);
    if (languageHost) assert.deepEqual(await planOf(), ours);
    return ours.map(({ repository, kind, action }) => `${action} ${repository ?? "acme"} ${kind}`);
  }

  let address = "";

  /** Runs something while the program is served as its language host would. */
  async function served<T>(work: () => Promise<T>): Promise<T> {
    const host: ChildProcess = spawn(process.execPath, [languageServer], {
      cwd: world.project,
      env: { ...process.env, ...world.environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      [address] = (await once(createInterface({ input: host.stdout as NodeJS.ReadableStream }), "line")) as [
        string,
      ];
      return await work();
    } finally {
      host.kill("SIGKILL");
      await once(host, "exit");
    }
  }

  /** The steps of `pulumi preview`, told as Fairway tells the engine's events. */
  async function planOf(...options: readonly string[]): Promise<readonly Change[]> {
    const { exitCode, stdout, stderr } = await pulumi("preview", "--stack", "github", "--json", ...options);
    assert.equal(exitCode, 0, `${stdout}\n${stderr}`);
    const planner = new Planner();
    for (const step of JSON.parse(stdout).steps as PreviewStep[])
      planner.add({ resourcePreEvent: { metadata: metadataOf(step) } } as never);
    return inOrder(planner.plan("github").changes);
  }

  it("plans the same for a first run", async () => {
    const plan = await isSame();
    assert.ok(plan.includes("create alpha ruleset") && plan.includes("create beta branchProtection"));
    const { code, stdout, stderr } = await world.fairway(["up", "--yes"]);
    assert.equal(code, 0, `${stdout}\n${stderr}`);
  });

  it("plans the same for an organisation that is as declared", async () => {
    assert.deepEqual(await isSame(), []);
  });

  it("plans the same for an entry that is changed, one that is archived, one removed and one added", async () => {
    world.write("repos/alpha/repo.yaml", alpha.replace("description: Has everything", "description: Other"));
    assert.deepEqual(await isSame(), ["update alpha repository"]);
    world.remove("repos/beta");
    world.write("repos/gamma/repo.yaml", gamma);
    const plan = await isSame();
    assert.ok(plan.includes("delete beta repository") && plan.includes("create gamma repository"));
    world.write("repos/beta/repo.yaml", `${beta}archived: true\n`);
    assert.ok((await isSame()).includes("update beta lifecycle"));
  });

  it("plans the same through its own language host", function () {
    if (!languageHost) {
      (this.test as Mocha.Runnable).title +=
        " (skipped: there is no pulumi-language-nodejs on PATH; the SDK's own server stood in for it)";
      this.skip();
    }
  });
});

interface PreviewStep {
  readonly op: string;
  readonly urn: string;
  readonly oldState?: StepEventMetadata["old"];
  readonly newState?: StepEventMetadata["new"];
  readonly diffReasons?: string[];
  readonly detailedDiff?: StepEventMetadata["detailedDiff"];
}

function metadataOf({ op, urn, oldState, newState, diffReasons, detailedDiff }: PreviewStep): object {
  const type = (newState ?? oldState)?.type;
  return {
    op,
    urn,
    type,
    old: oldState,
    new: newState,
    diffs: diffReasons,
    detailedDiff: detailedDiff && mapKinds(detailedDiff),
  };
}

/** `pulumi preview --json` says `kind` where events say `diffKind`. */
function mapKinds(diff: object): object {
  return Object.fromEntries(
    Object.entries(diff).map(([path, value]) => [path, { ...value, diffKind: value.kind }]),
  );
}

async function fairwayPlan(world: TestWorld): Promise<readonly Change[]> {
  const { code, stdout, stderr } = await world.fairway(["preview", "--json"]);
  assert.equal(code, 0, stderr);
  return inOrder(JSON.parse(stdout).changes);
}

function inOrder(changes: readonly Change[]): readonly Change[] {
  const text = ({ repository, kind, key, action }: Change) => [repository, kind, key, action].join(" ");
  return changes.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
}
