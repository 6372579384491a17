import { Command } from "commander";
import { WrongUsage } from "../engine/project.ts";
import { importRepositories } from "../loop/import.ts";
import { describeImport } from "../report/import.ts";
import { importDocument } from "../report/json.ts";
import { exitCodes } from "./failure.ts";
import { type PlaceOptions, withPlace, workplaceOf } from "./target.ts";
import { work } from "./work.ts";

interface Options extends PlaceOptions {
  readonly all?: boolean;
  readonly asRulesets?: boolean;
  readonly json?: boolean;
}

export function command(): Command {
  return withPlace(new Command("import"))
    .description(
      "Take in repositories that exist: write their entries, with what differs from the standard, and put them into the " +
        "state. Only reads at GitHub. Without a standard, one is learnt from what the repositories have in common.",
    )
    .argument("[name...]", "repositories to take in")
    .option("--all", "take in every repository of the organisation")
    .option(
      "--as-rulesets",
      "rewrite classic branch protection as rulesets, for the next `fairway up` to put in place",
    )
    .option("--json", "print what was done as JSON")
    .action(run);
}

async function run(names: readonly string[], { all, asRulesets, json, ...options }: Options): Promise<void> {
  if (Boolean(all) === names.length > 0)
    throw new WrongUsage("Name the repositories to take in, or give --all.");
  const workplace = workplaceOf(options);
  const which = all ? {} : { names };
  const result = await work("Import", terminal =>
    importRepositories({ ...workplace, ...terminal, ...which, asRulesets: asRulesets ?? false }),
  );
  console.log(json ? JSON.stringify(importDocument(result), null, 2) : describeImport(result));
  if (!asRulesets && result.plan.changes.length > 0) process.exitCode = exitCodes.differences;
}
