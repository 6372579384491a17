import { connect } from "node:net";
import { hasEnginesName, type Process, processes } from "./processes.ts";

interface Plugin {
  readonly pid: number;
  readonly parent: number;
  /** Where its engine listens. */
  readonly port: number;
}

/**
 * Ends the providers that a killed engine has left behind on this machine. Such a provider looks only every few minutes
 * whether its engine is still there, and until then goes on with the requests it was at: beside a new run it would write
 * what nobody expects any more. It is known by two signs together, so that no other run's provider is ever taken for one:
 * the process that started it is gone, and at the address of its engine, its first argument, nobody listens.
 */
export async function endOrphans(): Promise<void> {
  const all = processes();
  const engines = new Set(all.filter(hasEnginesName).map(({ pid }) => pid));
  const orphans = all.flatMap(pluginOf).filter(({ parent }) => !engines.has(parent));
  await Promise.all(
    orphans.map(async ({ pid, port }) => {
      if (await refuses(port)) end(pid);
    }),
  );
}

function pluginOf({ pid, parent, commandLine }: Process): Plugin[] {
  const [, port] =
    /\/(?:pulumi-resource-\S+|provider\/main\.ts) 127\.0\.0\.1:(\d+)\b/.exec(commandLine) ?? [];
  return port ? [{ pid, parent, port: Number(port) }] : [];
}

/** Whether nobody listens there; a busy machine may fail to connect for other reasons. */
function refuses(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", ({ code }: NodeJS.ErrnoException) => resolve(code === "ECONNREFUSED"));
    socket.on("connect", () => {
      socket.destroy();
      resolve(false);
    });
  });
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    // It has ended meanwhile, or is another user's.
    if (!["ESRCH", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
