import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { parse } from "yaml";
import { z } from "zod";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { environment } from "./environment.ts";

const templates = fileURLToPath(new URL("../../templates", import.meta.url));
const versions = z.record(z.string(), z.string());

/** Every template of this project as a Git repository of its own, tagged as it would be published. */
export class TemplateRepositories {
  readonly #folder = temporaryFolder();

  private constructor() {}

  static async create(): Promise<TemplateRepositories> {
    const repositories = new TemplateRepositories();
    for (const [template, version] of Object.entries(templateVersions())) {
      const path = repositories.path(template);
      cpSync(join(templates, template), path, { recursive: true });
      await git(path, "init", "--quiet", "--initial-branch=main");
      await repositories.release(template, version);
    }
    return repositories;
  }

  /** Where the template's repository is: what Copier is told to copy from. */
  path(template: string): string {
    return join(this.#folder.path, template);
  }

  /** Makes what was changed in the template's repository its next version. */
  async release(template: string, version: string): Promise<void> {
    const path = this.path(template);
    await git(path, "add", "--all");
    await git(path, "commit", "--quiet", "--message", `feat: ${version}`);
    await git(path, "tag", `v${version}`);
  }

  remove(): void {
    this.#folder.remove();
  }
}

/** The version of each template, as `templates/versions.yaml` has it. */
export function templateVersions(): Record<string, string> {
  return versions.parse(parse(readFileSync(join(templates, "versions.yaml"), "utf8")));
}

/** The names of the folders in `templates/`. */
export function templateFolders(): readonly string[] {
  return readdirSync(templates, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name);
}

/** What Git says in a repository. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const { stdout } = await execa("git", args, { cwd: folder, ...(await environment()) });
  return stdout;
}
