import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type DriftReport, drift } from "../../src/loop/drift.ts";
import { up } from "../../src/loop/up.ts";
import { startSmallOrganization } from "../robustness/small-organization.ts";
import { targetOf } from "../support/target.ts";
import type { Calls, TestWorld } from "../support/world.ts";

describe("Drift", function () {
  this.timeout(300_000);
  let world: TestWorld;

  before(async () => {
    world = await startSmallOrganization();
    await up({ target: await targetOf(world), confirm: async () => true });
    // Both GitHub's times and the state's are held against each other in whole seconds.
    await sleep(1100);
    await world.control("PUT", "/organizations/acme/members/mallory", { role: "admin" });
    await world.control("PUT", "/users/mallory", { token: "token-of-mallory" });
  });
  after(() => world.close());

  async function asMallory(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${world.server.url}/api/v3/repos/acme/${path}`, {
      method,
      headers: { authorization: "Bearer token-of-mallory", "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
    return await answer.json().catch(() => undefined);
  }

  async function authors(): Promise<Readonly<Record<string, string | undefined>>> {
    const report: DriftReport = await drift({ target: await targetOf(world) });
    return Object.fromEntries(report.differences.map(({ kind, by }) => [kind, by]));
  }

  it("asks nothing of who did what where nothing differs", async () => {
    await world.resetCalls();
    assert.deepEqual(await authors(), {});
    const { calls } = (await world.calls()) as Calls & { calls: Record<string, number> };
    assert.deepEqual(
      Object.keys(calls).filter(route => /audit-log|history/.test(route)),
      [],
    );
  });

  it("names who made a difference where GitHub tells, and nobody where it does not", async () => {
    const rulesets = (await asMallory("GET", "alpha/rulesets")) as { id: number; name: string }[];
    const { id } = rulesets.find(({ name }) => name === "default-branch") ?? { id: 0 };
    await asMallory("PUT", `alpha/rulesets/${id}`, { enforcement: "disabled" });
    await asMallory("PUT", "alpha/collaborators/octocat", { permission: "admin" });
    await asMallory("PATCH", "alpha/labels/keep", { color: "ffffff" });
    const expected = { ruleset: "mallory", collaborators: "mallory", labels: undefined };
    assert.deepEqual(await authors(), expected);
  });

  it("goes by the rulesets' own history where the organisation has no audit log", async () => {
    const refusal = { action: "status", status: 404, body: { message: "Not Found" } };
    await world.control("PUT", "/faults", [{ path: "/audit-log$", times: 100, ...refusal }]);
    const found = await authors();
    await world.control("PUT", "/faults", []);
    assert.deepEqual(found, { ruleset: "mallory", collaborators: undefined, labels: undefined });
  });
});
