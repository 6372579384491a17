import assert from "node:assert/strict";
import { wavesOf } from "../../src/loop/waves.ts";
import { testCluster } from "../tenant/world.ts";

describe("waves", () => {
  const stages = ["one", "two", "three"].map(name => ({ name, branch: name }));
  const cluster = (name: string, stage: string) => ({ ...testCluster(name), stage });
  const waves = (...clusters: ReturnType<typeof cluster>[]) =>
    wavesOf({ standard: { stages } as never, clusters }, "github");

  it("begin with the organisation, and go through the stages in the standard's order", () => {
    assert.deepEqual(waves(cluster("c", "three"), cluster("a", "one"), cluster("b", "three")), [
      ["github"],
      ["a"],
      ["c", "b"],
    ]);
  });

  it("are the organisation alone where there are no clusters", () => {
    assert.deepEqual(waves(), [["github"]]);
  });
});
