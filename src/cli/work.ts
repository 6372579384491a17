import { type Progress, progressOn } from "../../tools/progress.ts";
import { killEngines } from "../engine/command.ts";
import { allowanceLeft, stopPaces } from "../github/pacing/pace.ts";
import type { Reporting } from "../loop/target.ts";
import { describeAllowance } from "../report/allowance.ts";
import { describeProgress } from "../report/progress.ts";
import { exitCodes } from "./failure.ts";

/** What a long piece of work may use to talk to the terminal. */
export interface Terminal extends Required<Reporting> {
  /** Takes the progress line away, for something else to be written. */
  readonly clear: () => void;
  readonly progress: Progress;
}

/**
 * Does a long piece of work with its progress on this terminal.
 * @param atStop what is done, beyond giving the signal, once the work is to stop: nothing new is made at GitHub any more, if
 * left out. Work that has to write down there what it has begun looks at the signal alone.
 */
export async function work<T>(
  title: string,
  action: (terminal: Terminal) => Promise<T>,
  atStop: () => void = stopPaces,
): Promise<T> {
  const progress = progressOn();
  const clear = () => progress.end();
  const onNotice = (text: string) => progress.say(text);
  const onProgress: Terminal["onProgress"] = state => progress.update(describeProgress(title, state));
  progress.update(`${title} …`);
  try {
    return await action({ onProgress, onNotice, clear, progress, signal: interruption(onNotice, atStop) });
  } finally {
    clear();
    const left = allowanceLeft();
    if (left) console.error(describeAllowance(left));
  }
}

/**
 * A signal that stops the work cleanly when the process is asked to end. Asked a second time, it ends at once, and with it
 * every engine it has started.
 */
function interruption(notice: (text: string) => void, atStop: () => void): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) {
      killEngines();
      process.exit(exitCodes.failed);
    }
    notice("Stopping: what has begun is finished first. Once more ends everything at once.");
    controller.abort(new Stopped());
    atStop();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  // The launcher that has started this process is gone.
  process.on("disconnect", stop);
  return controller.signal;
}

class Stopped extends Error {
  constructor() {
    super("Stopped; nothing more was begun.");
    this.name = "Stopped";
  }
}
