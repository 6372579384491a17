import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { BackgroundProcess } from "../background-process.ts";

/** Below the ports that operating systems give to outgoing connections, one of which could take a port meanwhile. */
const FIRST = 10_000;
const LAST = 32_000;

/** What this process has given out already, though nobody may listen there yet. */
const given = new Set<number>();

/** The ports on which processes listen, remembered in a file since clients remember them too. */
export class Ports {
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  /** The process's port of that name: where it listens, else the one of before if that is free, else a free one. */
  async of(process: BackgroundProcess, name: string): Promise<number> {
    await process.settled();
    const key = `${process.name}/${name}`;
    const ports = this.read();
    const before = ports[key];
    if (before !== undefined && (process.pid !== undefined || (await isFree(before)))) return before;
    const port = await freePort();
    writeFileSync(this.file, `${JSON.stringify({ ...ports, [key]: port })}\n`);
    return port;
  }

  private read(): Record<string, number> {
    try {
      return JSON.parse(readFileSync(this.file, "utf8"));
    } catch {
      // None was chosen yet.
      return {};
    }
  }
}

async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
