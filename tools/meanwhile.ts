import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

/** What may be obtained beside what every command needs. */
export type ToolGroup = "clusters" | "road";

/** Tools on their way in the background while something else is done, which keeps its turn on every core. */
export class Meanwhile {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
    process.on("exit", this.#kill);
  }

  /** Begins to obtain groups of tools. What goes wrong is told when they are asked for again. */
  static tools(groups: readonly ToolGroup[]): Meanwhile {
    // A group of its own, so that what it has started can be ended with it.
    const child = spawn(process.execPath, [main, ...new Set(groups)], { detached: true, stdio: "ignore" });
    // Whoever asks for the tools later is told what is wrong.
    child.on("error", () => {});
    const meanwhile = new Meanwhile(child);
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    return meanwhile;
  }

  /** Ends it; what was compiled until then need not be compiled again. */
  async end(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) {
      const ended = once(this.#child, "exit");
      this.#kill();
      await ended;
    }
    process.off("exit", this.#kill);
  }

  readonly #kill = () => {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  };
}
