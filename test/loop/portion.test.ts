import assert from "node:assert/strict";
import { component } from "../../src/engine/component.ts";
import { partOfState, type StoredResource, type StoredStack, withPart } from "../../src/engine/deployment.ts";
import { everything, nothing } from "../../src/engine/scope.ts";
import { childName, urnOf } from "../../src/engine/urn.ts";
import { isIn, organizationAlone, portionsOf } from "../../src/loop/portion.ts";
import { repositoryOf } from "../../src/repository/desired-state.ts";
import { baseline } from "../../src/repository/specification.ts";

const provider = (version: string): StoredResource => ({
  urn: `urn:pulumi:github::fairway::pulumi:providers:github::default_${version}`,
  type: "pulumi:providers:github",
  id: `id-${version}`,
});

const referenceTo = ({ urn, id }: StoredResource) => `${urn}::${id}`;

function child(parent: string, owner: string, kind: string, of: StoredResource): StoredResource {
  const type = "github:index/repository:Repository";
  const urn = urnOf({ stack: "github", project: "fairway", parent, type, name: childName(owner, kind) });
  return { urn, type, id: owner, provider: referenceTo(of) };
}

const repository = (name: string, of: StoredResource) =>
  child(component.standardRepository, name, "repository", of);
const team = (of: StoredResource) => child(component.organization, "acme", "team", of);

function state(...resources: readonly StoredResource[]): StoredStack {
  return { version: 3, deployment: { resources } };
}

const urns = ({ deployment }: StoredStack) => (deployment.resources ?? []).map(({ urn }) => urn);

describe("A portion of an organisation", () => {
  const [old, current] = [provider("1"), provider("2")];

  it("holds its repositories and what is of no repository", () => {
    const all = state(old, team(old), repository("a", old), repository("b", old));
    assert.deepEqual(urns(partOfState(all, isIn(["a"]))), urns(state(old, team(old), repository("a", old))));
    assert.deepEqual(urns(partOfState(all, isIn(organizationAlone))), urns(state(old, team(old))));
  });

  it("takes the place of what it was, and leaves the rest, with everything after what it needs", () => {
    const all = state(old, team(old), repository("a", old), repository("b", old));
    const after = state(current, team(current), repository("a", current));
    const put = withPart(all, after, isIn(["a"]));
    assert.deepEqual(
      urns(put),
      urns(state(old, current, team(current), repository("a", current), repository("b", old))),
    );
    const again = withPart(put, state(current, team(current), repository("b", current)), isIn(["b"]));
    assert.ok(!urns(again).includes(old.urn), "a provider that nothing belongs to any more");
    assert.equal(urns(again).length, 4);
  });

  it("loses what went in it, and keeps what is pending in it", () => {
    const all = state(old, repository("a", old), repository("b", old));
    const pending = [{ type: "deleting", resource: repository("b", old) }];
    const after = { version: 3, deployment: { resources: [old], pending_operations: pending } };
    const put = withPart(all, after, isIn(["a"]));
    assert.deepEqual(urns(put), urns(state(old, repository("b", old))));
    assert.deepEqual(put.deployment.pending_operations, pending);
  });

  const catalogue = (count: number) =>
    ({
      repositories: Array.from({ length: count }, (_, index) => repositoryOf(`r${index}`, baseline)),
    }) as never;

  it("is one of as many as it takes, of about the same size, and what is declared no more comes last", () => {
    const portions = portionsOf(everything, state(repository("gone", old)), catalogue(120));
    assert.deepEqual(
      portions.map(({ length }) => length),
      [41, 40, 40],
    );
    assert.equal(portions.flat().at(-1), "gone");
    assert.equal(new Set(portions.flat()).size, 121);
  });

  it("has fewer repositories where these have more things", () => {
    const made = (count: number, things: number) =>
      Array.from({ length: count }, (_, index) =>
        Array.from({ length: things }, (_, thing) => repository(`r${index}`, old).urn + thing),
      ).flat();
    const sizes = (count: number, things: number) =>
      portionsOf(everything, state(), catalogue(count), made(count, things)).map(({ length }) => length);
    assert.deepEqual(sizes(100, 9), [100]);
    assert.deepEqual(sizes(60, 30), [30, 30]);
    assert.deepEqual(sizes(150, 9), [75, 75]);
    assert.deepEqual(sizes(2, 4000), [1, 1], "one repository is never cut");
  });

  it("has no repository where nothing but the organisation's own is in scope", () => {
    assert.deepEqual(portionsOf({ ...nothing, organization: true }, state(), catalogue(3)), [
      organizationAlone,
    ]);
    assert.deepEqual(portionsOf(nothing, state(), catalogue(3)), []);
  });
});
