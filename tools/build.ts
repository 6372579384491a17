import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ExecaError, execa } from "execa";
import type { Progress } from "./progress.ts";
import type { Platform, Tool } from "./registry.ts";

const INSTALL_GO = "install Go from https://go.dev/dl/ (or your system's packages), then try again";

/** Why a tool could not be compiled, and what to do. */
export class BuildFailed extends Error {
  override readonly name = "BuildFailed";
}

/** How many of the compiler's last lines an error shows. */
const LAST_LINES = 20;

/**
 * Compiles the tool from its pinned, checksummed Go modules into `folder`. Go keeps every compiled package in its own
 * build cache, so a build that was interrupted goes on where it stopped.
 * @throws BuildFailed when Go is missing or too old, or when the compiler fails, with its last lines.
 */
export async function build(
  tool: Tool,
  platform: Platform,
  folder: string,
  progress: Progress,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const go = goCommand(tool, platform, environment);
  await requireGo(tool, go);
  const what = `${tool.name} ${tool.version}`;
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const source = [...compilerFlags(tool), tool.module.package];

  let modules = 0;
  let stale = 0;
  progress.update(`${what}: looking at what has to be compiled`);
  await go(["list", "-deps", "-f", "{{if .Stale}}{{.ImportPath}}{{end}}", ...source], line => {
    if (line.startsWith("go: downloading "))
      progress.update(`${what}: ${++modules} modules fetched, ${seconds()}`);
    else if (line) stale += 1;
  });

  let compiled = 0;
  const state = () => progress.update(`${what}: ${compiled} of ${stale} packages compiled, ${seconds()}`);
  const ticking = setInterval(state, 1_000);
  try {
    await go(["build", "-v", "-o", join(folder, tool.executable), ...source], () => {
      compiled += 1;
      state();
    });
  } finally {
    clearInterval(ticking);
  }
  if (tool.module.crds) await copyCrds(tool.module.package, tool.module.crds, folder, go);
}

/** Content is copied without its mode, as Go's module cache is read-only and whoever cleans up this folder must be able to. */
async function copyCrds(source: string, crds: string, folder: string, go: Go): Promise<void> {
  let directory = "";
  await go(["list", "-f", "{{.Module.Dir}}", source], line => {
    directory = line;
  });
  mkdirSync(join(folder, "crds"));
  for (const file of readdirSync(join(directory, crds))) {
    writeFileSync(join(folder, "crds", file), readFileSync(join(directory, crds, file)));
  }
}

/**
 * Debugging symbols are neither made nor linked: that is a tenth of the work, and nobody debugs these executables.
 * Inlining and the optimiser stay on, since the engine runs far more often than it is built.
 */
function compilerFlags({ module }: Tool): string[] {
  return [
    "-trimpath",
    "-gcflags=all=-dwarf=false",
    `-ldflags=${["-s", "-w", ...module.linkerFlags].join(" ")}`,
  ];
}

type Go = (args: string[], onLine: (line: string) => void) => Promise<void>;

/** Go in the tool's module folder; what a user set for other builds (flags, workspaces, a target) is left out. */
function goCommand(tool: Tool, platform: Platform, environment: NodeJS.ProcessEnv): Go {
  const [GOOS, GOARCH] = platform.split("-");
  const env = {
    ...environment,
    GOFLAGS: "-mod=readonly -buildvcs=false",
    GOWORK: "off",
    GOOS,
    GOARCH,
    CGO_ENABLED: "0",
  };
  return async (args, onLine) => {
    const child = execa("go", args, {
      cwd: tool.module.folder,
      env,
      extendEnv: false,
      stdin: "ignore",
      all: true,
      buffer: false,
    });
    const lastLines: string[] = [];
    try {
      for await (const line of child.iterable({ from: "all" })) {
        lastLines.push(line);
        if (lastLines.length > LAST_LINES) lastLines.shift();
        onLine(line);
      }
      await child;
    } catch (error) {
      throw goFailure(tool, args, error, lastLines);
    }
  };
}

function goFailure(tool: Tool, args: string[], error: unknown, lastLines: string[]): unknown {
  if (!(error instanceof ExecaError)) return error;
  if (error.code === "ENOENT") return new BuildFailed(`Go is not on PATH; ${INSTALL_GO}.`);
  return new BuildFailed(`go ${args[0]} failed in ${tool.module.folder}:\n${lastLines.join("\n")}`);
}

/** Where the user's Go may fetch a newer toolchain by itself (GOTOOLCHAIN=auto), it has done so by the time it answers. */
async function requireGo(tool: Tool, go: Go): Promise<void> {
  const needed = /^go (\S+)/m.exec(readFileSync(join(tool.module.folder, "go.mod"), "utf8"))?.[1] ?? "1.0";
  let found = "";
  await go(["env", "GOVERSION"], line => {
    if (line.startsWith("go1")) found = line.slice(2).split(" ")[0] ?? "";
  });
  if (compareVersions(found, needed) >= 0) return;
  throw new BuildFailed(
    `Go ${found} is too old, ${tool.name} ${tool.version} needs ${needed} or newer; ${INSTALL_GO}.`,
  );
}

function compareVersions(left: string, right: string): number {
  const [a, b] = [left, right].map(version => version.split(".").map(part => Number.parseInt(part, 10)));
  for (const index of [0, 1, 2]) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
