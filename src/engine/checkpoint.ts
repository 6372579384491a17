import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { StoredStack } from "./deployment.ts";

/** A stack of a project in a backend of files. */
export interface CheckpointPlace {
  /** The backend's `.pulumi` directory. */
  readonly directory: string;
  readonly project: string;
  readonly stack: string;
}

/**
 * What a backend of files keeps of a stack, which takes the engine several seconds to tell of a large one; undefined where
 * it has to be asked.
 */
export function readCheckpoint(place: CheckpointPlace): StoredStack | undefined {
  const file = fileOf(place);
  if (!existsSync(file)) return undefined;
  try {
    const { version, checkpoint } = JSON.parse(readFileSync(file, "utf8"));
    return checkpoint?.latest && { version, deployment: checkpoint.latest };
  } catch (error) {
    // The engine has its own words for a file that is damaged.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Makes a backend of files that has one stack, in a directory that is empty. */
export function writeCheckpoint(place: CheckpointPlace, { version, deployment }: StoredStack): void {
  const { directory, project, stack } = place;
  mkdirSync(dirname(fileOf(place)), { recursive: true });
  writeFileSync(join(directory, "meta.yaml"), "version: 1\n");
  const checkpoint = { stack: `organization/${project}/${stack}`, latest: deployment };
  writeFileSync(fileOf(place), JSON.stringify({ version, checkpoint }));
}

function fileOf({ directory, project, stack }: CheckpointPlace): string {
  return join(directory, "stacks", project, `${stack}.json`);
}
