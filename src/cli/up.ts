import { Command } from "commander";
import type { Outcome, Plan } from "../engine/plan.ts";
import { WrongUsage } from "../engine/project.ts";
import { isCluster, type Target } from "../loop/target.ts";
import type { UpFailed, UpResult } from "../loop/up.ts";
import { type UpDocument, upDocument } from "../report/json.ts";
import { describeOutcome } from "../report/outcome.ts";
import { describePlan } from "../report/plan.ts";
import { eachStack, printJson } from "./each-stack.ts";
import { type Stacks, type StacksOptions, stacksOf, withStacks } from "./target.ts";
import { type Terminal, work } from "./work.ts";

interface Answers {
  readonly yes: boolean;
  readonly json: boolean;
}

interface Options extends StacksOptions, Partial<Answers> {
  readonly refresh?: boolean;
}

/** Somebody has looked at the plan, and does not want it. */
class Declined extends Error {
  override readonly name = "Declined";

  constructor() {
    super("Nothing was done.");
  }
}

export function command(): Command {
  return withStacks(new Command("up"))
    .description(
      "Bring the organisation or clusters into the declared shape: show what changes, ask, and do it.",
    )
    .option("--refresh", "put back as well what somebody has changed by hand")
    .option("--yes", "don't ask")
    .option(
      "--json",
      "print what was done as JSON, a list with --stage, --all or several stacks; needs --yes",
    )
    .action(run);
}

async function run({ refresh = false, yes = false, json = false, ...options }: Options): Promise<void> {
  const stacks = await stacksOf(options);
  if (!yes && (json || !process.stdin.isTTY)) {
    throw new WrongUsage("There is nobody to ask whether the plan is to be carried out: give --yes.");
  }
  const { up, UpFailed } = await import("../loop/up.ts");
  const documents: UpDocument[] = [];
  const told = ({ outcome, adopted }: Pick<UpFailed, "outcome" | "adopted">) => {
    if (json) documents.push(upDocument(outcome, adopted));
    else console.log(describeOutcome(outcome, adopted));
  };
  await work("Up", async terminal => {
    const confirm = (plan: Plan) => agreed(plan, terminal, { yes, json });
    const upOf = (removals: "now" | "later") => async (target: Target) => {
      try {
        return await up({ target, refresh, removals, ...terminal, confirm });
      } catch (error) {
        terminal.clear();
        if (error instanceof UpFailed && (json || isWorthTelling(error))) told(error);
        throw error;
      }
    };
    const treatment = { tell: (result: UpResult) => told(done(result)), headings: !json, careful: true };
    for (const part of inTurn(stacks)) {
      const results = await eachStack(part.stacks, terminal, { ...treatment, act: upOf(part.removals) });
      const isWhole = results.length === part.stacks.waves.flat().length;
      if (!isWhole || !results.some(({ left }) => left > 0)) break;
    }
  });
  if (json) printJson(documents, stacks);
}

interface Turn {
  readonly stacks: Stacks;
  readonly removals: "now" | "later";
}

/**
 * A repository is there before a cluster reads it, and goes after the cluster has let go of it. So where both are worked
 * on, the organisation's removals come last, in a turn of their own, if there are any.
 */
function inTurn(stacks: Stacks): readonly Turn[] {
  const targets = stacks.waves.flat();
  const organizations = targets.filter(target => !isCluster(target));
  if (organizations.length === 0 || organizations.length === targets.length)
    return [{ stacks, removals: "now" }];
  return [
    { stacks, removals: "later" },
    { stacks: { ...stacks, waves: [organizations] }, removals: "now" },
  ];
}

/** Shows the plan, and asks unless the answer is known. */
async function agreed(plan: Plan, { clear }: Terminal, { yes, json }: Answers): Promise<boolean> {
  clear();
  if (!json) console.log(`${describePlan(plan)}\n`);
  if (yes) return true;
  const { confirm } = await import("@inquirer/prompts");
  return await confirm({ message: `Do it (stack ${plan.stack})?`, default: false });
}

function done({ plan, adopted, outcome }: UpResult): { outcome: Outcome; adopted: UpResult["adopted"] } {
  if (!outcome && plan.changes.length > 0) throw new Declined();
  return { outcome: outcome ?? { ...plan, failed: [] }, adopted };
}

/** A run that was killed tells of nothing, which is not to say that nothing was changed. */
function isWorthTelling({ outcome, adopted }: UpFailed): boolean {
  return [...outcome.changes, ...outcome.failed, ...adopted].length > 0;
}
