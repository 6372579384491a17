import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { type Contexts, evaluated, holds } from "./expression.ts";

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly strategy?: { readonly matrix: { readonly include: unknown } };
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly on: {
    readonly workflow_call?: {
      readonly inputs?: Readonly<Record<string, { readonly default?: unknown }>>;
      readonly outputs?: Readonly<Record<string, { readonly value: string }>>;
    };
  };
  readonly jobs: Readonly<Record<string, Job>>;
}

/** A command of a step, and what it came to. */
export interface Ran {
  readonly job: string;
  readonly command: string;
  readonly code: number;
  readonly output: string;
}

export interface WorkflowRunOptions {
  /** A clone of the repository: every job works in it, in the place of a checkout of its own. */
  readonly clone: string;
  /** What the machine has, and no step says. */
  readonly machine: Readonly<Record<string, string>>;
  /** Commands that need not be run again in the same clone, e.g. those that install packages, once they were. */
  readonly installed: Set<string>;
  /** `github`, `vars`, `secrets` and `inputs`. */
  readonly contexts: Contexts;
}

/**
 * Runs the commands of a workflow's steps, job by job, with the environment that each step gives them. Jobs run one after the
 * other, and actions of others are left out, but for artifacts, which are files.
 */
export class WorkflowRun {
  readonly ran: Ran[] = [];
  /** What the steps have written for the run's page. */
  readonly summary: string;
  readonly #options: WorkflowRunOptions;
  readonly #directory: string;

  constructor(options: WorkflowRunOptions) {
    this.#options = options;
    this.#directory = mkdtempSync(join(options.clone, "../run-"));
    this.summary = join(this.#directory, "summary.md");
    mkdirSync(join(this.#directory, "artifacts"));
  }

  /** What the steps have written for the run's page, as text. */
  get page(): string {
    return existsSync(this.summary) ? readFileSync(this.summary, "utf8") : "";
  }

  /** Gives what the workflow gives to those that call it. */
  async run(name: string): Promise<Contexts> {
    return await this.#workflow(
      this.#read<Workflow>(`.github/workflows/${name}.yml`),
      this.#options.contexts,
    );
  }

  #read<T>(path: string): T {
    return parse(readFileSync(join(this.#options.clone, path), "utf8"));
  }

  async #workflow({ on, jobs }: Workflow, contexts: Contexts): Promise<Contexts> {
    const needs: Record<string, { result: string; outputs: Contexts }> = {};
    for (const [name, job] of Object.entries(jobs)) {
      const known = { ...contexts, needs };
      const skipped = [job.needs ?? []].flat().some(other => needs[other]?.result === "skipped");
      const isRun = job.if === undefined ? !skipped : holds(job.if, known);
      const outputs = isRun ? await this.#job(name, job, known) : {};
      needs[name] = { result: isRun ? "success" : "skipped", outputs };
    }
    const outputs = Object.entries(on.workflow_call?.outputs ?? {});
    return mapped(outputs, ({ value }) => evaluated(value, { ...contexts, jobs: needs }));
  }

  async #job(name: string, job: Job, contexts: Contexts): Promise<Contexts> {
    const include = evaluated(job.strategy?.matrix.include, contexts) as readonly unknown[] | undefined;
    let outputs: Contexts = {};
    for (const matrix of include ?? [{}]) {
      const known = { ...contexts, matrix };
      outputs = job.uses ? await this.#called(job, known) : await this.#steps(name, job, known);
    }
    return outputs;
  }

  async #called({ uses = "", with: given = {} }: Job, contexts: Contexts): Promise<Contexts> {
    const workflow = this.#read<Workflow>(uses);
    const inputs = {
      ...mapped(Object.entries(workflow.on.workflow_call?.inputs ?? {}), input => input.default ?? ""),
      ...mapped(Object.entries(given), value => evaluated(value, contexts)),
    };
    const { github, vars, secrets } = contexts;
    return await this.#workflow(workflow, { github, vars, secrets, inputs });
  }

  async #steps(job: string, { steps = [], outputs = {} }: Job, contexts: Contexts): Promise<Contexts> {
    const done: Record<string, { outputs: Contexts }> = {};
    for (const step of steps) {
      const known = { ...contexts, steps: done };
      if (!holds(step.if, known)) continue;
      const written = await this.#step(job, step, known);
      if (step.id) done[step.id] = { outputs: written };
    }
    return mapped(Object.entries(outputs), value => evaluated(value, { ...contexts, steps: done }));
  }

  async #step(job: string, step: Step, contexts: Contexts): Promise<Contexts> {
    const given = mapped(Object.entries(step.with ?? {}), value => evaluated(value, contexts));
    const { clone } = this.#options;
    const artifacts = join(this.#directory, "artifacts");
    if (step.uses?.startsWith("./")) {
      const { runs } = this.#read<{ runs: { steps: readonly Step[] } }>(`${step.uses}/action.yml`);
      await this.#steps(job, { steps: runs.steps }, contexts);
    } else if (step.uses?.startsWith("actions/upload-artifact@")) {
      const file = String(given.path);
      if (existsSync(join(clone, file))) cpSync(join(clone, file), join(artifacts, basename(file)));
    } else if (step.uses?.startsWith("actions/download-artifact@")) {
      mkdirSync(join(clone, String(given.path)), { recursive: true });
      for (const file of globSync("*", { cwd: artifacts }))
        cpSync(join(artifacts, file), join(clone, String(given.path), file));
    }
    return step.run === undefined ? {} : await this.#command(job, step.run, step.env ?? {}, contexts);
  }

  async #command(job: string, run: string, env: Contexts, contexts: Contexts): Promise<Contexts> {
    const { installed } = this.#options;
    if (/^npm (ci|run tools)$/.test(run)) {
      if (installed.has(run)) return {};
      installed.add(run);
    }
    const output = join(this.#directory, "output");
    writeFileSync(output, "");
    const { exitCode = -1, all = "" } = await execa("bash", ["-e", "-c", String(evaluated(run, contexts))], {
      cwd: this.#options.clone,
      env: {
        ...this.#options.machine,
        ...(mapped(Object.entries(env), value => String(evaluated(value, contexts) ?? "")) as Record<
          string,
          string
        >),
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: this.summary,
      },
      extendEnv: false,
      reject: false,
      all: true,
      stdin: "ignore",
    });
    this.ran.push({ job, command: run.trim(), code: exitCode, output: all });
    const lines = readFileSync(output, "utf8").split("\n").filter(Boolean);
    return Object.fromEntries(
      lines.map(line => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
  }
}

function mapped<T>(entries: readonly (readonly [string, T])[], map: (value: T) => unknown): Contexts {
  return Object.fromEntries(entries.map(([name, value]) => [name, map(value)]));
}
