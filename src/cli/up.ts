import { Command } from "commander";
import { carryOut, type Manner } from "./carry-out.ts";
import { showPlans } from "./preview.ts";
import {
  comparedStacksOf,
  type DryRun,
  dryRunOption,
  lockTimeoutOption,
  type StacksOptions,
  withStacks,
} from "./target.ts";

export function command(): Command {
  return withStacks(new Command("up"))
    .description(
      "Bring the organisation or clusters into the declared shape: show what changes, ask, and do it.",
    )
    .option("--refresh", "put back as well what somebody has changed by hand")
    .option("--yes", "don't ask")
    .addOption(dryRunOption())
    .option(
      "--delete-volumes <namespace...>",
      "namespaces that may be removed with their volumes; asked for, if absent",
    )
    .option(
      "--remove <name...>",
      "repositories, teams and namespaces that may go, where they are more than `gates.removals` of the standard; asked for, if absent",
    )
    .option("--allow-weaker", "there may be weaker protection than before; asked for, if absent")
    .option("--allow-public", "repositories that are there may become public; asked for, if absent")
    .addOption(lockTimeoutOption())
    .option("--leave-removals", "leave what is declared no more for another run")
    .option(
      "--json",
      "print what was done as JSON, a list with --stage, --all or several stacks; needs --yes",
    )
    .action(run);
}

async function run({ dryRun, ...options }: StacksOptions & Manner & DryRun): Promise<void> {
  const stacks = await comparedStacksOf(options);
  if (dryRun) await showPlans(stacks, options);
  else await carryOut(stacks, options);
}
