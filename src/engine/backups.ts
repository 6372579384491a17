import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { constants, gunzipSync, gzipSync } from "node:zlib";
import { type CheckpointPlace, fileOf } from "./checkpoint.ts";
import type { StoredStack } from "./deployment.ts";

/** How many are kept of a stack. */
const kept = 30;

/** A stack's state as it was before a run. */
export interface Backup {
  readonly file: string;
  /** When it was made. */
  readonly at: Date;
}

/**
 * Keeps a copy of a stack's file as it is, beside those that the engine makes by itself after its runs. The oldest ones go.
 * Nothing is done where there is no such file, nor where the engine was told to compress it.
 */
export function backUp(place: CheckpointPlace): void {
  if (!existsSync(fileOf(place))) return;
  const directory = directoryOf(place);
  const name = `${place.stack}.${Date.now()}000000.json.gz`;
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, name),
    gzipSync(readFileSync(fileOf(place)), { level: constants.Z_BEST_SPEED }),
  );
  for (const { file } of backupsOf(place).slice(kept)) rmSync(file, { force: true });
}

/** The backups of a stack, the latest first; those of the engine are not among them. */
export function backupsOf(place: CheckpointPlace): readonly Backup[] {
  const directory = directoryOf(place);
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .flatMap(name => {
      // Ours are told from the engine's by the time, which is in whole milliseconds.
      const [, milliseconds] = /\.(\d+)000000\.json\.gz$/.exec(name) ?? [];
      return milliseconds ? [{ file: join(directory, name), at: new Date(Number(milliseconds)) }] : [];
    })
    .sort((one, other) => other.at.getTime() - one.at.getTime());
}

/** The state that a backup holds; undefined where what was copied, or the copy, was damaged. */
export function readBackup({ file }: Backup): StoredStack | undefined {
  try {
    const { version, checkpoint } = JSON.parse(gunzipSync(readFileSync(file)).toString());
    return checkpoint?.latest && { version, deployment: checkpoint.latest };
  } catch {
    return undefined;
  }
}

/** Where the engine keeps its own: https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/state.go */
function directoryOf({ directory, project, stack }: CheckpointPlace): string {
  return join(directory, "backups", project, stack);
}
