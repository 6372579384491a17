import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Catalogue, loadCatalogue } from "../../src/catalogue/catalogue.ts";
import { generatedFiles } from "../../src/catalogue/generated.ts";
import { placements } from "../../src/tenant/placement.ts";

const root = join(import.meta.dirname, "..", "..");

describe("the example organisation", () => {
  let catalogue: Catalogue;
  before(async () => {
    catalogue = await loadCatalogue(join(root, "repos"), join(root, "stacks"));
  });

  it("is valid and has every archetype of its standard", () => {
    const used = new Set(catalogue.repositories.map(({ archetype }) => archetype));
    assert.deepEqual(
      Object.keys(catalogue.standard.archetypes).filter(name => !used.has(name)),
      [],
    );
  });

  it("gives each repository an owner, and nobody access but teams", () => {
    for (const { name, team, access } of catalogue.repositories) {
      assert.ok(team, name);
      assert.deepEqual(access?.users ?? {}, {}, name);
    }
  });

  it("lets only the promotion App move production, and nobody rewrite it", () => {
    const deploy = catalogue.repositories.filter(({ archetype }) => archetype === "deploy");
    assert.ok(deploy.length > 0);
    for (const { name, rulesets = {} } of deploy) {
      const of = Object.values(rulesets).filter(({ include }) => include?.includes("refs/heads/production"));
      const [history] = of.filter(({ rules }) => rules.deletion && rules.non_fast_forward);
      const [updates] = of.filter(({ rules }) => rules.update);
      assert.deepEqual(updates?.bypass, [{ app: catalogue.standard.promotion }], name);
      assert.ok(history && !history.bypass, name);
    }
  });

  it("lets Renovate merge where it looks for versions, by pull request, but not what all clusters follow", () => {
    const bypassing = (archetype: string) =>
      catalogue.repositories.flatMap(({ archetype: kind, rulesets }) => {
        const ruleset = rulesets?.["default-branch"];
        return kind === archetype && ruleset ? [ruleset.bypass ?? undefined] : [];
      });
    const app = (name: string) => ({ app: name, mode: "pull_request" });
    const expected = {
      service: [app("acme-renovate")],
      library: [app("acme-renovate")],
      deploy: [app("acme-promoter"), app("acme-renovate")],
      fleet: undefined,
    };
    for (const [archetype, bypass] of Object.entries(expected))
      for (const one of bypassing(archetype)) assert.deepEqual(one, bypass, archetype);
  });

  it("starts each file with its schema, for editors", () => {
    for (const file of Object.values(catalogue.files))
      assert.match(
        readFileSync(file, "utf8"),
        /^# yaml-language-server: \$schema=\.\.\/\.\.\/schema\/entry\.json\n/,
        file,
      );
  });

  it("has entries that hold only what differs", () => {
    const lengths = Object.values(catalogue.files).map(
      file => readFileSync(file, "utf8").split("\n").length - 1,
    );
    assert.ok((lengths.toSorted((a, b) => a - b)[Math.floor(lengths.length / 2)] ?? 0) <= 10);
  });
});

describe("the example's clusters", () => {
  let catalogue: Catalogue;
  before(async () => {
    catalogue = await loadCatalogue(join(root, "repos"), join(root, "stacks"));
  });

  const file = (cluster: string) => readFileSync(join(root, "stacks", `Pulumi.${cluster}.yaml`), "utf8");

  it("are three at EKS and two on-prem, one of them behind an air gap", () => {
    const { clusters } = catalogue;
    assert.equal(clusters.filter(({ platform }) => platform === "eks").length, 3);
    assert.equal(clusters.filter(({ platform }) => platform === "onprem").length, 2);
    assert.deepEqual(
      clusters.filter(({ delivery, access }) => delivery === "git" && !access).map(({ name }) => name),
      ["onprem-live"],
    );
  });

  it("differ by one small file, which begins with its schema", () => {
    for (const { name } of catalogue.clusters) {
      assert.match(file(name), /^# yaml-language-server: \$schema=\.\.\/schema\/stack\.json\n/);
      assert.ok(file(name).split("\n").length <= 20, name);
    }
  });

  it("each have tenants, and each deploy repository has a place on some", () => {
    const all = placements(catalogue);
    for (const { name } of catalogue.clusters)
      assert.ok(
        all.some(({ cluster }) => cluster.name === name),
        name,
      );
    for (const { name, archetype } of catalogue.repositories)
      if (archetype === "deploy")
        assert.ok(
          all.some(({ repository }) => repository === name),
          name,
        );
  });

  it("hold all Secrets by reference: nothing in their files is one", () => {
    for (const { name, secrets } of catalogue.clusters)
      for (const { env } of Object.values(secrets)) assert.ok(env, name);
  });
});

describe("the generated files", () => {
  for (const [path, text] of Object.entries(generatedFiles()))
    it(`${path} is what \`npm run schema\` writes`, () => {
      assert.ok(readFileSync(join(root, path), "utf8") === text, `${path} is stale: run \`npm run schema\``);
    });
});
