import { styleText } from "node:util";
import type { Target } from "../loop/target.ts";
import { Unanswered } from "./ask.ts";
import { exitCodes, fail } from "./failure.ts";
import type { Stacks } from "./target.ts";
import type { Terminal } from "./work.ts";

/** What is done with each stack. */
export interface Treatment<Result> {
  act(target: Target): Promise<Result>;
  /** Tells of it, as soon as it is done. */
  readonly tell?: ((result: Result) => void) | undefined;
  /** Whether people read along, who want to know which stack it is about. */
  readonly headings: boolean;
  /** Whether a stack that fails keeps the next wave from beginning; those of its own wave are done all the same. */
  readonly careful: boolean;
}

/**
 * Treats the stacks one after the other. One that fails is told of, with the exit code that belongs to it, unless it is the
 * only one asked for.
 * @throws what the only stack's treatment throws
 */
export async function eachStack<Result>(
  { waves, single }: Stacks,
  { clear, signal }: Pick<Terminal, "clear" | "signal">,
  { act, tell, headings, careful }: Treatment<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const treat = async (target: Target) => {
    clear();
    if (headings && !single) console.log(`${styleText("underline", target.stack)}\n`);
    const result = await act(target);
    clear();
    tell?.(result);
    results.push(result);
    if (headings && !single) console.log();
  };
  for (const [index, wave] of waves.entries()) {
    const failed: string[] = [];
    for (const target of wave) {
      signal?.throwIfAborted();
      if (single) await treat(target);
      else
        await treat(target).catch(error => {
          // Somebody wants to be asked nothing more.
          if (error instanceof Unanswered)
            throw results.length > 0 ? new Unanswered("Nothing more was done.") : error;
          failed.push(target.stack);
          clear();
          fail(error, target.stack);
        });
    }
    const rest = waves.slice(index + 1).flat();
    if (!careful || failed.length === 0 || rest.length === 0) continue;
    const names = rest.map(({ stack }) => stack).join(", ");
    console.error(`Not begun, since ${failed.join(" and ")} failed: ${names}.`);
    break;
  }
  return results;
}

/** Ends the command as one that has found differences, unless something has failed as well. */
export function differ(): void {
  process.exitCode ||= exitCodes.differences;
}

/** Prints the document of the only stack that was asked for, or a list of all stacks' documents. */
export function printJson(documents: readonly object[], { single }: Pick<Stacks, "single">): void {
  console.log(JSON.stringify(single ? documents[0] : documents, null, 2));
}
