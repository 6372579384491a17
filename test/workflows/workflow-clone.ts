import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { writeScript } from "../tools/small-tool.ts";

/** A clone that holds the workflows and nothing else yet, and commands that are found before any others. */
export class WorkflowClone {
  readonly #folder = temporaryFolder();
  /** The folder around it. */
  readonly around = this.#folder.path;
  readonly directory = join(this.around, "clone");
  /** Where what is put in the place of Fairway may write down what it was asked for. */
  readonly record = join(this.around, "record");
  readonly PATH = [join(this.around, "bin"), process.env.PATH].join(delimiter);

  constructor() {
    cpSync(join(import.meta.dirname, "../../.github"), join(this.directory, ".github"), { recursive: true });
  }

  /** Writes a file of the clone. */
  write(path: string, text: string): void {
    const file = join(this.directory, path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text);
  }

  /** Puts a shell script in the place of a command. */
  command(name: string, script: string): void {
    writeScript(join(this.around, "bin", name), script);
  }

  remove(): void {
    this.#folder.remove();
  }
}
