import assert from "node:assert/strict";
import fc from "fast-check";
import type { StoredResource, StoredStack } from "../../src/engine/deployment.ts";
import { dueRenames, hasFormerIds, renamed, withCurrentIds } from "../../src/engine/rename.ts";
import { subjectOf } from "../../src/engine/urn.ts";

const component = "fairway:github:StandardRepository";
const prefix = "urn:pulumi:github::fairway::";
const componentUrn = (name: string) => `${prefix}${component}::${name}`;
const childUrn = (name: string) => `${prefix}${component}$github:index/thing:Thing::${name}`;

function repositoryOf(name: string, things: readonly { kind: string; key: string }[]): StoredResource[] {
  const parent = componentUrn(name);
  const itself = childUrn(`${name}/repository`);
  return [
    { urn: parent, type: component },
    {
      urn: itself,
      type: "github:index/repository:Repository",
      id: name,
      parent,
      inputs: { name },
      outputs: { name, id: name },
    },
    ...things.map(({ kind, key }) => ({
      urn: childUrn(`${name}/${kind}/${key}`),
      type: "github:index/thing:Thing",
      id: `${name}:${key}`,
      parent,
      deletedWith: itself,
      dependencies: [itself],
      propertyDependencies: { repository: [itself], name: null },
      inputs: { repository: name, name: key },
      outputs: { repository: name, name: key, id: `${name}:${key}` },
    })),
  ];
}

const stateOf = (
  resources: readonly StoredResource[],
  pending: readonly StoredResource[] = [],
): StoredStack => ({
  version: 3,
  deployment: {
    resources,
    pending_operations: pending.map(resource => ({ type: "creating", resource })),
  },
});

const resourcesOf = ({ deployment }: StoredStack) => deployment.resources ?? [];

const names = fc.stringMatching(/^[a-z][a-z0-9.-]{0,12}$/);
const things = fc.uniqueArray(
  fc.record({
    kind: fc.constantFrom("label", "variable", "ruleset"),
    key: fc.stringMatching(/^[a-z:/]{1,12}$/),
  }),
  { maxLength: 5, selector: ({ kind, key }) => `${kind}/${key}` },
);
const worlds = fc.uniqueArray(names, { minLength: 3, maxLength: 6 }).chain(all =>
  fc.tuple(fc.constant(all), fc.tuple(...all.map(() => things))).map(([repositories, contents]) => ({
    from: repositories[0] as string,
    to: repositories[1] as string,
    state: stateOf(
      repositories
        .filter((_, index) => index !== 1)
        .flatMap((name, index) => repositoryOf(name, contents[index] ?? [])),
    ),
  })),
);

describe("A repository renamed in the state", () => {
  it("is where it would be had it always been called so, but for its own name and id", () => {
    fc.assert(
      fc.property(names, names, things, (from, to, contents) => {
        fc.pre(from !== to);
        const after = resourcesOf(renamed(stateOf(repositoryOf(from, contents)), { from, to }));
        const expected = repositoryOf(to, contents).map(resource =>
          subjectOf(resource.urn).kind === "repository"
            ? { ...resource, id: from, inputs: { name: from }, outputs: { name: from, id: from } }
            : resource,
        );
        assert.deepEqual(after, expected);
      }),
    );
  });

  it("leaves every other repository as it is", () => {
    fc.assert(
      fc.property(worlds, ({ from, to, state }) => {
        const others = (stack: StoredStack) =>
          resourcesOf(stack).filter(({ urn, parent = urn }) =>
            [componentUrn(from), componentUrn(to)].every(mine => parent !== mine),
          );
        assert.deepEqual(others(renamed(state, { from, to })), others(state));
      }),
    );
  });

  it("comes back when it is renamed back", () => {
    fc.assert(
      fc.property(worlds, ({ from, to, state }) => {
        const there = renamed(state, { from, to });
        assert.deepEqual(renamed(there, { from: to, to: from }), state);
      }),
    );
  });

  it("takes what refers to it along, in other repositories and in pending operations", () => {
    const [, itself] = repositoryOf("old", []);
    const reader = {
      ...repositoryOf("other", [{ kind: "label", key: "x" }])[2],
      dependencies: [itself?.urn],
    };
    const pending = repositoryOf("old", [{ kind: "label", key: "new" }])[2];
    const before = stateOf(
      [...repositoryOf("old", []), reader as StoredResource],
      [pending as StoredResource],
    );
    const { resources = [], pending_operations = [] } = renamed(before, {
      from: "old",
      to: "new",
    }).deployment;
    assert.deepEqual(resources.at(-1)?.dependencies, [childUrn("new/repository")]);
    assert.equal(pending_operations[0]?.resource.urn, childUrn("new/label/new"));
    assert.equal(pending_operations[0]?.resource.inputs?.repository, "new");
  });

  it("tells a repository's name in an id from an owner or a key of the same name", () => {
    const [parent] = repositoryOf("acme", []);
    const ids = (kind: string, id: string, inputs: object) =>
      renamed(
        stateOf([
          parent as StoredResource,
          { urn: childUrn(`acme/${kind}`), type: "x", id, inputs: { ...inputs } },
        ]),
        { from: "acme", to: "new" },
      ).deployment.resources?.at(-1)?.id;
    assert.equal(ids("label/acme", "acme:acme", { repository: "acme" }), "new:acme");
    assert.equal(ids("property/acme", "acme:acme:acme", {}), "acme:new:acme");
    assert.equal(ids("lifecycle", "acme/acme", { owner: "acme" }), "acme/new");
    assert.equal(ids("ruleset/acme", "4711", { repository: "acme" }), "4711");
  });
});

describe("Renames that are due", () => {
  const state = stateOf([...repositoryOf("a", []), ...repositoryOf("b", [])]);
  it("are those whose old name is there and whose new name is not", () => {
    assert.deepEqual(dueRenames(state, [{ from: "a", to: "c" }]), [{ from: "a", to: "c" }]);
    assert.deepEqual(dueRenames(state, [{ from: "c", to: "d" }]), []);
    assert.deepEqual(dueRenames(state, [{ from: "a", to: "b" }]), []);
  });
  it("come in the order that frees each name before it is taken", () => {
    const [first, second] = [
      { from: "b", to: "c" },
      { from: "a", to: "b" },
    ];
    assert.deepEqual(dueRenames(state, [second, first]), [first, second]);
  });
  it("are due where the state has the name in another case, and go from the name that the state has", () => {
    assert.deepEqual(dueRenames(state, [{ from: "A", to: "A" }]), [{ from: "a", to: "A" }]);
    assert.deepEqual(dueRenames(state, [{ from: "A", to: "c" }]), [{ from: "a", to: "c" }]);
    assert.deepEqual(dueRenames(state, [{ from: "a", to: "a" }]), []);
    assert.deepEqual(dueRenames(state, [{ from: "a", to: "B" }]), []);
  });
});

describe("A repository's id after it was renamed", () => {
  it("is the name it has now", () => {
    const [parent, itself] = repositoryOf("new", []);
    const before = stateOf([parent as StoredResource, { ...(itself as StoredResource), id: "old" }]);
    assert.ok(hasFormerIds(before));
    const after = withCurrentIds(before);
    assert.deepEqual(resourcesOf(after), repositoryOf("new", []));
    assert.ok(!hasFormerIds(after));
  });
});
