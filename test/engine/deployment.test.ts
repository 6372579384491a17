import assert from "node:assert/strict";
import { type StoredResource, type StoredStack, withFormer } from "../../src/engine/deployment.ts";

function resource(urn: string, more: Partial<StoredResource> = {}): StoredResource {
  return { urn, type: "t", id: `${urn}-id`, ...more };
}

function stack(...resources: readonly StoredResource[]): StoredStack {
  return { version: 3, deployment: { resources } };
}

const names = ({ deployment }: StoredStack) => (deployment.resources ?? []).map(({ urn }) => urn);

describe("A state in which something is as it was before", () => {
  const [old, young] = ["old::old-id", "young::young-id"];
  const provider = (urn: string) => resource(urn, { type: "pulumi:providers:github" });

  it("has each after what it refers to, whatever came first", () => {
    const before = stack(provider("old"), resource("a", { provider: old }), resource("b", { provider: old }));
    const after = stack(
      provider("old"),
      provider("young"),
      resource("a", { provider: old, outputs: { seen: true } }),
      resource("c", { provider: young }),
      resource("b", { provider: young, dependencies: ["c"] }),
    );
    const state = withFormer(after, before, urn => urn === "a");
    const order = names(state);
    for (const [first, second] of [
      ["old", "a"],
      ["young", "b"],
      ["c", "b"],
    ] as const)
      assert.ok(order.indexOf(first) < order.indexOf(second), order.join(" "));
    assert.deepEqual(
      state.deployment.resources?.find(({ urn }) => urn === "a"),
      before.deployment.resources?.[1],
    );
    assert.equal(order.length, 5);
  });

  it("has what was gone from it, with its provider and what depends on it", () => {
    const before = stack(
      provider("old"),
      resource("gone", { provider: old }),
      resource("user", { provider: old, dependencies: ["gone"] }),
    );
    const after = stack(provider("young"), resource("user", { provider: young }));
    assert.deepEqual(
      withFormer(after, before, urn => urn !== "old"),
      {
        version: 3,
        deployment: { resources: [...(before.deployment.resources ?? []), provider("young")] },
      },
    );
  });

  it("refers to nothing that is not in it, and keeps what has yet to be removed beside what took its place", () => {
    const before = stack(resource("base"), resource("a", { dependencies: ["base"] }));
    const after = stack(resource("twice"), resource("twice", { delete: true, id: "former" }));
    const state = withFormer(after, before, urn => urn === "a");
    assert.deepEqual(names(state), ["a", "twice", "twice"]);
    assert.deepEqual(state.deployment.resources?.[0]?.dependencies, []);
  });
});
