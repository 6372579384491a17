import { Command } from "commander";
import { backupsOf, readBackup } from "../../engine/backups.ts";
import { thingsOf } from "../../engine/deployment.ts";
import { findProject, stackFile } from "../../engine/project.ts";
import { table } from "../../report/table.ts";
import { stackOption } from "../target.ts";
import { placeOf } from "./place.ts";

interface Options {
  readonly stack: string;
  readonly json?: boolean;
}

export function command(): Command {
  return new Command("list")
    .description("List the copies of a stack's state, the latest first.")
    .addOption(stackOption())
    .option("--json", "print them as JSON")
    .action(run);
}

function run({ stack, json = false }: Options): void {
  const project = findProject();
  stackFile(project, stack);
  const backups = backupsOf(placeOf(project, stack)).map(backup => {
    const state = readBackup(backup);
    return { at: backup.at.toISOString(), things: state ? thingsOf(state).length : null };
  });
  if (json) console.log(JSON.stringify(backups, null, 2));
  else if (backups.length === 0) console.log(`There is no copy of the state of \`${stack}\` yet.`);
  else
    console.log(
      table(
        ["from before", "things in it"],
        backups.map(({ at, things }) => [at, things ?? "damaged"]),
      ),
    );
}
