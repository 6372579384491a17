import { InvalidCatalogue } from "../catalogue/problem.ts";
import { WrongUsage } from "../engine/project.ts";

/** How `fairway` ends: done, failed, wrong usage or invalid input, differences found where none were expected. */
export const exitCodes = { done: 0, failed: 1, invalid: 2, differences: 3 } as const;

/**
 * Tells on standard error what went wrong, and sets the exit code that belongs to it.
 * @param stack where it went wrong, if there are several
 */
export function fail(error: unknown, stack?: string): void {
  const isInvalid = error instanceof InvalidCatalogue || error instanceof WrongUsage;
  // Where one stack has failed already, something was asked of the world.
  process.exitCode =
    isInvalid && process.exitCode !== exitCodes.failed ? exitCodes.invalid : exitCodes.failed;
  console.error(stack === undefined ? messageOf(error) : `${stack}: ${messageOf(error)}`);
}

/** What is told of an error. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A message of ours says it all; of anything else the place helps whoever has to look.
  const origin = originOf(error);
  const isOurs = origin.name !== "Error" && !(origin instanceof TypeError || origin instanceof RangeError);
  return isOurs ? error.message : (origin.stack ?? error.message);
}

/** What was thrown first, where others pass on no more than its words. */
function originOf(error: Error): Error {
  const { cause } = error;
  return cause instanceof Error && cause.message === error.message ? originOf(cause) : error;
}
