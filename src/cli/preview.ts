import { Command } from "commander";
import { planDocument } from "../report/json.ts";
import { describePlan } from "../report/plan.ts";
import { differ, eachStack, printJson } from "./each-stack.ts";
import { exitCodes } from "./failure.ts";
import { type StacksOptions, stacksOf, withStacks } from "./target.ts";
import { work } from "./work.ts";

interface Options extends StacksOptions {
  readonly refresh?: boolean;
  readonly expectNoChanges?: boolean;
  readonly json?: boolean;
}

export function command(): Command {
  return withStacks(new Command("preview"))
    .description("Show what `fairway up` would change. Changes nothing.")
    .option("--refresh", "compare with the live world, and not only with what the last run left")
    .option("--expect-no-changes", `end with exit code ${exitCodes.differences} when anything would change`)
    .option("--json", "print the plan as JSON; a list of them with --stage, --all or several stacks")
    .action(run);
}

async function run({ refresh = false, expectNoChanges, json, ...options }: Options): Promise<void> {
  const stacks = await stacksOf(options);
  const { preview } = await import("../loop/preview.ts");
  const plans = await work("Preview", terminal =>
    eachStack(stacks, terminal, {
      act: target => preview({ target, refresh, ...terminal }),
      tell: json ? undefined : plan => console.log(describePlan(plan)),
      headings: !json,
      careful: false,
    }),
  );
  if (json) printJson(plans.map(planDocument), stacks);
  if (expectNoChanges && plans.some(({ changes }) => changes.length > 0)) differ();
}
