import { execFileSync, spawn } from "node:child_process";
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import * as z from "zod";

/** Patience for a machine that is busy with much else: what fails does so by ending, long before. */
const START_MS = 300_000;
const STOP_MS = 20_000;
const POLL_MS = 50;
const SHOWN_OF_LOG = 2_000;

const record = z.object({ pid: z.int().positive(), command: z.array(z.string()) });

/** The sandbox can't be used as it was asked for; the message says why and what to do. */
export class SandboxFailed extends Error {
  override readonly name = "SandboxFailed";
}

export interface Command {
  readonly executable: string;
  readonly args: readonly string[];
  /** All of its environment but PATH: nothing else of the caller's reaches it. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * A process of the sandbox that outlives the command which starts it. It is known again by its id together with its
 * whole command line, so that another process which got the same id since is not taken for it.
 */
export class BackgroundProcess {
  readonly name: string;
  private readonly record: string;
  private readonly log: string;

  /** @param folder where `<name>.json` says which process it is, and `<name>.log` has what it said. */
  constructor(folder: string, name: string) {
    this.name = name;
    this.record = join(folder, `${name}.json`);
    this.log = join(folder, `${name}.log`);
  }

  /** Its id while it lives. */
  get pid(): number | undefined {
    const last = this.last();
    return last && commandLine(last.pid) === last.command.join(" ") ? last.pid : undefined;
  }

  /** Waits for one that is ending by itself: its ports are free only then. */
  async settled(): Promise<void> {
    const last = this.last();
    while (last && isEnding(last.pid)) await setTimeout(POLL_MS);
  }

  /**
   * Sees to it that the process runs with exactly this command: one that runs with another is ended first. Returns when
   * `ready` says yes.
   * @throws SandboxFailed with the end of its log when it ends before.
   */
  async ensure(command: Command, ready: () => Promise<boolean>): Promise<void> {
    const wanted = [command.executable, ...command.args];
    if (this.pid !== undefined && this.last()?.command.join("\0") !== wanted.join("\0")) await this.stop();
    const start = this.pid === undefined ? this.start(command) : 0;
    const deadline = Date.now() + START_MS;
    while (!(await ready())) {
      if (this.pid === undefined) throw this.failure("ended at once", start);
      if (Date.now() > deadline) throw this.failure("was not ready in time", start);
      await setTimeout(POLL_MS);
    }
    if (this.pid === undefined) throw this.failure("ended at once", start);
  }

  /**
   * Asks it to end, makes it end after `patience` milliseconds, and returns when it is gone; false when it did not run.
   */
  async stop(patience = STOP_MS): Promise<boolean> {
    const { pid } = this;
    if (pid === undefined) return false;
    await endProcess(pid, () => this.pid !== undefined, patience);
    return true;
  }

  /** Returns where in the log this run begins. */
  private start({ executable, args, environment }: Command): number {
    mkdirSync(join(this.log, ".."), { recursive: true });
    const log = openSync(this.log, "a", 0o600);
    const begin = statSync(this.log).size;
    const child = spawn(executable, args, {
      detached: true,
      stdio: ["ignore", log, log],
      env: { PATH: process.env.PATH, ...environment },
    });
    closeSync(log);
    // An executable that can't be started says nothing itself.
    child.on("error", error => appendFileSync(this.log, `${error.message}\n`));
    child.unref();
    if (child.pid !== undefined) {
      writeFileSync(this.record, `${JSON.stringify({ pid: child.pid, command: [executable, ...args] })}\n`);
    }
    return begin;
  }

  private failure(what: string, start: number): SandboxFailed {
    const said = readFileSync(this.log).subarray(start).toString().trim().slice(-SHOWN_OF_LOG);
    return new SandboxFailed(`The sandbox's ${this.name} ${what}; its log is ${this.log}. It said:\n${said}`);
  }

  private last(): z.infer<typeof record> | undefined {
    try {
      return record.parse(JSON.parse(readFileSync(this.record, "utf8")));
    } catch {
      // Never started, or the file was cut short: either way nothing is known of a process.
      return undefined;
    }
  }
}

/** Asks a process to end, makes it end after `patience` milliseconds, and returns when `lives` says that it is gone. */
export async function endProcess(pid: number, lives: () => boolean, patience: number): Promise<void> {
  signal(pid, "SIGTERM");
  const deadline = Date.now() + patience;
  while (lives() || isEnding(pid)) {
    if (Date.now() > deadline) signal(pid, "SIGKILL");
    await setTimeout(POLL_MS);
  }
}

/**
 * Whether a process has lost its memory, and its command line with it, but not its files and ports yet; or, as a child of
 * this one, not its id.
 */
function isEnding(pid: number): boolean {
  if (process.platform !== "linux" || commandLine(pid) !== "") return false;
  try {
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const [, state, parent] = /.*\) (\w) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return state === "Z" || state === "X" ? Number(parent) === process.pid : true;
  } catch {
    return false;
  }
}

/** The command line of a process, with spaces between its words; empty when there is none. */
export function commandLine(pid: number): string {
  try {
    if (process.platform === "linux") {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replace(/\0$/, "").replaceAll("\0", " ");
    }
    return execFileSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" }).trimEnd();
  } catch {
    return "";
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It may have ended by itself just now.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
