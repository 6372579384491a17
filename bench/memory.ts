import { readdirSync, readFileSync } from "node:fs";

/** What a process is to the command that was run: the command itself, the engine that it drives, or a plugin. */
export type ProcessKind = "program" | "engine" | "providers";

/** Tells what a process is by the line that started it. */
export type Classify = (commandLine: string) => ProcessKind;

/** The most bytes of memory that the processes of each kind, and all of them, were seen to take at one time. */
export type MemoryPeaks = Readonly<Record<ProcessKind | "together", number>>;

/** Watches how much memory a process and all that it has started take, in bytes; Linux only. */
export class MemoryWatch {
  readonly #peaks = { program: 0, engine: 0, providers: 0, together: 0 };
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number, kindOf: Classify = () => "program") {
    this.#timer = setInterval(() => this.#look(pid, kindOf), 200);
  }

  /** Ends the watch, and tells the most that was seen. */
  end(): MemoryPeaks {
    clearInterval(this.#timer);
    return { ...this.#peaks };
  }

  #look(pid: number, kindOf: Classify): void {
    const now = { program: 0, engine: 0, providers: 0, together: 0 };
    for (const process of family(pid)) {
      now[kindOf(commandLine(process.pid))] += process.resident;
      now.together += process.resident;
    }
    for (const kind of Object.keys(now) as (keyof typeof now)[])
      this.#peaks[kind] = Math.max(this.#peaks[kind], now[kind]);
  }
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly resident: number;
}

/** A process and all that it has started. */
function family(root: number): readonly Process[] {
  const all = processes();
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const belongs = (pid: number): boolean => {
    if (pid === root) return true;
    const parent = parents.get(pid);
    return parent !== undefined && parent > 1 && belongs(parent);
  };
  return all.filter(({ pid }) => belongs(pid));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}

const pageBytes = 4096;

function processes(): readonly Process[] {
  return readdirSync("/proc").flatMap(name => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      return [{ pid: Number(name), parent: Number(stat[1]), resident: Number(stat[21]) * pageBytes }];
    } catch {
      return [];
    }
  });
}
