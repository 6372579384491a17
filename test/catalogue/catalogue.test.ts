import assert from "node:assert/strict";
import { join } from "node:path";
import { loadCatalogue } from "../../src/catalogue/catalogue.ts";
import { InvalidCatalogue } from "../../src/catalogue/problem.ts";
import { withCatalogue } from "./directory.ts";

const standard = { archetypes: { service: { description: "A service" } } };
const entry = { archetype: "service" };

describe("the catalogue", () => {
  it("has the repositories in the order of their names, those with a dot too", async () => {
    const files = {
      "standard.yaml": standard,
      "b/repo.yaml": entry,
      "B2/repo.yaml": entry,
      ".github/repo.yaml": entry,
    };
    await withCatalogue(files, async directory => {
      const { repositories, files } = await loadCatalogue(directory);
      assert.deepEqual(
        repositories.map(({ name, archetype, description }) => [name, archetype, description]),
        [".github", "B2", "b"].map(name => [name, "service", "A service"]),
      );
      assert.equal(files[".github"], join(directory, ".github", "repo.yaml"));
    });
  });

  it("lays entry over archetype over defaults over what GitHub gives", async () => {
    const files = {
      "standard.yaml": {
        defaults: { features: { wiki: false, projects: false }, homepage: "https://acme.example" },
        archetypes: { service: { features: { projects: true }, topics: ["a"] } },
      },
      "shop/repo.yaml": { ...entry, features: { issues: false }, homepage: null, topics: ["b"] },
    };
    await withCatalogue(files, async directory => {
      const [shop] = (await loadCatalogue(directory)).repositories;
      const features = { issues: false, projects: true, wiki: false, discussions: false, downloads: true };
      assert.deepEqual(shop?.features, features);
      assert.deepEqual(shop?.topics, ["b"]);
      assert.equal(shop?.homepage, undefined);
      assert.equal(shop?.visibility, "private");
    });
  });

  it("tells names apart without regard to case, as GitHub does", async function () {
    const files = { "standard.yaml": standard, "Shop/repo.yaml": entry, "shop/repo.yaml": entry };
    await withCatalogue(files, async directory => {
      const error = await loadCatalogue(directory).catch((error: unknown) => error);
      // The file system tells them apart no more than GitHub.
      if (!(error instanceof InvalidCatalogue)) return this.skip();
      assert.deepEqual(
        error.problems.map(({ message }) => message),
        ["`shop` and `Shop` are the same name to GitHub, whatever the case"],
      );
    });
  });

  it("says where it looked when there is nothing", async () => {
    const error = await loadCatalogue("no/such/directory").catch((error: unknown) => error);
    assert.ok(error instanceof InvalidCatalogue);
    assert.equal(
      error.message,
      "no/such/directory/standard.yaml:1:1 the standard is missing: the catalogue needs this file",
    );
  });

  it("asks nothing of an archived repository but that its file is right", async () => {
    const merging = { merge: false, squash: false, rebase: false };
    const files = { "standard.yaml": standard, "shop/repo.yaml": { ...entry, archived: true, merging } };
    await withCatalogue(files, async directory => {
      assert.equal((await loadCatalogue(directory)).repositories.length, 1);
    });
  });

  it("reads a thousand entries", async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `repository-${index}`);
    const one = { ...entry, topics: ["a", "b"], labels: { bug: { color: "d73a4a" } } };
    const files = Object.fromEntries(names.map(name => [`${name}/repo.yaml`, one]));
    await withCatalogue({ "standard.yaml": standard, ...files }, async directory => {
      assert.equal((await loadCatalogue(directory)).repositories.length, 1000);
    });
  });
});
