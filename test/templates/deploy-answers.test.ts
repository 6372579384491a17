import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { evaluated } from "../workflows/expression.ts";
import { type Answers, deployRepository, outputOf } from "./deploy-tools.ts";
import type { Generated } from "./generate.ts";
import { TemplateRepositories } from "./template-repositories.ts";

describe("the questions of deploy repositories", function () {
  this.timeout(600_000);
  let templates: TemplateRepositories;
  before(async () => {
    templates = await TemplateRepositories.create();
  });
  after(() => templates?.remove());

  async function withMade(answers: Answers, work: (generated: Generated) => Promise<void>): Promise<void> {
    const generated = await deployRepository(templates, answers);
    try {
      await work(generated);
    } finally {
      generated.remove();
    }
  }

  it("refuses answers that make no sense, and says what is wrong", async () => {
    const refused: readonly (readonly [Readonly<Record<string, unknown>>, RegExp])[] = [
      [{ organization: "a b" }, /organization[\s\S]*is not the login of an organisation/],
      [{ namespace: "Shop" }, /namespace[\s\S]*is not the name of a namespace/],
      [{ stages: [] }, /stages[\s\S]*has to be a list of stages/],
      [{ stages: [{ name: "Live", branch: "main" }] }, /stages[\s\S]*is no stage/],
      [{ workloads: "web" }, /workloads[\s\S]*has to be a list of workloads/],
      [{ workloads: [{ name: "web", prot: 8080 }] }, /`prot` of `web` is not known/],
      [{ workloads: [{ name: "web", port: 80 }] }, /the port of `web` has to be from 1024/],
      [{ workloads: [{ name: "web", image: "x: {y" }] }, /the image of `web` can't be/],
      [{ workloads: [{ name: "web" }, { name: "web" }] }, /two workloads have the same name/],
      [
        { packaging: "helm", chart: "https://charts.acme.example" },
        /chart[\s\S]*is not the address of a chart/,
      ],
      [{ packaging: "tar" }, /packaging/],
      [{ fairway_repository: "fairway" }, /fairway_repository[\s\S]*is not a repository/],
    ];
    for (const [answers, message] of refused)
      await assert.rejects(
        withMade(answers, async () => {}),
        (error: unknown) => {
          assert.match(outputOf(error), message);
          return true;
        },
      );
  });

  it("keeps no rollback waiting for a promotion that waits for its reviewer", () =>
    withMade({}, async generated => {
      const { concurrency } = parse(generated.read(".github/workflows/promote.yml"));
      const group = (rollback: boolean, run_id: number) =>
        evaluated(concurrency.group, { inputs: { rollback }, github: { run_id } });
      assert.deepEqual([group(true, 1), group(true, 2)], ["rollback", "rollback"]);
      assert.deepEqual([group(false, 1), group(false, 2)], ["promotion-1", "promotion-2"]);
    }));

  it("promotes by a workflow that this project has, with what that asks for", () =>
    withMade({}, async generated => {
      const { on, permissions, jobs } = parse(generated.read(".github/workflows/promote.yml"));
      const called = parse(
        readFileSync(join(import.meta.dirname, "../../.github/workflows/promote.yml"), "utf8"),
      );
      assert.equal(jobs.promote.uses, "acme/fairway/.github/workflows/promote.yml@main");
      assert.deepEqual(permissions, {});
      assert.deepEqual(Object.keys(on), ["workflow_dispatch"]);
      const inputs = Object.keys(called.on.workflow_call.inputs);
      assert.deepEqual(
        Object.keys(jobs.promote.with).toSorted(),
        inputs.filter(name => name !== "runner").toSorted(),
      );
      for (const job of Object.values<{ permissions: object }>(called.jobs))
        for (const permission of Object.entries(job.permissions))
          assert.ok(
            Object.entries(jobs.promote.permissions).some(given => `${given}` === `${permission}`),
            `${permission}`,
          );
    }));
});
