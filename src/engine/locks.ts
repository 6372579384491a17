import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import type { CheckpointPlace } from "./checkpoint.ts";
import { endOrphans } from "./plugins.ts";
import { isEngine, isHidden, processNamespace, processOf } from "./processes.ts";

/** A lock on a stack's state: who holds it, and since when. */
export interface Lock {
  readonly file: string;
  readonly pid?: number;
  readonly user?: string;
  readonly host?: string;
  readonly since?: string;
  /** When the process that holds it began; the engine's own locks do not tell. */
  readonly began?: string;
  /** Where its number holds good, as `processNamespace` has it; the engine's own locks do not tell. */
  readonly namespace?: string;
  /** The repositories that its holder is at; the engine's own locks do not tell. */
  readonly repositories?: readonly string[];
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
  const locks = directoryOf({ directory, project, stack });
  if (!existsSync(locks)) return [];
  return readdirSync(locks)
    .filter(name => name.endsWith(".json"))
    .map(name => readLock(join(locks, name)));
}

/**
 * Locks a stack for this process, as the engine does it: whoever comes second sees the first one's file and gives up.
 * @throws StackLocked when somebody else holds a lock
 */
export function takeLock(place: CheckpointPlace): Lock {
  const { directory, project, stack } = place;
  const file = join(directoryOf(place), `${randomUUID()}.json`);
  const lock: Lock = {
    file,
    pid: process.pid,
    user: userInfo().username,
    host: hostname(),
    since: new Date().toISOString(),
    began: processOf(process.pid)?.began ?? "",
    namespace: processNamespace(),
  };
  mkdirSync(directoryOf(place), { recursive: true });
  writeLock(lock);
  const others = readLocks(directory, project, stack).filter(other => other.file !== file);
  if (others.length === 0) return lock;
  removeLock(lock);
  throw new StackLocked(stack, others);
}

/** Says in a lock which repositories its holder is at from now on, for whoever finds it stranded. */
export function noteInLock(lock: Lock, repositories: readonly string[]): void {
  writeLock({ ...lock, repositories });
}

function writeLock({ file, user: username, host: hostname, since: timestamp, ...rest }: Lock): void {
  writeFileSync(file, JSON.stringify({ ...rest, username, hostname, timestamp }));
}

function directoryOf({ directory, project, stack }: CheckpointPlace): string {
  return join(directory, "locks", "organization", project, stack);
}

function readLock(file: string): Lock {
  try {
    const content = JSON.parse(readFileSync(file, "utf8"));
    const { pid, username: user, hostname: host, timestamp: since, began, namespace, repositories } = content;
    return { file, pid, user, host, since, began, namespace, repositories };
  } catch {
    return { file };
  }
}

/**
 * Whether the lock's holder was a process of this machine that is no more, so that nobody will ever lift the lock. Of a holder
 * that can't be seen from here, in another container or another user's, nobody can say so.
 */
export function isStranded({ pid, host, began, namespace }: Lock): boolean {
  if (host !== hostname() || pid === undefined) return false;
  if ((namespace ?? processNamespace()) !== processNamespace() || isHidden(pid)) return false;
  return began === undefined ? !isEngine(pid) : processOf(pid)?.began !== began;
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
