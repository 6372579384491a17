import { readdirSync, readFileSync } from "node:fs";

/** Watches how much memory a process and all that it has started take together, in bytes; Linux only. */
export class MemoryWatch {
  #most = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number) {
    this.#timer = setInterval(() => {
      this.#most = Math.max(this.#most, memoryOf(pid));
    }, 200);
  }

  /** Ends the watch, and tells the most that was seen. */
  end(): number {
    clearInterval(this.#timer);
    return this.#most;
  }
}

function memoryOf(root: number): number {
  const parents = new Map(processes().map(({ pid, parent }) => [pid, parent]));
  const belongs = (pid: number): boolean => {
    if (pid === root) return true;
    const parent = parents.get(pid);
    return parent !== undefined && parent > 1 && belongs(parent);
  };
  return processes()
    .filter(({ pid }) => belongs(pid))
    .reduce((sum, { resident }) => sum + resident, 0);
}

const pageBytes = 4096;

function processes(): readonly {
  readonly pid: number;
  readonly parent: number;
  readonly resident: number;
}[] {
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
