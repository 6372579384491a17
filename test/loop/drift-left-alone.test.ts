import assert from "node:assert/strict";
import { quick } from "../robustness/small-organization.ts";
import { TestWorld } from "../support/world.ts";

const standard = `
defaults: {labels: {urgent: {color: "222222"}}}
archetypes:
  service: {}
  experiment: {drift: report}
`;

describe("Drift in an archetype that says `drift: report`", function () {
  this.timeout(300_000);
  let world: TestWorld;

  before(async () => {
    const repos = {
      "standard.yaml": standard,
      "shop/repo.yaml": "archetype: service\n",
      "lab/repo.yaml": "archetype: experiment\n",
    };
    world = await TestWorld.start({ repos, config: quick });
    const { code, stderr } = await world.fairway(["up", "--yes"]);
    assert.equal(code, 0, stderr);
  });
  after(() => world.close());

  const label = (repo: string) => ({ owner: "acme", repo, name: "urgent" });
  const colour = async (repo: string) => (await world.github.rest.issues.getLabel(label(repo))).data.color;

  async function repaint(...repositories: readonly string[]): Promise<void> {
    for (const repo of repositories)
      await world.github.rest.issues.updateLabel({ ...label(repo), color: "ffffff" });
  }

  it("is named and left, while other repositories' is put back", async () => {
    await repaint("shop", "lab");
    for (const how of [[], ["--full"]]) {
      const { code, stdout, stderr } = await world.fairway(["drift", "--heal", "--json", ...how]);
      assert.equal(code, 3, stderr);
      const { left } = JSON.parse(stdout) as { left: { repository: string; kind: string }[] };
      assert.deepEqual(
        left.map(({ repository, kind }) => [repository, kind]),
        [["lab", "labels"]],
      );
      assert.deepEqual(await Promise.all(["shop", "lab"].map(colour)), ["222222", "ffffff"]);
      await repaint("shop");
    }
  });

  it("is put back by `up --refresh`", async () => {
    const { code, stderr } = await world.fairway(["up", "--refresh", "--yes"]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await Promise.all(["shop", "lab"].map(colour)), ["222222", "222222"]);
  });
});
