import assert from "node:assert/strict";
import { loadCatalogue } from "../../src/catalogue/catalogue.ts";
import { findProject } from "../../src/engine/project.ts";
import { drift, heal } from "../../src/loop/drift.ts";
import { preview } from "../../src/loop/preview.ts";
import type { Target } from "../../src/loop/target.ts";
import { type UpResult, up } from "../../src/loop/up.ts";
import { entry, smallStandard } from "../support/catalogue.ts";
import { TestWorld } from "../support/world.ts";

describe("The loop on one organisation", function () {
  this.timeout(600_000);
  let world: TestWorld;

  before(async () => {
    world = await TestWorld.start({
      config: { "github:writeDelayMs": "1", "github:parallelRequests": "true" },
      repos: { "standard.yaml": smallStandard, "alpha/repo.yaml": everything, "beta/repo.yaml": entry() },
    });
  });
  after(() => world.close());

  async function target(): Promise<Target> {
    const catalogue = await loadCatalogue(`${world.project}/repos`);
    return {
      project: findProject(world.project),
      stack: "github",
      organization: world.organization,
      catalogue,
    };
  }

  async function bringUp(): Promise<UpResult> {
    return await up({ target: await target(), confirm: async () => true });
  }

  async function changes(refresh = true): Promise<readonly string[]> {
    const plan = await preview({ target: await target(), refresh });
    return plan.changes.map(({ repository, kind, key, action, effect }) =>
      [effect ?? action, repository, kind, ...(key ? [key] : [])].join(" "),
    );
  }

  it("makes what is declared, and then finds nothing more to do", async () => {
    const { outcome } = await bringUp();
    assert.ok((outcome?.changes.length ?? 0) > 10);
    assert.deepEqual(await changes(), []);
    await world.resetCalls();
    assert.equal((await bringUp()).outcome, undefined);
    assert.equal((await world.calls()).writes, 0);
  });

  it("previews one changed line as exactly that change", async () => {
    world.write("repos/beta/repo.yaml", entry("description: Second"));
    const plan = await preview({ target: await target() });
    assert.deepEqual(plan.changes, [
      {
        repository: "beta",
        kind: "repository",
        action: "update",
        properties: [{ path: "description", from: "", to: "Second" }],
      },
    ]);
    await bringUp();
  });

  it("finds what somebody changed by hand, and puts it back", async () => {
    const alpha = { owner: world.organization, repo: "alpha" };
    await world.github.rest.repos.update({ ...alpha, has_wiki: true });
    await world.github.rest.issues.updateLabel({ ...alpha, name: "keep", color: "222222" });
    const options = { target: await target() };
    const { differences, left } = await heal(await drift(options), options);
    assert.deepEqual(differences.map(({ kind }) => kind).sort(), ["labels", "repository"]);
    const { after: _, ...found } = differences.find(({ property }) => property === "hasWiki") ?? {};
    assert.deepEqual(found, {
      repository: "alpha",
      kind: "repository",
      property: "hasWiki",
      declared: false,
      found: true,
    });
    assert.deepEqual(left, []);
  });

  it("renames a repository with all that hangs on it, in one request, and nothing is made or deleted", async () => {
    world.remove("repos/alpha");
    world.write("repos/omega/repo.yaml", `${everything}formerly: alpha\n`);
    const before = await preview({ target: await target() });
    assert.deepEqual(
      before.changes.map(({ repository, kind, action, properties }) => [
        repository,
        kind,
        action,
        properties,
      ]),
      [["omega", "repository", "update", [{ path: "name", from: "alpha", to: "omega" }]]],
    );
    await world.resetCalls();
    await bringUp();
    const { calls } = (await world.calls()) as unknown as { calls: Record<string, number> };
    const writes = Object.entries(calls).filter(([route]) => !route.startsWith("GET "));
    assert.deepEqual(writes, [["PATCH /repos/:owner/:repo", 1]]);
    assert.deepEqual(await changes(), []);
  });

  it("asks for the renamed repository by its new name, also when another one takes the old name", async () => {
    world.write("repos/omega/repo.yaml", everything);
    world.write("repos/alpha/repo.yaml", entry());
    await bringUp();
    assert.deepEqual(await changes(), []);
    const { data } = await world.github.rest.repos.get({ owner: world.organization, repo: "omega" });
    assert.equal(data.name, "omega");
  });

  it("archives a repository whose entry is removed, and takes it back when the entry returns", async () => {
    world.remove("repos/beta");
    assert.deepEqual(await changes(), ["archived beta repository"]);
    await world.resetCalls();
    await bringUp();
    const beta = { owner: world.organization, repo: "beta" };
    assert.equal((await world.github.rest.repos.get(beta)).data.archived, true);
    assert.equal((await world.calls()).writes, 1);

    world.write("repos/beta/repo.yaml", entry("description: Second"));
    const { adopted } = await bringUp();
    assert.ok(adopted.some(({ repository, kind }) => repository === "beta" && kind === "repository"));
    assert.equal((await world.github.rest.repos.get(beta)).data.archived, false);
    assert.deepEqual(await changes(), []);
  });
});

const everything = entry(
  "labels: {first: {color: '333333'}}",
  "features: {wiki: false}",
  "topics: [one, two]",
  "access: {teams: {core: admin}}",
  "rulesets: {guard: {include: [~DEFAULT_BRANCH], rules: {deletion: true}}}",
  "environments: {live: {wait_minutes: 5}}",
  "variables: {REGION: eu}",
  "autolinks: {'T-': {url: 'https://t.example/<num>'}}",
  "webhooks: {'https://hooks.acme.example/alpha': {events: [push]}}",
  "deploy_keys: {reader: {key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0cPpO3ifqwB4kP4O8mUo2wXo0Bd2Qh8bZ0Y3w3b3wQ'}}",
);
