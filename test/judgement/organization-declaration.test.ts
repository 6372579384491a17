import assert from "node:assert/strict";
import fc from "fast-check";
import { type StoredResource, type StoredStack, thingsOf } from "../../src/engine/deployment.ts";
import type { Change } from "../../src/engine/plan.ts";
import type { OpenedStack } from "../../src/engine/pulumi.ts";
import { isNothing, type Scope } from "../../src/engine/scope.ts";
import { exportReadableState } from "../../src/engine/state.ts";
import { repositoryOf, urnParts } from "../../src/engine/urn.ts";
import { connect } from "../../src/github/api.ts";
import { type Forecast, forecast } from "../../src/loop/forecast.ts";
import { openTarget, type Target } from "../../src/loop/target.ts";
import { up } from "../../src/loop/up.ts";
import {
  alpha,
  beta,
  catalogue,
  gamma,
  standard,
  startSmallOrganization,
} from "../robustness/small-organization.ts";
import { targetOf } from "../support/target.ts";
import type { TestWorld } from "../support/world.ts";

/** Edits of the small organisation's files; an empty one is none. */
const edits: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "a description": { alpha: alpha.replace("Has everything", "Has it all") },
  "fewer labels": { beta: `${beta}labels: {keep: null}\n` },
  "another variable": { gamma: gamma.replace("us", "eu") },
  "another reviewer": { alpha: alpha.replace("users: [octocat]}", "users: []}") },
  "weaker protection": { beta: beta.replace("approvals: 1", "approvals: 0") },
  "a rule less": { alpha: alpha.replace("{update: true, deletion: true}", "{update: true}") },
  "an archive": { gamma: "archetype: plain\narchived: true\n" },
  "no entry": { gamma: "" },
  "another name": { gamma: "", delta: `${gamma}formerly: gamma\n` },
  "a new entry": { epsilon: "archetype: plain\n" },
  "a standard for all": { standard: standard.replace("labels:", 'labels:\n    more: {color: "333333"}') },
  "a team's words": { standard: standard.replace("Everything", "All of it") },
};

