import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ExecaError, execa } from "execa";
import { cacheDirectory } from "./cache.ts";
import { lastWords } from "./last-words.ts";
import { withLock } from "./lock.ts";
import { type ObtainOptions, ToolUnavailable } from "./obtain.ts";
import { type Progress, silent } from "./progress.ts";

const REQUIREMENTS = fileURLToPath(new URL("python/requirements.txt", import.meta.url));

/** What Copier needs at least. */
const OLDEST = "3.10";

/** Fails where the interpreter has no venv or no pip for one; tells what a virtual environment depends on. */
const PROBE =
  "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2], sys.version, sys.base_prefix)";

export interface PythonToolsOptions extends Omit<ObtainOptions, "registry"> {
  /** A file in pip's format with a hash for everything. */
  readonly requirements?: string;
}

/**
 * Sees to it that the executables that come from PyPI (Copier, uv, go-task, git-cliff, yamllint, hadolint, shellcheck) are
 * on this machine, in the versions and with the hashes of `tools/python/requirements.txt`, and returns the folder that has
 * them. They lie in a virtual environment in Fairway's cache, one for each list of requirements and interpreter.
 * @throws ToolUnavailable when Python or its venv is missing or too old, or what is required can't be had; with what to do.
 */
export async function pythonTools(options: PythonToolsOptions = {}): Promise<string> {
  const { progress = silent, environment = process.env, requirements = REQUIREMENTS } = options;
  const interpreter = await interpreterOf(environment);
  const key = createHash("sha256").update(interpreter).update("\0").update(readFileSync(requirements));
  const folder = join(cacheDirectory(environment), "tools", `python-${key.digest("hex").slice(0, 12)}`);
  const complete = join(folder, "complete");
  const bin = join(folder, "bin");
  if (existsSync(complete)) return bin;
  const waiting = () =>
    progress.say("Python's tools: another process is installing them, waiting for that one");
  return await withLock(`${folder}.lock`, waiting, async () => {
    if (existsSync(complete)) return bin;
    try {
      // Its scripts hold its path, so it can't be made elsewhere and moved: the last file tells that it is whole.
      await install(folder, requirements, progress, environment);
      writeFileSync(complete, "");
    } finally {
      progress.end();
    }
    return bin;
  });
}

async function install(
  folder: string,
  requirements: string,
  progress: Progress,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const started = Date.now();
  progress.update("Python's tools: making a virtual environment");
  rmSync(folder, { recursive: true, force: true });
  const python = join(folder, "bin", "python");
  const pip = [
    python,
    "-I",
    "-m",
    "pip",
    "install",
    "--disable-pip-version-check",
    "--no-input",
    "--no-deps",
  ];
  try {
    await run(["python3", "-I", "-m", "venv", folder], environment);
    progress.update("Python's tools: fetching them from PyPI");
    await run([...pip, "--require-hashes", "--only-binary=:all:", "-r", requirements], environment);
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    throw new ToolUnavailable(
      `What ${requirements} requires could not be installed in ${folder}:\n${lastWords(error)}\n` +
        "Where PyPI is out of reach, PIP_INDEX_URL names a mirror; then try again.",
      { cause: error },
    );
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  progress.say(`Python's tools: ready after ${seconds} s, kept in ${folder.replace(homedir(), "~")}`);
}

/** What `python3` on PATH is, in words that change when it does. */
async function interpreterOf(environment: NodeJS.ProcessEnv): Promise<string> {
  try {
    const interpreter = await run(["python3", "-I", "-c", PROBE], environment);
    const [version = ""] = interpreter.split(" ");
    if (minor(version) >= minor(OLDEST)) return interpreter;
    throw new ToolUnavailable(`Python ${version} is too old. ${advice}`);
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    const missing =
      error.code === "ENOENT" ? "python3 is not on PATH." : "python3 has no venv, or no pip for it.";
    throw new ToolUnavailable(`${missing} ${advice}`, { cause: error });
  }
}

const advice =
  `Copier and other tools need Python ${OLDEST} or newer with its venv: install it from https://www.python.org/downloads/ ` +
  "or your system's packages (python3 and python3-venv on Debian and Ubuntu), then try again.";

/** All Pythons that are around are of version 3. */
function minor(version: string): number {
  return Number(version.split(".")[1]);
}

/** Its output; the environment is exactly the one given. */
async function run(command: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> {
  const [file = "", ...args] = command;
  const { stdout } = await execa(file, args, {
    env: environment,
    extendEnv: false,
    stdin: "ignore",
    all: true,
  });
  return stdout;
}
