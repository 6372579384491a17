import assert from "node:assert/strict";
import { join } from "node:path";
import { parse } from "yaml";
import { type Catalogue, loadCatalogue } from "../../src/catalogue/catalogue.ts";
import { identity } from "../../src/kubernetes/manifest.ts";
import { parseManifests } from "../../src/kubernetes/yaml.ts";
import { contentsOf } from "../../src/render/contents.ts";
import { secretsOf, treeOf } from "../../src/render/tree.ts";
import { install } from "../cluster/install.ts";

const root = join(import.meta.dirname, "..", "..");

describe("the tree of the example organisation", () => {
  let catalogue: Catalogue;
  before(async () => {
    catalogue = await loadCatalogue(join(root, "repos"), join(root, "stacks"));
  });

  const contents = (name: string) => {
    const cluster = catalogue.clusters.find(one => one.name === name);
    assert.ok(cluster);
    return contentsOf(cluster, catalogue, { organization: "acme", install });
  };

  it("has a folder for each tenant, beside the cluster's and its bootstrap", () => {
    assert.deepEqual([...treeOf(contents("onprem-live")).keys()].sort(), [
      "apps/onprem-live/identity",
      "apps/onprem-live/ledger",
      "apps/onprem-live/payments",
      "bootstrap/onprem-live",
      "clusters/onprem-live",
    ]);
  });

  it("has a kustomization in each that names all of its files", () => {
    for (const { name } of catalogue.clusters)
      for (const [folder, files] of treeOf(contents(name))) {
        const { resources } = parse(files.get("kustomization.yaml") ?? "") as { resources: string[] };
        assert.deepEqual([...resources, "kustomization.yaml"].sort(), [...files.keys()].sort(), folder);
      }
  });

  it("has every object of the cluster but its Secrets", () => {
    for (const { name } of catalogue.clusters) {
      const { bootstrap, tenants } = contents(name);
      const declared = [...bootstrap, ...[...tenants.values()].flat()].flatMap(({ manifests }) => manifests);
      const files = [...treeOf(contents(name)).values()].flatMap(folder =>
        [...folder].filter(([file]) => file !== "kustomization.yaml"),
      );
      const written = files.flatMap(([file, text]) => parseManifests(text, file));
      assert.deepEqual(
        written.map(identity).sort(),
        declared
          .filter(({ kind }) => kind !== "Secret")
          .map(identity)
          .sort(),
      );
      assert.equal(secretsOf(contents(name)).length, declared.filter(({ kind }) => kind === "Secret").length);
    }
  });

  it("is the same each time", () => {
    assert.deepEqual(treeOf(contents("eks-live")), treeOf(contents("eks-live")));
  });

  it("differs between twin clusters by what their files say, and by who is there", () => {
    const without = (name: string) =>
      JSON.stringify([...(treeOf(contents(name)).get(`clusters/${name}`) ?? [])])
        .replaceAll(name, "CLUSTER")
        .replace(/DOMAIN: [\w.]+/, "DOMAIN")
        .replace(/REGION: [\w-]+/, "REGION");
    assert.equal(without("eks-live"), without("eks-live-us"));
  });
});
