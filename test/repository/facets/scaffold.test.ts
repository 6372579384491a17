import assert from "node:assert/strict";
import { scaffold } from "../../../src/repository/facets/scaffold.ts";
import { foundationsOf } from "../../../src/scaffolding/desired.ts";
import { context, identity, liveRepository } from "./fixtures.ts";

const stages = [
  { name: "prelive", branch: "main" },
  { name: "live", branch: "production" },
];
const foundations = foundationsOf({
  stages,
  archetypes: { service: {}, deploy: { deploys: true } },
  scaffolding: {
    answers: { registry: "ghcr.io", port: 1 },
    templates: {
      base: { repository: "base-template", archetypes: ["service", "deploy"], component: false },
      backend: { repository: "backend-template", archetypes: ["service"], component: true },
    },
    published: {},
  },
});
const layers = [
  { template: "base" },
  { template: "backend", into: "api", version: "1.2.0", answers: { port: 2, visibility: "anything" } },
];

function args(more: object = {}) {
  const repository = { ...identity, archetype: "service", scaffold: layers, ...more };
  const [only] = scaffold.resources?.(repository, { ...context, foundations }) ?? [];
  return only?.args as { branches: string[]; layers: { data: Record<string, unknown> }[] };
}

describe("what a repository begins with", () => {
  it("is nothing unless it is asked for", () => {
    assert.deepEqual(scaffold.resources?.({ ...identity }, context), []);
  });

  it("is told of the repository, by the standard and by the entry, the later over the earlier", () => {
    const { layers: asked } = args({ team: "Payments", description: "Widgets" });
    const facts = {
      organization: "acme",
      repository: "widgets",
      archetype: "service",
      description: "Widgets",
    };
    const place = { default_branch: "main", team: "Payments", owner_team: "payments", registry: "ghcr.io" };
    assert.deepEqual(asked, [
      {
        template: "base",
        repository: "base-template",
        data: { ...facts, ...place, visibility: "private", port: 1 },
      },
      {
        template: "backend",
        repository: "backend-template",
        into: "api",
        version: "1.2.0",
        data: { ...facts, ...place, visibility: "anything", port: 2, component: "api" },
      },
    ]);
  });

  it("is told where its tenant runs", () => {
    const tenant = { namespace: "shop", clusters: ["live"] };
    const [layer] = args({ tenant }).layers;
    assert.deepEqual([layer?.data.namespace, layer?.data.stages], ["shop", stages]);
    assert.equal(args().layers[0]?.data.stages, undefined);
  });

  it("is on the branches of all stages where clusters follow them", () => {
    assert.deepEqual(args().branches, ["main"]);
    assert.deepEqual(args({ archetype: "deploy" }).branches, ["main", "production"]);
    const other = { archetype: "deploy", default_branch: "trunk" };
    assert.deepEqual(args(other).branches, ["trunk", "main", "production"]);
  });

  const branch = { name: "main", commit: { sha: "c1" } };
  const first = { parents: [], tree: { sha: "t1" } };
  const readme = (text: string) => ({
    "/branches": [branch],
    "/git/commits/c1": first,
    "/git/trees/t1": { tree: [{ path: "README.md", type: "blob", sha: "b1" }] },
    "/git/blobs/b1": { content: Buffer.from(text).toString("base64") },
  });

  for (const [what, answers, holdsWork] of [
    ["no commit", { "/branches": [] }, false],
    ["GitHub's README alone", readme("# widgets\nWhat we make"), false],
    ["a README of somebody's", readme("# Widgets\n\nAll about them.\n\n## Use\n"), true],
    ["a second commit", { "/branches": [branch], "/git/commits/c1": { ...first, parents: [{}] } }, true],
    ["another branch", { "/branches": [branch, { name: "b", commit: { sha: "c2" } }] }, true],
  ] as const)
    it(`${holdsWork ? "has been, in a repository with" : "is still to come where there is"} ${what}`, async () => {
      const live = liveRepository(answers);
      const declared = { ...identity, scaffold: layers };
      const id = await scaffold.kinds.scaffold.identify({} as never, live);
      assert.equal(id, holdsWork ? "acme/widgets" : undefined);
      assert.deepEqual(await scaffold.observe(live, declared), holdsWork ? { scaffold: layers } : {});
      assert.deepEqual(await scaffold.observe(live, { ...identity }), {});
    });
});
