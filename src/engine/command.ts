import { accessSync, constants } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { execa } from "execa";
import { endOrphans } from "./plugins.ts";

/** The engine ended with an error; `message` is what it printed, without colours. */
export class EngineFailed extends Error {
  readonly stdout: string;
  readonly stderr: string;

  constructor(command: string, stdout: string, stderr: string) {
    super(stderr.trim() || stdout.trim() || `\`pulumi ${command}\` failed without a word`);
    this.name = "EngineFailed";
    this.stdout = stdout;
    this.stderr = stderr;
  }
}

/** Whether the engine has failed since there is no such stack in its backend. */
export function isMissing(error: unknown): boolean {
  return error instanceof EngineFailed && /no stack named/.test(error.stderr);
}

/** The engine did not end by itself: somebody killed it, or the machine ran out of memory. */
export class EngineKilled extends EngineFailed {
  constructor(command: string, signal: string, stdout: string) {
    super(
      command,
      stdout,
      `The engine (\`pulumi ${command.split(" ")[0]}\`) was killed from outside, by ${signal}, for instance because the ` +
        "machine ran out of memory.\nRun the same command again: it goes on where this one was stopped.",
    );
    this.name = "EngineKilled";
  }
}

export interface RunOptions {
  readonly directory?: string | undefined;
  /** On top of this process's environment. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Standard input. */
  readonly input?: string;
  readonly onOutput?: ((text: string) => void) | undefined;
  readonly onError?: ((text: string) => void) | undefined;
  /** Asks the engine to finish what it has begun and to stop. */
  readonly signal?: AbortSignal | undefined;
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** What the Automation API asks for before and after each run, and an answer that tells nothing. */
const needless: ReadonlyMap<string, string> = new Map([
  ["stack select", ""],
  ["stack output", "{}"],
  ["stack history", "[]"],
]);

/** What is there for an engine's providers for as long as it runs, and the environment in which they find it. */
export interface ServedProviders {
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => void;
}

/** What of the Automation API's commands has to do with providers. */
const withProviders: ReadonlySet<string> = new Set(["preview", "up", "import"]);

const running = new Set<{ kill(signal: NodeJS.Signals): boolean }>();
process.on("exit", killEngines);

/** Ends every engine that this process has started, at once. */
export function killEngines(): void {
  for (const subprocess of running) subprocess.kill("SIGKILL");
}

/**
 * The `pulumi` executable in the form that the Automation API drives. Unlike the API's own, it
 * leaves no process behind and takes standard input.
 */
export class EngineCommand {
  readonly command: string;
  readonly version: PulumiCommand["version"];
  /** What is answered without the engine. */
  readonly #answers: ReadonlyMap<string, string>;
  readonly #serve: (() => Promise<ServedProviders>) | undefined;

  private constructor(
    command: string,
    version: string,
    answers: ReadonlyMap<string, string> = new Map(),
    serve?: () => Promise<ServedProviders>,
  ) {
    this.command = command;
    this.version = { toString: () => version } as PulumiCommand["version"];
    this.#answers = answers;
    this.#serve = serve;
  }

  /**
   * @param known its version, where that need not be asked for
   * @throws EngineFailed when the executable does not start or has no version
   */
  static async at(path: string, known?: string): Promise<EngineCommand> {
    if (known !== undefined) return new EngineCommand(path, known);
    const unversioned = new EngineCommand(path, "");
    const { stdout } = await unversioned.execute(["version"]);
    return new EngineCommand(path, stdout.trim().replace(/^v/, ""));
  }

  /**
   * Runs `pulumi` with these arguments.
   * @throws EngineFailed, or EngineKilled when it did not end by itself
   */
  async execute(args: readonly string[], options: RunOptions = {}): Promise<Output> {
    const { directory, environment = {}, input = "", onOutput, onError, signal } = options;
    signal?.throwIfAborted();
    const subprocess = execa(this.command, [...args, "--non-interactive"], {
      ...(directory ? { cwd: directory } : {}),
      env: {
        ...environment,
        PATH: `${dirname(this.command)}${delimiter}${environment.PATH ?? process.env.PATH ?? ""}`,
        PULUMI_AUTOMATION_API: "true",
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
      input,
      reject: false,
      // A terminal's Ctrl-C goes to its whole process group; the engine hears of it once, from this process.
      detached: process.stdin.isTTY,
    });
    const stop = () => void subprocess.kill("SIGINT");
    running.add(subprocess);
    signal?.addEventListener("abort", stop);
    if (onOutput) subprocess.stdout.on("data", data => onOutput(String(data)));
    if (onError) subprocess.stderr.on("data", data => onError(String(data)));
    const { failed, signal: killedBy, stdout, stderr, shortMessage = "" } = await subprocess;
    signal?.removeEventListener("abort", stop);
    running.delete(subprocess);
    if (killedBy) {
      await endOrphans();
      throw new EngineKilled(args.join(" "), killedBy, stdout);
    }
    if (failed) throw new EngineFailed(args.join(" "), stdout, stderr || (stdout ? "" : shortMessage));
    return { stdout, stderr };
  }

  /**
   * The same for a stack that is known to be there and whose outputs and history are of no interest: of what the Automation API
   * asks for beside a run, none is asked of the engine.
   */
  onExistingStack(): EngineCommand {
    return new EngineCommand(this.command, String(this.version), needless, this.#serve);
  }

  /** The same with something for providers that is served anew for each run that the Automation API asks for. */
  serving(serve: () => Promise<ServedProviders>): EngineCommand {
    return new EngineCommand(this.command, String(this.version), this.#answers, serve);
  }

  /** The same as the Automation API asks for it. */
  async run(
    args: string[],
    directory: string,
    environment: Record<string, string>,
    onOutput?: RunOptions["onOutput"],
    onError?: RunOptions["onError"],
    signal?: AbortSignal,
  ): Promise<Output> {
    const [verb = "", object = ""] = args;
    const answer = this.#answers.get(`${verb} ${object}`);
    if (answer !== undefined) return { stdout: answer, stderr: "" };
    const provider = withProviders.has(verb) ? await this.#serve?.() : undefined;
    try {
      const all = { ...environment, ...provider?.environment };
      return await this.execute(args, { directory, environment: all, onOutput, onError, signal });
    } finally {
      provider?.close();
    }
  }
}

/** The path of an executable of this name on PATH, or undefined. */
export function onPath(name: string, path = process.env.PATH ?? ""): string | undefined {
  return path
    .split(delimiter)
    .filter(Boolean)
    .map(directory => join(directory, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
