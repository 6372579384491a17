import { Command } from "commander";
import { planDocument } from "../report/json.ts";
import { describePlan } from "../report/plan.ts";
import { exitCodes } from "./failure.ts";
import { type TargetOptions, targetOf, withTarget } from "./target.ts";
import { work } from "./work.ts";

interface Options extends TargetOptions {
  readonly refresh?: boolean;
  readonly expectNoChanges?: boolean;
  readonly json?: boolean;
}

export function command(): Command {
  return withTarget(new Command("preview"))
    .description("Show what `fairway up` would change. Changes nothing.")
    .option("--refresh", "compare with the live world, and not only with what the last run left")
    .option("--expect-no-changes", `end with exit code ${exitCodes.differences} when anything would change`)
    .option("--json", "print the plan as JSON")
    .action(run);
}

async function run({ refresh = false, expectNoChanges, json, ...options }: Options): Promise<void> {
  const target = await targetOf(options);
  const { preview } = await import("../loop/preview.ts");
  const plan = await work("Preview", terminal => preview({ target, refresh, ...terminal }));
  console.log(json ? JSON.stringify(planDocument(plan), null, 2) : describePlan(plan));
  if (expectNoChanges && plan.changes.length > 0) process.exitCode = exitCodes.differences;
}
