import { readdirSync, readFileSync } from "node:fs";

/** A process of this machine, as Linux tells of it. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly commandLine: string;
}

/** The living processes that were started with `text` in their environment, such as a test world's directory. */
export function processesWith(text: string): readonly Process[] {
  return numbers()
    .filter(pid => pid !== process.pid && read(pid, "environ").includes(text))
    .flatMap(processOf);
}

/** The living children of a process. */
export function childrenOf(parent: number): readonly Process[] {
  return numbers()
    .flatMap(processOf)
    .filter(process => process.parent === parent);
}

/** Kills a process or, with a negative id, a process group; it may be gone already. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function numbers(): number[] {
  return readdirSync("/proc").flatMap(name => (/^\d+$/.test(name) ? [Number(name)] : []));
}

function processOf(pid: number): Process[] {
  const [, name = "", state, parent] = /^\d+ \((.*)\) (\S) (\d+)/s.exec(read(pid, "stat")) ?? [];
  if (!state || state === "Z") return [];
  const commandLine = read(pid, "cmdline").replaceAll("\0", " ").trim();
  return [{ pid, parent: Number(parent), name, commandLine }];
}

/** Empty where the process has ended, or is somebody else's. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