describe("What the organisation's program declares", function () {
  this.timeout(900_000);
  let world: TestWorld;

  before(async () => {
    world = await startSmallOrganization();
  });
  after(() => world.close());

  async function target(): Promise<Target> {
    return await targetOf(world);
  }

  async function differing(open: OpenedStack, state: StoredStack = open.state): Promise<Scope> {
    assert.ok(open.judgement);
    return await open.judgement.differing(state, () => Promise.resolve(state));
  }

  it("is told of what is all new as the engine plans it", async () => {
    const [known, unread] = [await planned(false), await planned(true)];
    assert.deepEqual(unread.changes.map(withoutAddress), known.changes.map(withoutAddress));
    assert.deepEqual(sorted(unread.extent.made), sorted(known.extent.made).filter(isNotEnginesOwn));
    assert.equal(unread.same, known.same);
  });

  it("leaves to the engine what is new and lacks a secret", async () => {
    const before = process.env.ALPHA_TOKEN;
    delete process.env.ALPHA_TOKEN;
    try {
      await assert.rejects(planned(true), /ALPHA_TOKEN, which is not set/);
    } finally {
      process.env.ALPHA_TOKEN = before;
    }
  });

  it("is known to be what the state holds after a run, of each kind of thing", async () => {
    await up({ target: await target(), confirm: async () => true });
    const open = await openTarget(await target());
    assert.ok(isNothing(await differing(open, await exportReadableState(open))));
    assert.ok(new Set(thingsOf(open.state).map(({ type }) => type)).size >= 22);
  });

  it("is known not to be what the state holds where anything in that is otherwise", async () => {
    const open = await openTarget(await target());
    const state = await exportReadableState(open);
    const { resources = [] } = state.deployment;
    const among = async (all: readonly StoredResource[], urn: string, what: string) => {
      const scope = await differing(open, { ...state, deployment: { ...state.deployment, resources: all } });
      const repository = repositoryOf(urn);
      const isOwn = repository === undefined;
      const found = scope.whole || (isOwn ? scope.organization : scope.repositories.has(repository));
      assert.ok(found, `${urn}: ${what}`);
      // Any repository may depend on what is the organisation's own.
      const isNarrow = isOwn || scope.repositories.size === 1;
      assert.ok(scope.whole || isNarrow, `${urn}: ${what}, and more is in scope`);
    };
    for (const thing of thingsOf(state)) {
      const { urn, inputs = {} } = thing;
      const others = resources.filter(one => one.urn !== urn);
      await among(others, urn, "missing");
      await among([...others, { ...thing, taint: true }], urn, "to be made anew");
      await among([...others, { ...thing, initErrors: ["not yet"] }], urn, "not ready");
      await among([...others, { ...thing, retainOnDelete: !thing.retainOnDelete }], urn, "kept otherwise");
      await among([...resources, { ...thing, urn: `${urn}2` }], urn, "one too many");
      for (const name of Object.keys(inputs).filter(name => name !== "__defaults")) {
        const { [name]: _, ...rest } = inputs;
        await among([...others, { ...thing, inputs: { ...inputs, [name]: "otherwise" } }], urn, name);
        await among([...others, { ...thing, inputs: rest }], urn, `no ${name}`);
      }
      await among([...others, { ...thing, inputs: { ...inputs, more: "x" } }], urn, "one input more");
    }
  });

  it("is told apart by the values of secrets as well", async () => {
    const open = await openTarget(await target());
    const readable = await exportReadableState(open);
    const before = process.env.ALPHA_TOKEN;
    process.env.ALPHA_TOKEN = "another";
    try {
      assert.deepEqual([...(await differing(open, readable)).repositories], ["alpha"]);
    } finally {
      process.env.ALPHA_TOKEN = before;
    }
  });

  it("is looked at in the same way, whether in parts or as a whole", async () => {
    const subset = fc.subarray(Object.keys(edits), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(subset, async names => {
        for (const name of names) edit(edits[name] ?? {});
        const [part, whole] = [await look("part"), await look("whole")];
        edit({ delta: "", epsilon: "" });
        for (const [path, text] of Object.entries(catalogue)) world.write(`repos/${path}`, text);
        assert.deepEqual(told(part), told(whole));
      }),
      { numRuns: 8, endOnFailure: true, examples: [[["another name"]], [["no entry", "a new entry"]]] },
    );
  });

  async function planned(unread: boolean): Promise<Forecast> {
    const own = await target();
    const open = await openTarget(own);
    return await forecast(open, await connect(), { target: own, unread }, open.state);
  }

  function edit(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      if (text) world.write(name === "standard" ? "repos/standard.yaml" : `repos/${name}/repo.yaml`, text);
      else world.remove(`repos/${name}`);
    }
  }

  async function look(at: "part" | "whole"): Promise<Forecast> {
    const own = await target();
    const open = await openTarget(own);
    const { judgement: _, ...unjudged } = open;
    return await forecast(at === "whole" ? unjudged : open, await connect(), { target: own }, open.state);
  }
});

function told({ changes, same, found }: Forecast): unknown {
  return { changes, same, found: found.map(({ repository, kind, key }) => [repository, kind, key]) };
}

/** The provider hides a webhook's address, which stands in the entry for everybody to read. */
function withoutAddress(change: Change): Change {
  const properties = change.properties.filter(({ path }) => path !== "configuration");
  return change.kind === "webhook" ? { ...change, properties } : change;
}

/** The stack itself and the providers are made in any case. */
function isNotEnginesOwn(urn: string): boolean {
  return !urnParts(urn).type.startsWith("pulumi:");
}

function sorted(urns: readonly string[]): readonly string[] {
  return [...urns].sort();
}
