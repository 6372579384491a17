import assert from "node:assert/strict";
import { comparable } from "../robustness/comparable.ts";
import { finishes, killedAt } from "../robustness/killing.ts";
import { kill, processesWith } from "../robustness/processes.ts";
import { quick } from "../robustness/small-organization.ts";
import { TestWorld } from "../support/world.ts";

const repositories = 200;
const kills = 20;

const standard = `
teams: {core: {}}
defaults:
  visibility: private
  access: {teams: {core: maintain}}
  labels: {urgent: {color: "222222"}}
  rulesets: {guard: {include: [~DEFAULT_BRANCH], rules: {deletion: true}}}
archetypes: {plain: {}}
`;

async function startLargeOrganization(): Promise<TestWorld> {
  const names = Array.from({ length: repositories }, (_, index) => `service-${index + 1}`);
  const entries = Object.fromEntries(names.map(name => [`${name}/repo.yaml`, "archetype: plain\n"]));
  const world = await TestWorld.start({ repos: { "standard.yaml": standard, ...entries }, config: quick });
  Object.assign(world.environment, { FAIRWAY_PORTION: "450" });
  return world;
}

describe(`A first run of ${repositories} repositories that is killed again and again`, function () {
  this.timeout(3_600_000);
  let writes: number;
  let undisturbed: unknown;
  let world: TestWorld;

  before(async function () {
    // Who lives and who doesn't is read from /proc.
    if (process.platform !== "linux") return this.skip();
    const quiet = await startLargeOrganization();
    try {
      const { code, stderr } = await quiet.fairway(["up", "--yes"]);
      assert.equal(code, 0, stderr);
      writes = (await quiet.calls()).writes;
      undisturbed = comparable(await quiet.dump());
    } finally {
      await quiet.close();
    }
    world = await startLargeOrganization();
  });

  after(async () => {
    if (!world) return;
    for (const { pid } of processesWith(world.directory)) kill(pid);
    await world.close();
  });

  for (let number = 1; number <= kills; number++) {
    const whom = number % 2 === 0 ? "the engine alone" : "the whole process group";
    it(`goes on after kill ${number} of ${kills}: ${whom}`, async () => {
      // What is taken over need not be written, so towards the end there may be fewer writes left than at first.
      const target = Math.floor((number * writes * 0.9) / kills);
      const { writes: done } = await world.calls();
      await killedAt(world, Math.max(1, target - done), whom);
    });
  }

  it("is finished by the next one, with nothing lost and nothing doubled", async () => {
    await finishes(world);
    assert.deepEqual(comparable(await world.dump()), undisturbed);
  });
});
