import { existsSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "../tools/lock.ts";
import { calls, organizations } from "./control.ts";
import { type RunningServer, SandboxFailed, ServerProcess } from "./server-process.ts";

const checkout = fileURLToPath(new URL("..", import.meta.url));

/** Where the parts of one sandbox lie. */
export interface WorldPaths {
  readonly directory: string;
  /** The GitHub server's data, with the administrator's token. */
  readonly github: string;
  /** Pulumi's state, a file backend. */
  readonly state: string;
  /** Stands in for ~/.pulumi, so that the user's own login and plugins stay untouched. */
  readonly pulumiHome: string;
  /** The keys of the GitHub Apps that are installed in it. */
  readonly apps: string;
}

/** The paths of the sandbox in `directory`, by default the one that FAIRWAY_SANDBOX names or the checkout's own. */
export function worldPaths(
  directory = process.env.FAIRWAY_SANDBOX || join(checkout, ".fairway", "sandbox"),
): WorldPaths {
  return {
    directory,
    github: join(directory, "github"),
    state: join(directory, "state"),
    pulumiHome: join(directory, "pulumi"),
    apps: join(directory, "apps"),
  };
}

export interface WorldOptions {
  readonly directory?: string;
}

/**
 * Starts the sandbox's server, or finds it running. Its port is the one asked for, else the one it had before (state
 * and shells remember the address), else any free one.
 * @throws SandboxFailed when the port is taken, when it already runs on another port, or when the server fails to start.
 */
export async function up(options: WorldOptions & { readonly port?: number } = {}): Promise<RunningServer> {
  const { directory, github } = worldPaths(options.directory);
  const server = new ServerProcess(directory, github);
  return withLock(
    join(directory, "lock"),
    () => {},
    async () => {
      const running = server.running();
      if (!running) return server.start(options.port);
      if (options.port === undefined || options.port === running.port) return running;
      throw new SandboxFailed(
        `The sandbox already runs on port ${running.port}; end it with \`fairway sandbox down\` to move it to ${options.port}.`,
      );
    },
  );
}

/**
 * Ends the sandbox's server and waits until it is gone; after `patience` milliseconds it is made to end. False when it
 * was not running.
 */
export async function down(options: WorldOptions & { readonly patience?: number } = {}): Promise<boolean> {
  const { directory, github } = worldPaths(options.directory);
  return new ServerProcess(directory, github).stop(options.patience);
}

/** Ends the sandbox and deletes everything in it: the organisations, the state and the token. */
export async function reset(options: WorldOptions = {}): Promise<void> {
  const { directory, github } = worldPaths(options.directory);
  if (existsSync(directory) && readdirSync(directory).length > 0 && !existsSync(github)) {
    throw new SandboxFailed(
      `${directory} holds something else than a sandbox; it is left alone. Name another directory.`,
    );
  }
  await down(options);
  await rm(directory, { recursive: true, force: true });
}

export interface WorldStatus {
  readonly directory: string;
  readonly running: boolean;
  readonly url?: string;
  readonly pid?: number;
  readonly organizations: readonly { readonly login: string; readonly repositories: number }[];
  readonly reads: number;
  readonly writes: number;
  /** Requests that the server did not know and answered with 501. */
  readonly unknown: readonly string[];
}

/** What there is and what was asked of it since it started. */
export async function status(options: WorldOptions = {}): Promise<WorldStatus> {
  const { directory, github } = worldPaths(options.directory);
  const running = new ServerProcess(directory, github).running();
  if (!running) return { directory, running: false, organizations: [], reads: 0, writes: 0, unknown: [] };
  const { pid, url } = running;
  const [counted, known] = await Promise.all([calls(url), organizations(url)]);
  const { reads, writes, unknown } = counted;
  return { directory, running: true, url, pid, organizations: known, reads, writes, unknown };
}

/**
 * The sandbox's server as it runs.
 * @throws SandboxFailed when it does not.
 */
export function runningServer(options: WorldOptions = {}): RunningServer {
  const { directory, github } = worldPaths(options.directory);
  const running = new ServerProcess(directory, github).running();
  if (running) return running;
  throw new SandboxFailed(
    `The sandbox in ${directory} is not running; start it with \`fairway sandbox up\`.`,
  );
}
