import assert from "node:assert/strict";
import fc from "fast-check";
import { count, deviations } from "../../src/adoption/deviations.ts";
import { entryText } from "../../src/adoption/entry-file.ts";
import { learn } from "../../src/adoption/learn.ts";
import { type Layer, resolve } from "../../src/catalogue/layer.ts";
import { repositoryOf, sameDesired, symbolicContext } from "../../src/repository/desired-state.ts";
import { baseline } from "../../src/repository/specification.ts";

const context = symbolicContext("acme");
const role = fc.constantFrom("pull", "push", "admin");

/** Something that can be observed of a repository, or declared by a layer. */
const layers: fc.Arbitrary<Layer> = fc.record(
  {
    visibility: fc.constantFrom("public", "private"),
    description: fc.constantFrom("One", "Two"),
    topics: fc.uniqueArray(fc.constantFrom("a", "b", "c")),
    default_branch: fc.constantFrom("main", "master"),
    access: fc.record(
      {
        teams: fc.dictionary(fc.constantFrom("core", "docs"), role),
        users: fc.dictionary(fc.constantFrom("user-001", "user-002"), role),
      },
      { requiredKeys: [] },
    ),
    merging: fc.record({ squash: fc.boolean(), delete_branch: fc.boolean() }, { requiredKeys: [] }),
    security: fc.record(
      { dependabot_alerts: fc.boolean(), immutable_releases: fc.boolean() },
      { requiredKeys: [] },
    ),
    branch_protection: fc.dictionary(
      fc.constantFrom("main", "v*"),
      fc.record({ admins: fc.boolean(), reviews: fc.record({ approvals: fc.integer({ min: 0, max: 6 }) }) }),
    ),
  },
  { requiredKeys: [], noNullPrototype: true },
);

const repository = (...said: Layer[]) => repositoryOf("shop", resolve([baseline as Layer, ...said]));

describe("an entry's deviations", () => {
  it("say all that differs from the layers below, whatever those are", () => {
    fc.assert(
      fc.property(layers, fc.array(layers, { maxLength: 2 }), (observed, below) => {
        const entry = deviations("shop", observed, [baseline as Layer, ...below], context);
        assert.ok(sameDesired(repository(...below, entry), repository(observed), context));
      }),
    );
  });

  it("say nothing that could be left out", () => {
    fc.assert(
      fc.property(layers, layers, (observed, below) => {
        const entry = deviations("shop", observed, [baseline as Layer, below], context);
        for (const key of Object.keys(entry)) {
          const { [key]: _, ...rest } = entry;
          assert.ok(!sameDesired(repository(below, rest), repository(observed), context), key);
        }
      }),
    );
  });

  it("say nothing of what the layers below say already", () => {
    fc.assert(
      fc.property(layers, below => {
        assert.equal(count(deviations("shop", below, [baseline as Layer, below], context)), 0);
      }),
    );
  });

  it("of an archived repository say that and nothing else", () => {
    fc.assert(
      fc.property(layers, below => {
        const entry = deviations("shop", { archived: true }, [baseline as Layer, below], context);
        assert.deepEqual(entry, { archived: true });
      }),
    );
  });
});

describe("a standard that is learnt", () => {
  it("holds what more than half of the repositories agree on", () => {
    const observed = [
      { visibility: "public", access: { teams: { core: "push" } }, topics: ["a"] },
      { visibility: "public", access: { teams: { core: "push", docs: "pull" } } },
      { visibility: "private", access: { teams: { core: "admin" } } },
    ];
    assert.deepEqual(learn(observed), { visibility: "public", access: { teams: { core: "push" } } });
  });

  it("leaves out what GitHub does anyway", () => {
    assert.deepEqual(learn([{ visibility: "private" }, { visibility: "private" }]), {});
  });
});

describe("the text of an entry", () => {
  it("puts short lists and maps of plain values on one line", () => {
    const text = entryText("service", { topics: ["a", "b"], access: { teams: { core: "push" } } });
    assert.equal(
      text,
      [
        "# yaml-language-server: $schema=../../schema/entry.json",
        "archetype: service",
        "topics: [ a, b ]",
        "access:",
        "  teams: { core: push }",
        "",
      ].join("\n"),
    );
  });
});
