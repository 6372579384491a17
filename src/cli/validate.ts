import { Command } from "commander";
import { formatProblem, InvalidCatalogue } from "../catalogue/problem.ts";
import { describeSize } from "../report/catalogue.ts";
import { exitCodes } from "./failure.ts";
import { catalogueOf, reposOption } from "./target.ts";

interface Options {
  readonly repos?: string;
  readonly json?: boolean;
}

export function command(): Command {
  return new Command("validate")
    .description(
      "Check the catalogue: everything that is wrong in any file, at once. Asks nobody but the files.",
    )
    .addOption(reposOption())
    .option("--json", "print the problems as JSON")
    .action(run);
}

async function run({ repos, json }: Options): Promise<void> {
  try {
    const catalogue = await catalogueOf({ repos });
    console.log(json ? JSON.stringify({ problems: [] }) : `${describeSize(catalogue)}, no problems.`);
  } catch (error) {
    if (!(error instanceof InvalidCatalogue)) throw error;
    process.exitCode = exitCodes.invalid;
    const { problems } = error;
    if (json) return console.log(JSON.stringify({ problems }, null, 2));
    for (const problem of problems) console.error(formatProblem(problem));
    console.error(problems.length === 1 ? "1 problem." : `${problems.length} problems.`);
  }
}
