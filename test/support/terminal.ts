import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import type { TestWorld } from "./world.ts";

const launcher = join(import.meta.dirname, "../../bin/fairway.js");

/** What a person's keys send. */
export const keys = {
  enter: "\r",
  space: " ",
  down: "\x1b[B",
  up: "\x1b[A",
  interrupt: "\x03",
  end: "\x04",
} as const;

/** `fairway` on a terminal of its own, as somebody who sits before it sees it. */
export class Terminal {
  readonly #process: ChildProcess;
  #shown = "";
  #from = 0;

  /** Starts the command in a world's project. */
  constructor(world: TestWorld, args: readonly string[]) {
    const command = [process.execPath, launcher, ...args].map(word => `'${word}'`).join(" ");
    this.#process = spawn("script", ["--quiet", "--return", "--flush", "--command", command, "/dev/null"], {
      cwd: world.project,
      env: { ...process.env, ...world.environment, TERM: "xterm", NO_COLOR: "1" },
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#process.stdout?.on("data", (data: Buffer) => {
      this.#shown += stripVTControlCharacters(data.toString("utf8"));
    });
  }

  /** Waits for a text that was not waited for before, and then presses keys. */
  async answer(text: RegExp, ...pressed: readonly string[]): Promise<void> {
    const until = Date.now() + 60_000;
    for (;;) {
      const found = text.exec(this.#shown.slice(this.#from));
      if (found) {
        this.#from += found.index + found[0].length;
        break;
      }
      if (Date.now() > until || this.#process.exitCode !== null)
        throw new Error(`${text} was never shown, only:\n${this.#shown.slice(this.#from)}`);
      await sleep(20);
    }
    // Whoever asks begins to listen once the question stands there.
    await sleep(100);
    for (const key of pressed) this.#process.stdin?.write(key);
  }

  /** All that was shown, and how it ended. */
  async end(): Promise<{ readonly code: number | null; readonly shown: string }> {
    if (this.#process.exitCode === null) await once(this.#process, "exit");
    return { code: this.#process.exitCode, shown: this.#shown };
  }
}
