import assert from "node:assert/strict";
import { Refused } from "../../src/kubernetes/api-server.ts";
import { type Running, runningAt } from "../../src/promotion/running.ts";
import type { Placement } from "../../src/tenant/placement.ts";

const [a, b, c] = ["a", "b", "c"].map(letter => letter.repeat(40)) as [string, string, string];

const placement = {
  cluster: { name: "prelive" },
  tenant: { namespace: "shop" },
  stage: { name: "prelive", branch: "main" },
} as unknown as Placement;

const of = (commit: string, branch = "main") => `${branch}@sha1:${commit}`;
const ready = (status: string, reason = "", message = "") => ({ type: "Ready", status, reason, message });
const snapshot = (commit: string, minute: number, lastReconciledStatus = "ReconciliationSucceeded") => ({
  lastReconciled: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
  lastReconciledStatus,
  metadata: { revision: of(commit) },
});
const healthy = (commit: string, more: object = {}) => ({
  observedGeneration: 1,
  conditions: [ready("True")],
  lastAppliedRevision: of(commit),
  lastAttemptedRevision: of(commit),
  ...more,
});

interface Given {
  readonly config?: object;
  readonly kubernetes?: object;
  readonly spec?: object;
}

async function running(given: Given): Promise<Running> {
  return await runningAt(placement, {
    request: async ({ path }) => {
      const name = path.split("/").at(-1) as keyof Given;
      if (!given[name]) throw new Refused(404, { message: "not found", reason: "NotFound" });
      return { metadata: { generation: 1 }, spec: given.spec ?? {}, status: given[name] };
    },
  });
}

describe("What a cluster runs of a tenant", () => {
  it("is healthy where both Kustomizations are ready at a commit", async () => {
    const found = await running({ config: healthy(a), kubernetes: healthy(a) });
    assert.deepEqual(found.healthy, [a]);
    assert.equal(found.reason(b), "it does not run there; aaaaaaa does");
  });

  it("is not where they are at different ones, or what Flux says is of an older declaration", async () => {
    assert.deepEqual((await running({ config: healthy(b), kubernetes: healthy(a) })).healthy, []);
    const stale = healthy(a, { observedGeneration: 0 });
    assert.deepEqual((await running({ config: stale, kubernetes: stale })).healthy, []);
  });

  it("has what ran healthily before in its record, the last outcome of each commit counting", async () => {
    const history = [snapshot(a, 1), snapshot(b, 2), snapshot(b, 3, "HealthCheckFailed"), snapshot(c, 4)];
    const kubernetes = healthy(c, { history });
    const found = await running({ config: healthy(c), kubernetes });
    assert.deepEqual(new Set(found.healthy), new Set([a, c]));
    assert.equal(found.reason(b), "it failed there: HealthCheckFailed");
    assert.deepEqual([a, b, c].map(found.failed), [false, true, false]);
  });

  it("is not healthy at a commit that fails now, whatever it was before, and Flux's reason is told", async () => {
    const failing = {
      observedGeneration: 1,
      conditions: [ready("False", "HealthCheckFailed", "Deployment/shop/web is not ready")],
      lastAttemptedRevision: of(b),
      lastAppliedRevision: of(a),
    };
    const found = await running({
      config: healthy(b),
      kubernetes: { ...failing, history: [snapshot(b, 1), snapshot(a, 0)] },
    });
    assert.deepEqual(found.healthy, [a]);
    assert.equal(found.reason(b), "kubernetes: HealthCheckFailed: Deployment/shop/web is not ready");
    assert.ok(found.failed(b));
  });

  it("is on its way where Flux has not come to an end", async () => {
    const underWay = {
      observedGeneration: 1,
      conditions: [ready("Unknown", "Progressing", "Reconciliation in progress")],
      lastAttemptedRevision: of(b),
      lastAppliedRevision: of(a),
      history: [snapshot(a, 0)],
    };
    const found = await running({ config: healthy(b), kubernetes: underWay });
    assert.deepEqual(found.healthy, [a]);
    assert.equal(found.reason(b), "kubernetes: Progressing: Reconciliation in progress");
    assert.equal(found.failed(b), false);
  });

  it("counts commits of the stage's own branch only", async () => {
    const other = healthy(a, { lastAppliedRevision: of(a, "feature") });
    assert.deepEqual((await running({ config: other, kubernetes: other })).healthy, []);
  });

  it("says what is missing, and what is suspended", async () => {
    assert.equal((await running({ config: healthy(a) })).reason(a), "has no Kustomization kubernetes there");
    const suspended = await running({ config: healthy(a), kubernetes: healthy(a), spec: { suspend: true } });
    assert.deepEqual(suspended.healthy, []);
    assert.equal(suspended.reason(a), "its Kustomization config is suspended there");
  });

  it("is not made of an answer that is none", async () => {
    await assert.rejects(
      running({ config: { conditions: "yes" }, kubernetes: healthy(a) }),
      /is not as it should be/,
    );
  });
});
