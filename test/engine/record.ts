/**
 * Records what a real engine with the real provider says of a few operations, for test/engine/plan.test.ts:
 * `npx node test/engine/record.ts`. Addresses and times differ from one recording to the next.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventsOf, openSmall } from "../support/engine.ts";
import type { SmallRepository } from "../support/program.ts";
import { TestWorld } from "../support/world.ts";

const before: readonly SmallRepository[] = [
  { name: "alpha", labels: { defect: "ff0000", old: "000000" }, secrets: { TOKEN: "first-value" } },
  { name: "beta", labels: { defect: "ff0000" }, variables: { REGION: "eu" } },
];
const after: readonly SmallRepository[] = [
  {
    name: "alpha",
    settings: { description: "Alpha", topics: ["one"] },
    labels: { defect: "00ff00", new: "ffffff" },
    secrets: { TOKEN: "second-value" },
  },
];
const world = await TestWorld.start({ config: { "github:writeDelayMs": "1" } });
try {
  const { stack } = await openSmall(world, before);
  await record("create", options => stack.preview(options));
  await record("created", options => stack.up(options));
  await record("same", options => stack.preview({ ...options, refresh: true }));
  await changeByHand();
  await record("drift", options => stack.preview({ ...options, refresh: true }));
  const changed = await openSmall(world, after);
  await record("change", options => changed.stack.preview(options));
} finally {
  await world.close();
}

async function changeByHand(): Promise<void> {
  const alpha = { owner: world.organization, repo: "alpha" };
  await world.github.rest.issues.updateLabel({ ...alpha, name: "defect", color: "123456" });
  await world.github.rest.issues.deleteLabel({ ...alpha, name: "old" });
}

async function record(name: string, operation: Parameters<typeof eventsOf>[0]): Promise<void> {
  const events = await eventsOf(operation);
  const lines = events.map(event => JSON.stringify(event));
  writeFileSync(join(import.meta.dirname, "fixtures", `${name}.jsonl`), `${lines.join("\n")}\n`);
}
