import { Command } from "commander";
import type { Outcome, Plan } from "../engine/plan.ts";
import { WrongUsage } from "../engine/project.ts";
import type { UpFailed, UpResult } from "../loop/up.ts";
import { upDocument } from "../report/json.ts";
import { describeOutcome } from "../report/outcome.ts";
import { describePlan } from "../report/plan.ts";
import { exitCodes } from "./failure.ts";
import { type TargetOptions, targetOf, withTarget } from "./target.ts";
import { type Terminal, work } from "./work.ts";

interface Options extends TargetOptions {
  readonly refresh?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function command(): Command {
  return withTarget(new Command("up"))
    .description("Bring the organisation into the declared shape: show what changes, ask, and do it.")
    .option("--refresh", "put back as well what somebody has changed by hand")
    .option("--yes", "don't ask")
    .option("--json", "print what was done as JSON; needs --yes")
    .action(run);
}

async function run({ refresh = false, yes = false, json = false, ...options }: Options): Promise<void> {
  const target = await targetOf(options);
  if (!yes && (json || !process.stdin.isTTY)) {
    throw new WrongUsage("There is nobody to ask whether the plan is to be carried out: give --yes.");
  }
  const { up, UpFailed } = await import("../loop/up.ts");
  await work("Up", async terminal => {
    const confirm = (plan: Plan) => agreed(plan, terminal, { yes, json });
    try {
      tell(await up({ target, refresh, ...terminal, confirm }), json, terminal);
    } catch (error) {
      terminal.clear();
      if (error instanceof UpFailed) tellFailure(error, json);
      throw error;
    }
  });
}

/** Shows the plan, and asks unless the answer is known. */
async function agreed(
  plan: Plan,
  { clear }: Terminal,
  { yes, json }: { yes: boolean; json: boolean },
): Promise<boolean> {
  clear();
  if (!json) console.log(`${describePlan(plan)}\n`);
  if (yes) return true;
  const { confirm } = await import("@inquirer/prompts");
  return await confirm({ message: "Do it?", default: false });
}

function tell({ plan, adopted, outcome }: UpResult, json: boolean, { clear }: Terminal): void {
  clear();
  if (outcome || plan.changes.length === 0) {
    tellOutcome(outcome ?? { ...plan, failed: [] }, adopted, json);
  } else {
    console.error("Nothing was done.");
    process.exitCode = exitCodes.failed;
  }
}

/** What was done all the same. A run that was killed tells of nothing, which is not to say that nothing was changed. */
function tellFailure({ outcome, adopted }: UpFailed, json: boolean): void {
  const told = [...outcome.changes, ...outcome.failed, ...adopted];
  if (json || told.length > 0) tellOutcome(outcome, adopted, json);
}

function tellOutcome(outcome: Outcome, adopted: UpResult["adopted"], json: boolean): void {
  console.log(
    json ? JSON.stringify(upDocument(outcome, adopted), null, 2) : describeOutcome(outcome, adopted),
  );
}
