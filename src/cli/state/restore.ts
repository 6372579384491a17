import { Command } from "commander";
import { type Backup, backUp, backupsOf, readBackup } from "../../engine/backups.ts";
import { type CheckpointPlace, readCheckpoint, replaceCheckpoint } from "../../engine/checkpoint.ts";
import { type StoredStack, thingsOf } from "../../engine/deployment.ts";
import { removeLock, takeLock } from "../../engine/locks.ts";
import { findProject, stackFile, WrongUsage } from "../../engine/project.ts";
import { subjectOf } from "../../engine/urn.ts";
import { ownerOf, thingOf } from "../../report/subject.ts";
import { agrees } from "../ask.ts";
import { type DryRun, dryRunOption, stackOption } from "../target.ts";
import { placeOf } from "./place.ts";

interface Options extends DryRun {
  readonly stack: string;
  readonly at?: string;
  readonly yes?: boolean;
}

export function command(): Command {
  return new Command("restore")
    .description(
      "Put a copy in the place of a stack's state. Changes nothing in the live world: the next `fairway preview --refresh` tells how it differs.",
    )
    .addOption(stackOption())
    .option("--at <time>", "which one, as `fairway state list` tells it (default: the latest)")
    .option("--yes", "don't ask")
    .addOption(dryRunOption())
    .action(run);
}

async function run({ stack, at, yes = false, dryRun = false }: Options): Promise<void> {
  const project = findProject();
  stackFile(project, stack);
  const place = placeOf(project, stack);
  const { backup, state } = chosen(place, at);
  const lock = takeLock(place);
  try {
    console.log(describe(readCheckpoint(place), state));
    if (dryRun || !(await agreed(backup, yes))) return;
    backUp(place);
    replaceCheckpoint(place, state);
    console.log(
      "Restored; what it was until now is kept as well. `fairway preview --refresh` tells how the live world differs.",
    );
  } finally {
    removeLock(lock);
  }
}

/** The copy of a time; without one, the latest that can be read. */
function chosen(
  place: CheckpointPlace,
  at: string | undefined,
): { readonly backup: Backup; readonly state: StoredStack } {
  const { stack } = place;
  const backups = backupsOf(place).filter(backup => at === undefined || backup.at.toISOString() === at);
  for (const backup of backups) {
    const state = readBackup(backup);
    if (state) return { backup, state };
  }
  const from = at === undefined ? "" : ` from ${at}`;
  const missing = backups.length > 0 ? "is damaged" : "does not exist";
  throw new WrongUsage(
    `A copy of the state of \`${stack}\`${from} ${missing}: \`fairway state list --stack ${stack}\` lists those there are.`,
  );
}

/** What the state would know, and know no more. */
function describe(now: StoredStack | undefined, then: StoredStack): string {
  const [before, after] = [urnsOf(now), urnsOf(then)];
  const lines = [
    ...[...after].filter(urn => !before.has(urn)).map(urn => `  + ${named(urn)}`),
    ...[...before].filter(urn => !after.has(urn)).map(urn => `  - ${named(urn)}`),
  ];
  if (lines.length === 0) return "It knows the same things as the state of now.";
  return `What the state would know (+), and know no more (-):\n${lines.join("\n")}`;
}

function urnsOf(state: StoredStack | undefined): ReadonlySet<string> {
  return new Set(state ? thingsOf(state).map(({ urn }) => urn) : []);
}

function named(urn: string): string {
  const subject = subjectOf(urn);
  return `${ownerOf(subject)}, ${thingOf(subject)}`;
}

async function agreed({ at }: Backup, yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) throw new WrongUsage("There is nobody to ask whether to restore it: give --yes.");
  return await agrees(`Put the copy from before ${at.toISOString()} in its place?`);
}
