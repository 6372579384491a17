import { devNull } from "node:os";
import { execa, type Options } from "execa";

/** git ended with an error: which command, and what it said. */
export class GitError extends Error {
  override name = "GitError";
  readonly exitCode: number | undefined;
  readonly stderr: string;
  constructor(command: string, exitCode: number | undefined, stderr: string) {
    super(`git ${command} failed (exit code ${exitCode ?? "none"}): ${stderr.trim()}`);
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

/** The ref was not where the caller thought it was: somebody else moved it first. */
export class RefConflictError extends Error {
  override name = "RefConflictError";
}

/** Settings of every git process, whatever the repository says. */
const settings: [key: string, value: string][] = [
  // A process that tidies up in the background would outlive the server.
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  // The data directory may belong to another user, as in a container.
  ["safe.directory", "*"],
  // Pull requests' refs are the server's own: a push may not touch them.
  ["receive.hideRefs", "refs/pull"],
];

/**
 * The whole environment of every git process: the caller's own configuration, hooks and GIT_DIR must not leak
 * in, or the sandbox would behave differently on each machine.
 */
export function gitEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  const configuration = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    PATH: process.env.PATH ?? "",
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(configuration),
    GIT_TERMINAL_PROMPT: "0",
    ...extra,
  };
}

/** What a git process may be given besides its arguments. */
export interface GitOptions {
  input?: string | Uint8Array;
  /** A file that is the process's input. */
  inputFile?: string;
  env?: Record<string, string>;
  /** Exit codes that are answers rather than failures, e.g. 1 of `merge-tree`. */
  accept?: number[];
}

/** What a git process answered. */
export interface GitResult {
  stdout: Buffer;
  exitCode: number;
}

/**
 * Runs git once in a directory, without a shell.
 * @throws GitError when it ends with an exit code that is neither 0 nor accepted.
 */
export async function runGit(cwd: string, args: string[], options: GitOptions = {}): Promise<GitResult> {
  const result = await execa("git", args, {
    cwd,
    env: gitEnvironment(options.env),
    extendEnv: false,
    encoding: "buffer",
    reject: false,
    stripFinalNewline: false,
    maxBuffer: 256 * 1024 * 1024,
    ...stdin(options),
  });
  const accepted = result.exitCode === 0 || (options.accept ?? []).includes(result.exitCode ?? -1);
  if (result.failed && !accepted) {
    const said = Buffer.from(result.stderr ?? "").toString("utf8") || result.shortMessage || "";
    throw new GitError(args[0] ?? "", result.exitCode, said);
  }
  return { stdout: Buffer.from(result.stdout), exitCode: result.exitCode ?? 0 };
}

function stdin({ input, inputFile }: GitOptions): Pick<Options, "input" | "inputFile" | "stdin"> {
  if (inputFile !== undefined) return { inputFile };
  return input === undefined ? { stdin: "ignore" } : { input };
}
