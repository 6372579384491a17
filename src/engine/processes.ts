import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** A living process of this machine. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** The executable's name, as the system has it: it may be cut. */
  readonly name: string;
  readonly commandLine: string;
}

/** All living processes that this user may see. */
export function processes(): readonly Process[] {
  if (process.platform !== "linux") return listed();
  const pids = readdirSync("/proc").filter(name => /^\d+$/.test(name));
  return pids.flatMap(pid => processAt(Number(pid)));
}

/** Whether a process lives and is an engine; its number may have gone to some other program since. */
export function isEngine(pid: number): boolean {
  const [found] = process.platform === "linux" ? processAt(pid) : listed("-p", String(pid));
  return found !== undefined && hasEnginesName(found);
}

/** Whether a process is an engine, by its name. */
export function hasEnginesName({ name }: Process): boolean {
  return name.startsWith("pulumi");
}

function processAt(pid: number): Process[] {
  const [, name = "", state, parent] = /^\d+ \((.*)\) (\S) (\d+)/s.exec(read(pid, "stat")) ?? [];
  if (!state || state === "Z") return [];
  return [{ pid, parent: Number(parent), name, commandLine: read(pid, "cmdline").replaceAll("\0", " ") }];
}

/** Empty where the process has ended meanwhile, or is somebody else's. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

function listed(...which: readonly string[]): readonly Process[] {
  const options = which.length > 0 ? which : ["-ax"];
  return ps([...options, "-ww", "-o", "pid=,ppid=,stat=,ucomm=,command="]).flatMap(line => {
    const [, pid, parent, state, name = "", commandLine = ""] =
      /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (!pid || state?.startsWith("Z")) return [];
    return [{ pid: Number(pid), parent: Number(parent), name, commandLine }];
  });
}

function ps(options: readonly string[]): readonly string[] {
  try {
    return execFileSync("ps", options, { encoding: "utf8" }).split("\n");
  } catch (error) {
    // No process has the number that was asked for.
    if ((error as { status?: number }).status === 1) return [];
    throw error;
  }
}
