import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { environment } from "./environment.ts";
import { git, type TemplateRepositories } from "./template-repositories.ts";

/** One template, as an entry's `scaffold` names it. */
export interface Layer {
  readonly template: string;
  /** The component's directory. */
  readonly into?: string;
  readonly answers?: Readonly<Record<string, unknown>>;
}

/** What every layer is told of a repository. */
const facts = {
  organization: "acme",
  repository: "payments-api",
  description: "Card payments API",
  team: "payments",
  owner_team: "payments",
  default_branch: "main",
  visibility: "private",
  github: "https://github.com",
  registry: "ghcr.io",
};

/**
 * Generates a repository by the real Copier: each layer in turn, each one its own commit.
 * @param data what is told to every layer beyond the usual, e.g. `repository`, or `namespace` and `stages`
 * @throws ExecaError with what Copier says when it refuses an answer.
 */
export async function generate(
  templates: TemplateRepositories,
  layers: readonly Layer[],
  data: Readonly<Record<string, unknown>> = {},
): Promise<Generated> {
  const generated = new Generated(templates, { ...facts, ...data });
  await git(generated.folder, "init", "--quiet", "--initial-branch=main");
  for (const layer of layers) await generated.add(layer);
  return generated;
}

/** A generated repository. */
export class Generated {
  readonly #temporary = temporaryFolder();
  readonly #templates: TemplateRepositories;
  readonly #data: Readonly<Record<string, unknown>>;

  constructor(templates: TemplateRepositories, data: Readonly<Record<string, unknown>>) {
    this.#templates = templates;
    this.#data = data;
  }

  get folder(): string {
    return join(this.#temporary.path, "repository");
  }

  /** Takes one more layer. */
  async add({ template, into, answers = {} }: Layer): Promise<void> {
    const data = join(this.#temporary.path, "data.yaml");
    writeFileSync(data, stringify({ ...this.#data, ...(into && { component: into }), ...answers }));
    const options = [
      "--defaults",
      "--quiet",
      "--data-file",
      data,
      "--answers-file",
      answersFile(template, into),
    ];
    await this.run("copier", "copy", ...options, this.#templates.path(template), ".");
    await this.commit(`feat: ${template}`);
  }

  /** Brings a layer to the newest version of its template, as Renovate does it; what it changes is not committed. */
  async update({ template, into }: Layer): Promise<void> {
    const options = [
      "--defaults",
      "--quiet",
      "--skip-answered",
      "--answers-file",
      answersFile(template, into),
    ];
    await this.run("copier", "update", ...options);
  }

  /** What a command says there, on both streams. */
  async run(command: string, ...args: readonly string[]): Promise<string> {
    const { all } = await execa(command, args, { cwd: this.folder, all: true, ...(await environment()) });
    return all;
  }

  async commit(message: string): Promise<void> {
    await git(this.folder, "add", "--all");
    await git(this.folder, "commit", "--quiet", "--allow-empty", "--message", message);
  }

  /** The paths of all its files. */
  async files(): Promise<readonly string[]> {
    return (await git(this.folder, "ls-files")).split("\n");
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
  }

  remove(): void {
    this.#temporary.remove();
  }
}

/** Where a layer keeps its version and answers. */
export function answersFile(template: string, into?: string): string {
  return `.copier-answers.${into ? `${template}.${into}` : template}.yml`;
}
