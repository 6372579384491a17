import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";

const RETRY_MS = 250;
const SQLITE_BUSY = 5;

/**
 * Runs `work` while nobody else, in this process or another, holds the lock at `path`; calls `waiting` once if someone
 * does. SQLite takes the lock from the operating system, which gives it back however its holder ends: there are no
 * stale locks to recognise.
 */
export async function withLock<T>(path: string, waiting: () => void, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  try {
    if (!tryLock(database)) {
      waiting();
      do await setTimeout(RETRY_MS);
      while (!tryLock(database));
    }
    return await work();
  } finally {
    database.close();
  }
}

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return false;
    throw error;
  }
}
