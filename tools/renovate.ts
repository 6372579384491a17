import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ExecaError, execa } from "execa";
import { cacheDirectory } from "./cache.ts";
import { lastWords } from "./last-words.ts";
import { withLock } from "./lock.ts";
import { type ObtainOptions, ToolUnavailable } from "./obtain.ts";
import { type Progress, silent } from "./progress.ts";

const SOURCE = fileURLToPath(new URL("renovate", import.meta.url));
const FILES = ["package.json", "package-lock.json"];

/** Programs for the Node that runs Fairway: Renovate wants a newer one than many machines have. */
export interface RenovatePrograms {
  readonly renovate: string;
  readonly validator: string;
}

/**
 * Sees to it that Renovate is on this machine, in the version and with the dependencies of
 * `tools/renovate/package-lock.json`, and returns where its programs lie. It is kept in Fairway's cache, since it is no
 * dependency of Fairway and takes more room than all of them together.
 * @throws ToolUnavailable when npm can't install it, with its last lines and what to do.
 */
export async function renovatePrograms(
  options: Omit<ObtainOptions, "registry"> = {},
): Promise<RenovatePrograms> {
  const { progress = silent, environment = process.env } = options;
  const folder = join(cacheDirectory(environment), "tools", `renovate-${digest()}`);
  const programs = {
    renovate: join(folder, "node_modules/renovate/dist/renovate.js"),
    validator: join(folder, "node_modules/renovate/dist/config-validator.js"),
  };
  if (existsSync(folder)) return programs;
  const waiting = () => progress.say("Renovate: another process is installing it, waiting for that one");
  return await withLock(`${folder}.lock`, waiting, async () => {
    if (existsSync(folder)) return programs;
    try {
      await install(folder, progress, environment);
    } finally {
      progress.end();
    }
    return programs;
  });
}

/** The folder appears in one step: nobody ever sees half of it. */
async function install(folder: string, progress: Progress, environment: NodeJS.ProcessEnv): Promise<void> {
  const started = Date.now();
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  for (const file of FILES) copyFileSync(join(SOURCE, file), join(partial, file));
  progress.update("Renovate: fetching it from npm");
  await npmCi(partial, environment);
  renameSync(partial, folder);
  const seconds = Math.round((Date.now() - started) / 1000);
  progress.say(`Renovate: ready after ${seconds} s, kept in ${folder.replace(homedir(), "~")}`);
}

/** What is optional, a regular-expression engine and OpenPGP, would have to be compiled; nothing is run on installing. */
async function npmCi(folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const args = ["ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress"];
  const PATH = [dirname(process.execPath), environment.PATH].join(delimiter);
  try {
    await execa("npm", args, {
      cwd: folder,
      env: { ...environment, PATH },
      extendEnv: false,
      stdin: "ignore",
      all: true,
    });
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    throw new ToolUnavailable(
      `Renovate could not be installed in ${folder}:\n${lastWords(error)}\n` +
        "Where npm's registry is out of reach, npm_config_registry names a mirror; then try again.",
      { cause: error },
    );
  }
}

function digest(): string {
  const hash = createHash("sha256");
  for (const file of FILES) hash.update(readFileSync(join(SOURCE, file))).update("\0");
  return hash.digest("hex").slice(0, 12);
}
