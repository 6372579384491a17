import assert from "node:assert/strict";
import { differences } from "../../bench/repositories/same-world.ts";

const world = (color: string, more: object = {}) => ({
  id: 1,
  teams: [{ id: color === "red" ? 2 : 3, name: "core" }],
  repositories: ["one", "two"].map((name, index) => ({
    id: index,
    name,
    created_at: color,
    teams: [{ teamId: color === "red" ? 2 : 3, role: "admin" }],
    labels: [{ id: 7, name: "bug", color }],
    refs: { "refs/heads/main": color },
    ...more,
  })),
});

describe("two contenders' worlds", () => {
  it("are alike apart from ids, times and commits", () => {
    const [one, other] = [world("red"), world("red")];
    assert.deepEqual(differences(one, { ...other, id: 5 }, ["one", "two"], []), []);
  });

  it("differ in a value, said once for all repositories that are looked at", () => {
    const found = differences(world("red"), world("blue"), ["one", "two"], []);
    assert.deepEqual(found, [
      { path: "repositories.*.labels.bug.color", values: ['"red"', '"blue"'], repositories: 2 },
    ]);
    assert.equal(differences(world("red"), world("blue"), ["one"], [])[0]?.repositories, 1);
  });

  it("may lack what one of them can't do, for a reason", () => {
    const allowed = [{ path: /immutable_releases$/, reason: "nothing for it" }];
    const [found] = differences(world("red", { immutable_releases: true }), world("red"), ["one"], allowed);
    assert.deepEqual(found?.values, ["true", "absent"]);
    assert.equal(found?.reason, "nothing for it");
  });
});
