import assert from "node:assert/strict";
import { utimesSync } from "node:fs";
import { backendDirectory } from "../../src/engine/backend.ts";
import { fileOf } from "../../src/engine/checkpoint.ts";
import type { StoredStack } from "../../src/engine/deployment.ts";
import { findProject } from "../../src/engine/project.ts";
import { beginReadable, takeReadable } from "../../src/engine/readable-state.ts";
import { TestWorld } from "../support/world.ts";

const secret = "hush-of-the-state-77c0";

describe("A state that is made readable ahead", function () {
  this.timeout(120_000);
  let world: TestWorld;
  let restore: () => void;

  before(async () => {
    world = await TestWorld.start({
      repos: {
        "standard.yaml": "archetypes: {plain: {summary: Nothing of its own}}\n",
        "alpha/repo.yaml": "archetype: plain\nsecrets: {TOKEN: {env: ALPHA_TOKEN}}\n",
      },
    });
    Object.assign(world.environment, { ALPHA_TOKEN: secret });
    const { code, stdout, stderr } = await world.fairway(["up", "--yes"]);
    assert.equal(code, 0, stdout + stderr);
    const before = { ...process.env };
    Object.assign(process.env, world.environment);
    restore = () => {
      for (const name of Object.keys(world.environment)) delete process.env[name];
      Object.assign(process.env, before);
    };
  });
  after(async () => {
    restore?.();
    await world?.close();
  });

  function place() {
    const project = findProject(world.project);
    const directory = backendDirectory(world.environment.PULUMI_BACKEND_URL, project);
    assert.ok(directory);
    return { project, directory, stack: "github" };
  }

  it("has its secrets in clear, and is given out once", async () => {
    const { project, directory, stack } = place();
    beginReadable(project, stack);
    const state: StoredStack | undefined = await takeReadable({ directory, project: project.name, stack });
    assert.ok(JSON.stringify(state).includes(secret));
    assert.equal(await takeReadable({ directory, project: project.name, stack }), undefined);
  });

  it("waits while another stack's is asked for", async () => {
    const { project, directory, stack } = place();
    beginReadable(project, stack);
    assert.equal(await takeReadable({ directory, project: project.name, stack: "other" }), undefined);
    assert.ok(await takeReadable({ directory, project: project.name, stack }));
  });

  it("is nothing where the engine fails, which is asked again then", async () => {
    const { project, directory, stack } = place();
    process.env.PULUMI_CONFIG_PASSPHRASE = "another";
    beginReadable(project, stack);
    assert.equal(await takeReadable({ directory, project: project.name, stack }), undefined);
    process.env.PULUMI_CONFIG_PASSPHRASE = world.environment.PULUMI_CONFIG_PASSPHRASE;
  });

  it("is not given out for a state that was written meanwhile", async () => {
    const { project, directory, stack } = place();
    beginReadable(project, stack);
    utimesSync(fileOf({ directory, project: project.name, stack }), new Date(), new Date());
    assert.equal(await takeReadable({ directory, project: project.name, stack }), undefined);
  });

  it("is not begun where there is none", async () => {
    const { project, directory } = place();
    beginReadable(project, "other");
    assert.equal(await takeReadable({ directory, project: project.name, stack: "other" }), undefined);
  });
});
