import { killEngines } from "../engine/command.ts";
import type { Reporting } from "../loop/target.ts";
import { ProgressLine } from "../report/progress.ts";
import { exitCodes } from "./failure.ts";

/** What a long piece of work may use to talk to the terminal. */
export interface Terminal extends Required<Reporting> {
  /** Takes the progress line away, for something else to be written. */
  readonly clear: () => void;
}

/** Does a long piece of work with its progress on this terminal. */
export async function work<T>(title: string, action: (terminal: Terminal) => Promise<T>): Promise<T> {
  const line = new ProgressLine(title);
  const clear = () => line.clear();
  const onNotice = (text: string) => {
    clear();
    console.error(text);
  };
  try {
    return await action({ onProgress: line.report, onNotice, clear, signal: interruption(onNotice) });
  } finally {
    clear();
  }
}

/**
 * A signal that stops the work cleanly when the process is asked to end. Asked a second time, it ends at once, and with it
 * every engine it has started.
 */
function interruption(notice: (text: string) => void): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) {
      killEngines();
      process.exit(exitCodes.failed);
    }
    notice("Stopping: what has begun is finished first. Once more ends everything at once.");
    controller.abort(new Stopped());
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
