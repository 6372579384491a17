import { existsSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { withLock } from "../tools/lock.ts";
import { calls, organizations } from "./control.ts";
import { type ClusterStatus, clusters, stopClusters } from "./kubernetes/clusters.ts";
import { stopRegistry } from "./registry.ts";
import { type RunningServer, SandboxFailed, ServerProcess } from "./server-process.ts";
import { type WorldOptions, worldPaths } from "./world-paths.ts";

export { type WorldOptions, type WorldPaths, worldPaths } from "./world-paths.ts";

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
 * Ends everything of the sandbox, its server, its clusters and its registry, and waits until it is gone; a process is made to end after
 * `patience` milliseconds. False when nothing was running.
 */
export async function down(options: WorldOptions & { readonly patience?: number } = {}): Promise<boolean> {
  const { directory, github } = worldPaths(options.directory);
  const server = new ServerProcess(directory, github);
  const stopped = await Promise.all([
    server.stop(options.patience),
    stopClusters(options),
    stopRegistry(options),
  ]);
  return stopped.includes(true);
}

/** Ends the sandbox and deletes everything in it: the organisations, the clusters, the images, the state and the token. */
export async function reset(options: WorldOptions = {}): Promise<void> {
  const { directory, github, kubernetes, registry } = worldPaths(options.directory);
  const isSandbox = [github, kubernetes, registry].some(folder => existsSync(folder));
  if (existsSync(directory) && readdirSync(directory).length > 0 && !isSandbox) {
    throw new SandboxFailed(
      `${directory} holds something else than a sandbox; it is left alone. Name another directory.`,
    );
  }
  await down(options);
  await rm(directory, { recursive: true, force: true });
}

export interface WorldStatus {
  readonly directory: string;
  /** Whether the GitHub server runs. */
  readonly running: boolean;
  readonly url?: string;
  readonly pid?: number;
  readonly organizations: readonly { readonly login: string; readonly repositories: number }[];
  readonly reads: number;
  readonly writes: number;
  /** Requests that the server did not know and answered with 501. */
  readonly unknown: readonly string[];
  readonly clusters: readonly ClusterStatus[];
}

/** What there is and what was asked of it since it started. */
export async function status(options: WorldOptions = {}): Promise<WorldStatus> {
  const { directory, github } = worldPaths(options.directory);
  const running = new ServerProcess(directory, github).running();
  const common = { directory, clusters: clusters(options) };
  if (!running) return { ...common, running: false, organizations: [], reads: 0, writes: 0, unknown: [] };
  const { pid, url } = running;
  const [counted, known] = await Promise.all([calls(url), organizations(url)]);
  const { reads, writes, unknown } = counted;
  return { ...common, running: true, url, pid, organizations: known, reads, writes, unknown };
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
