import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import * as z from "zod";

const MAIN = fileURLToPath(new URL("github/main.ts", import.meta.url));
const START_MS = 30_000;
const STOP_MS = 10_000;
const POLL_MS = 50;

const announcement = z.object({ url: z.url(), port: z.int() });
const record = announcement.extend({ pid: z.int().positive() });

/** A server that answers. */
export type RunningServer = z.infer<typeof record>;

/** The sandbox can't be used as it was asked for; the message says why and what to do. */
export class SandboxFailed extends Error {
  override readonly name = "SandboxFailed";
}

/** The GitHub server of one sandbox as a process of its own, which outlives the command that starts it. */
export class ServerProcess {
  private readonly record: string;
  private readonly log: string;
  private readonly data: string;

  /** @param data the server's own directory, by which its process is recognised as well. */
  constructor(directory: string, data: string) {
    this.record = join(directory, "server.json");
    this.log = join(directory, "server.log");
    this.data = data;
  }

  /** The server, if its process lives. Another process that got the same id since is not taken for it. */
  running(): RunningServer | undefined {
    const last = this.last();
    return last && this.isServer(last.pid) ? last : undefined;
  }

  /**
   * Starts the server and waits until it has announced its address.
   * @throws SandboxFailed with the end of its log when it does not.
   */
  async start(port = this.last()?.port ?? 0): Promise<RunningServer> {
    mkdirSync(this.data, { recursive: true });
    const log = openSync(this.log, "a");
    const start = statSync(this.log).size;
    const child = spawn(process.execPath, [MAIN, "--directory", this.data, "--port", String(port)], {
      detached: true,
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    child.unref();
    const { url, port: found } = await this.announced(child, start);
    const running = { pid: child.pid as number, url, port: found };
    writeFileSync(this.record, `${JSON.stringify(running)}\n`);
    return running;
  }

  /** Asks the server to end, makes it end if it does not, and returns when it is gone; false when there was none. */
  async stop(patience = STOP_MS): Promise<boolean> {
    const running = this.running();
    if (!running) return false;
    const { pid } = running;
    signal(pid, "SIGTERM");
    const deadline = Date.now() + patience;
    while (this.isServer(pid)) {
      if (Date.now() > deadline) signal(pid, "SIGKILL");
      await setTimeout(POLL_MS);
    }
    return true;
  }

  private async announced(child: ChildProcess, start: number): Promise<z.infer<typeof announcement>> {
    const deadline = Date.now() + START_MS;
    for (;;) {
      const output = readFileSync(this.log).subarray(start).toString();
      for (const line of output.split("\n").filter(text => text.startsWith("{"))) {
        const found = announcement.safeParse(parseJson(line));
        if (found.success) return found.data;
      }
      const ended = child.exitCode !== null || child.signalCode !== null;
      if (ended || Date.now() > deadline) {
        child.kill("SIGKILL");
        throw new SandboxFailed(
          `The sandbox's server ${ended ? "ended at once" : "did not start in time"}. ${whatItSaid(output)}`,
        );
      }
      await setTimeout(POLL_MS);
    }
  }

  private last(): RunningServer | undefined {
    try {
      return record.parse(JSON.parse(readFileSync(this.record, "utf8")));
    } catch {
      // Never started, or the file was cut short: either way nothing is known of a server.
      return undefined;
    }
  }

  private isServer(pid: number): boolean {
    const command = commandLine(pid);
    return command.includes(MAIN) && command.includes(this.data);
  }
}

/** The command line of a process; empty when there is none. */
function commandLine(pid: number): string {
  try {
    if (process.platform === "linux")
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return execFileSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" });
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

function whatItSaid(output: string): string {
  const taken = /EADDRINUSE.*:(\d+)/.exec(output)?.[1];
  if (taken) return `Another program listens on port ${taken}; choose a free one with --port.`;
  return `It said:\n${output.trim().slice(-2000)}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
