import { deepStrictEqual } from "node:assert/strict";
import { stringify } from "yaml";
import { formatManifests } from "../../src/kubernetes/yaml.ts";
import { install } from "../cluster/install.ts";
import { entry, smallStandard } from "../support/catalogue.ts";
import { TestWorld } from "../support/world.ts";

/** A cluster that takes no more than a repository. */
const cluster = {
  platform: "eks",
  stage: "live",
  delivery: "git",
  fleet: { repository: "fleet" },
  flux: { version: "2.7.5", manifests: "install.yaml" },
};

describe("`up` on an organisation and its clusters", function () {
  this.timeout(600_000);
  let world: TestWorld;

  before(async () => {
    const config = { "github:writeDelayMs": "1", "github:parallelRequests": "true" };
    const standard = `${smallStandard}stages: [{name: live, branch: main}]\n`;
    const repos = { "standard.yaml": standard, "fleet/repo.yaml": entry(), "old/repo.yaml": entry() };
    world = await TestWorld.start({ repos, config });
    world.write("install.yaml", formatManifests(install));
    world.write("stacks/Pulumi.dark.yaml", stringify({ config: { "fairway:cluster": cluster } }));
  });
  after(() => world.close());

  async function up(...more: readonly string[]): Promise<Record<string, unknown>[]> {
    const { code, stdout, stderr } = await world.fairway(["up", "--all", "--yes", "--json", ...more]);
    deepStrictEqual(code, 0, stderr);
    return JSON.parse(stdout);
  }

  it("prints one document for the organisation, though what goes there comes last", async () => {
    deepStrictEqual(
      (await up()).map(({ stack }) => stack),
      ["github", "dark"],
    );
    world.remove("repos/old");
    world.write("repos/fleet/repo.yaml", entry("description: Another"));
    const documents = await up();
    deepStrictEqual(
      documents.map(({ stack }) => stack),
      ["github", "dark"],
    );
    const [{ changes, summary } = {}] = documents;
    deepStrictEqual(
      (changes as Record<string, string>[]).map(({ action, repository, kind }) => [action, repository, kind]),
      [
        ["update", "fleet", "repository"],
        ["delete", "old", "repository"],
      ],
    );
    const { update, delete: removed } = summary as Record<string, number>;
    deepStrictEqual([update, removed], [1, 1]);
  });
});
