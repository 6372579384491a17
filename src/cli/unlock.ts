import { Command } from "commander";
import { backendDirectory, backendUrl } from "../engine/backend.ts";
import { findEngine } from "../engine/find.ts";
import { describeLock, isStranded, readLocks, removeLock } from "../engine/locks.ts";
import { endOrphans } from "../engine/plugins.ts";
import { findProject, type Project, stackFile, WrongUsage } from "../engine/project.ts";
import { agrees } from "./ask.ts";
import { type DryRun, dryRunOption, stackOption } from "./target.ts";

interface Options extends DryRun {
  readonly stack: string;
  readonly yes?: boolean;
}

export function command(): Command {
  return new Command("unlock")
    .description(
      "Show who holds the lock on a stack's state, and remove it. Only for a run that is gone: two at a time corrupt the state.",
    )
    .addOption(stackOption())
    .option("--yes", "don't ask")
    .addOption(dryRunOption())
    .action(run);
}

async function run({ stack, yes = false, dryRun = false }: Options): Promise<void> {
  const project = findProject();
  stackFile(project, stack);
  const directory = backendDirectory(backendUrl(project), project);
  if (!directory) return await cancel(project, stack, { yes, dryRun });
  const locks = readLocks(directory, project.name, stack);
  if (locks.length === 0) return console.log(`The stack \`${stack}\` is not locked.`);
  for (const lock of locks) {
    console.log(`Locked ${describeLock(lock)}${isStranded(lock) ? "; that process is gone" : ""}.`);
  }
  if (dryRun || !(await agreed(yes))) return;
  if (locks.some(isStranded)) await endOrphans();
  locks.forEach(removeLock);
  console.log("The lock is removed.");
}

/** Another backend shows its locks to nobody; the engine removes them. */
async function cancel(
  project: Project,
  stack: string,
  { yes, dryRun }: Required<Pick<Options, "yes" | "dryRun">>,
): Promise<void> {
  console.log(
    `Only the engine knows the locks of this backend (${backendUrl(project) ?? "none logged in to"}).`,
  );
  if (dryRun || !(await agreed(yes))) return;
  const engine = await findEngine();
  await engine.execute(["cancel", "--yes", "--stack", stack], { directory: project.root });
  console.log(`Whatever lock the stack \`${stack}\` had is removed.`);
}

async function agreed(yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) throw new WrongUsage("There is nobody to ask whether to remove it: give --yes.");
  return await agrees("Remove it?");
}
