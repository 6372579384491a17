import { setTimeout as sleep } from "node:timers/promises";
import { EngineFailed } from "../engine/command.ts";
import { StackLocked } from "../engine/locks.ts";
import type { Reporting } from "./target.ts";

/** How long to wait before a look whether a lock is still there. */
const pauseMilliseconds = 5_000;

/**
 * Does the work again while somebody else holds the stack's lock.
 * @param minutes how long at most
 * @throws what the work throws; StackLocked, or the engine's own word for it, when the time is over
 */
export async function waitingForLock<T>(
  work: () => Promise<T>,
  minutes: number,
  { onNotice, signal }: Reporting,
  pause: number = pauseMilliseconds,
): Promise<T> {
  const end = performance.now() + minutes * 60_000;
  for (let told = false; ; told = true) {
    try {
      return await work();
    } catch (error) {
      if (!isLocked(error) || performance.now() >= end) throw error;
      if (!told) onNotice?.(`Waiting for another run to end.\n${error.message}`);
      await sleep(pause, undefined, signal ? { signal } : {});
    }
  }
}

/** A backend that is no file shows its locks only by the engine's words. */
function isLocked(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (error instanceof StackLocked) return true;
  const isSo =
    error instanceof EngineFailed &&
    /stack is currently locked|Another update is currently in progress/.test(error.message);
  return isSo || isLocked(error.cause);
}
