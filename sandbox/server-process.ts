import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { commandLine, endProcess, SandboxFailed } from "./background-process.ts";

export { SandboxFailed } from "./background-process.ts";

const MAIN = fileURLToPath(new URL("github/main.ts", import.meta.url));
const START_MS = 30_000;
const STOP_MS = 10_000;
const POLL_MS = 50;

const announcement = z.object({ url: z.url(), port: z.int() });
const record = announcement.extend({ pid: z.int().positive() });

/** A server that answers. */
export type RunningServer = z.infer<typeof record>;

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
    await endProcess(running.pid, () => this.isServer(running.pid), patience);
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
