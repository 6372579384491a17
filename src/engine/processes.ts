import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A living process of this machine. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** The executable's name, as the system has it: it may be cut. */
  readonly name: string;
  readonly commandLine: string;
  /** When it began, in the system's own words: together with its number it tells a process from all others. */
  readonly began: string;
}

/** All living processes that this user may see. */
export function processes(): readonly Process[] {
  if (process.platform !== "linux") return listed();
  const pids = readdirSync("/proc").filter(name => /^\d+$/.test(name));
  return pids.flatMap(pid => processAt(Number(pid)));
}

/** The living process of a number, which may have gone from one program to another. */
export function processOf(pid: number): Process | undefined {
  const [found] = process.platform === "linux" ? processAt(pid) : listed("-p", String(pid));
  return found;
}

/**
 * Where this process's numbers of processes hold good: containers of one machine may each have their own. Empty where the system
 * knows of none. https://man7.org/linux/man-pages/man7/pid_namespaces.7.html
 */
export function processNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

/** Whether a process lives of which this user may see nothing else. */
export function isHidden(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" && processOf(pid) === undefined;
  }
}

/** Whether a process lives and is an engine. */
export function isEngine(pid: number): boolean {
  const found = processOf(pid);
  return found !== undefined && hasEnginesName(found);
}

/** Whether a process is an engine, by its name. */
export function hasEnginesName({ name }: Process): boolean {
  return name.startsWith("pulumi");
}

function processAt(pid: number): Process[] {
  // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the 22nd field is the time at which it started.
  const [, name = "", state, parent, began = ""] =
    /^\d+ \((.*)\) (\S) (\d+)(?: \S+){17} (\d+)/s.exec(read(pid, "stat")) ?? [];
  if (!state || state === "Z") return [];
  const commandLine = read(pid, "cmdline").replaceAll("\0", " ");
  return [{ pid, parent: Number(parent), name, commandLine, began }];
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
  return ps([...options, "-ww", "-o", "pid=,ppid=,stat=,lstart=,ucomm=,command="]).flatMap(line => {
    const [, pid, parent, state, began = "", name = "", commandLine = ""] =
      /^\s*(\d+)\s+(\d+)\s+(\S+)\s+((?:\S+\s+){4}\S+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (!pid || state?.startsWith("Z")) return [];
    return [{ pid: Number(pid), parent: Number(parent), name, commandLine, began }];
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
