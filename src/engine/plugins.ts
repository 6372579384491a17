import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";

interface Plugin {
  readonly pid: number;
  readonly port: number;
}

/**
 * Ends the providers that a killed engine has left behind on this machine. Such a provider looks only every few minutes
 * whether its engine is still there, and until then goes on with the requests it was at: beside a new run it would write
 * what nobody expects any more. It is known by the address of its engine, its first argument, where nobody listens.
 */
export async function endOrphans(): Promise<void> {
  const plugins = commandLines().flatMap(pluginOf);
  await Promise.all(
    plugins.map(async ({ pid, port }) => {
      if (!(await listens(port))) end(pid);
    }),
  );
}

function pluginOf([pid, commandLine]: readonly [number, string]): Plugin[] {
  const [, port] =
    /\/(?:pulumi-resource-\S+|provider\/main\.ts) 127\.0\.0\.1:(\d+)\b/.exec(commandLine) ?? [];
  return port ? [{ pid, port: Number(port) }] : [];
}

function commandLines(): readonly (readonly [pid: number, commandLine: string])[] {
  if (process.platform === "linux") {
    const pids = readdirSync("/proc").filter(name => /^\d+$/.test(name));
    return pids.map(pid => [Number(pid), commandLine(pid)] as const);
  }
  const listed = execFileSync("ps", ["-axww", "-o", "pid=,command="], { encoding: "utf8" });
  return listed.split("\n").map(line => {
    const [, pid = "0", command = ""] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    return [Number(pid), command] as const;
  });
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    // It has ended meanwhile.
    return "";
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
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
