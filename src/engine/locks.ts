import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { endOrphans } from "./plugins.ts";
import { isEngine } from "./processes.ts";

/** A lock on a stack's state: who holds it, and since when. */
export interface Lock {
  readonly file: string;
  readonly pid?: number;
  readonly user?: string;
  readonly host?: string;
  readonly since?: string;
}

/** Somebody else works on the stack, or has left without a word. */
export class StackLocked extends Error {
  constructor(stack: string, locks: readonly Lock[]) {
    super(
      `The stack \`${stack}\` is locked:\n${locks.map(lock => `  ${describeLock(lock)}`).join("\n")}\n` +
        "Wait until that run has ended. If it never will, because its machine is gone, remove the lock: " +
        `fairway unlock --stack ${stack}`,
    );
    this.name = "StackLocked";
  }
}

/** A lock as one line: `by jo@runner-7, process 4711, since 2026-11-21T10:00:00Z`. */
export function describeLock({ file, pid, user, host, since }: Lock): string {
  if (pid === undefined) return `by somebody unknown: ${file} can't be read`;
  return `by ${user}@${host}, process ${pid}, since ${since}`;
}

/**
 * The locks of a stack in a backend of the file system, which has one file each.
 * @param directory the backend's `.pulumi` directory
 */
export function readLocks(directory: string, project: string, stack: string): readonly Lock[] {
  const locks = join(directory, "locks", "organization", project, stack);
  if (!existsSync(locks)) return [];
  return readdirSync(locks)
    .filter(name => name.endsWith(".json"))
    .map(name => readLock(join(locks, name)));
}

function readLock(file: string): Lock {
  try {
    const { pid, username: user, hostname: host, timestamp: since } = JSON.parse(readFileSync(file, "utf8"));
    return { file, pid, user, host, since };
  } catch {
    return { file };
  }
}

/** Whether the lock's holder was a process of this machine that is no more, so that nobody will ever lift the lock. */
export function isStranded({ pid, host }: Lock): boolean {
  return host === hostname() && pid !== undefined && !isEngine(pid);
}

/**
 * Removes the locks whose holders are dead, and tells which these were. What such a holder has left running is ended before,
 * so that nobody can begin beside it.
 * @throws StackLocked when somebody else holds one.
 */
export async function breakStranded(stack: string, locks: readonly Lock[]): Promise<readonly Lock[]> {
  const stranded = locks.filter(isStranded);
  const held = locks.filter(lock => !stranded.includes(lock));
  if (held.length > 0) throw new StackLocked(stack, held);
  if (stranded.length > 0) await endOrphans();
  stranded.forEach(removeLock);
  return stranded;
}

/** Removes a lock, with the attributes that the engine keeps beside it. */
export function removeLock({ file }: Lock): void {
  for (const path of [file, `${file}.attrs`]) rmSync(path, { force: true });
}
