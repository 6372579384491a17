import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join, relative } from "node:path";
import { withLock } from "./lock.ts";
import type { Platform, Tool } from "./registry.ts";

/** Fairway's cache: outside the checkout, so that every checkout of a user shares it. */
export function cacheDirectory(environment: NodeJS.ProcessEnv): string {
  if (environment.FAIRWAY_CACHE) return environment.FAIRWAY_CACHE;
  return join(environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), ".cache"), "fairway");
}

/** One tool's place in the cache, named after everything that its content depends on. */
export class CacheEntry {
  readonly folder: string;
  private readonly executable: string;

  constructor(tool: Tool, platform: Platform, environment: NodeJS.ProcessEnv) {
    const key = `${tool.name}-${tool.version}-${platform}-${moduleDigest(tool)}`;
    this.folder = join(cacheDirectory(environment), "tools", key);
    this.executable = join(this.folder, tool.executable);
  }

  /** The folder, once it is filled. */
  get filled(): string | undefined {
    return existsSync(this.executable) ? this.folder : undefined;
  }

  /**
   * Has `install` fill a folder, which then becomes this entry in one step: nobody ever sees half a tool. Processes
   * that want the same entry take turns (`waiting` is called when this one has to wait), and who comes second finds it
   * filled.
   */
  async fill(install: (folder: string) => Promise<void>, waiting: () => void): Promise<string> {
    return withLock(`${this.folder}.lock`, waiting, async () => {
      if (this.filled) return this.folder;
      const partial = `${this.folder}.partial`;
      rmSync(partial, { recursive: true, force: true });
      mkdirSync(partial);
      try {
        await install(partial);
        rmSync(this.folder, { recursive: true, force: true });
        renameSync(partial, this.folder);
      } finally {
        rmSync(partial, { recursive: true, force: true });
      }
      return this.folder;
    });
  }
}

/** Changes with every file of the module's folder and with the way it is built. */
function moduleDigest({ module }: Tool): string {
  const hash = createHash("sha256");
  const { package: source, linkerFlags, crds } = module;
  hash.update(JSON.stringify(crds ? [source, linkerFlags, crds] : [source, linkerFlags]));
  for (const file of filesOf(module.folder)) {
    hash.update(`\0${relative(module.folder, file)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 12);
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
}
