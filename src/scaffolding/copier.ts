import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ExecaError, execa } from "execa";
import { lastLines } from "../../tools/last-words.ts";
import { gitSettings, ownGit, reasonLines } from "./git.ts";

/** One template to be laid into a directory. */
export interface Laying {
  /** The folder with Copier's executable. */
  readonly tools: string;
  /** A folder of one's own for what Copier needs to run. */
  readonly scratch: string;
  /** Where it is laid; there is nothing yet. */
  readonly directory: string;
  /** Where the template is published: what the answers file says. */
  readonly address: string;
  /** A clone of it on this machine, which is what Copier reads. */
  readonly clone: string;
  readonly tag: string;
  /** The answers file's path. */
  readonly answersFile: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Copier was not able to lay a template; the message has its own words. */
export class CopierFailed extends Error {
  constructor(said: string) {
    super(said);
    this.name = "CopierFailed";
  }
}

/**
 * Lays a template into a directory with Copier, which asks nothing: what is not answered takes its default. It gets no
 * credential, and a template runs no code:
 * https://copier.readthedocs.io/en/stable/settings/#trusted-locations
 * @throws CopierFailed
 */
export async function layTemplate(laying: Laying): Promise<void> {
  const { tools, scratch, directory, address, tag, answersFile } = laying;
  const { settings, answers, home } = writeScratch(laying);
  const args = ["copy", "--defaults", "--quiet", "--vcs-ref", tag];
  const of = ["--answers-file", answersFile, "--data-file", answers, address, directory];
  try {
    await execa(join(tools, "copier"), [...args, ...of], {
      env: {
        ...ownGit,
        ...gitSettings({ [`url.file://${laying.clone}.insteadOf`]: address }),
        PATH: process.env.PATH,
        HOME: home,
        TMPDIR: scratch,
        PYTHONUTF8: "1",
        COPIER_SETTINGS_PATH: settings,
      },
      extendEnv: false,
      stdin: "ignore",
    });
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    throw new CopierFailed(reasonIn(String(error.stderr || error.shortMessage)));
  }
}

/** Of Python's tracebacks the last line alone says something; and nobody is to trust a template for an error's sake. */
function reasonIn(said: string): string {
  if (said.includes("Traceback (most recent call last)"))
    return lastLines(said, 1).replace(/^[\w.]*(Error|Exception): /, "");
  return lastLines(said.replace(/^If you trust this template.*$/m, ""), reasonLines);
}

/** The user's own settings could make Copier trust a template. */
function writeScratch({ scratch, data }: Laying): { settings: string; answers: string; home: string } {
  const [settings, answers, home] = ["settings.yml", "answers.json", "home"].map(name => join(scratch, name));
  mkdirSync(home as string, { recursive: true });
  writeFileSync(settings as string, "{}\n");
  writeFileSync(answers as string, JSON.stringify(data));
  return { settings, answers, home } as { settings: string; answers: string; home: string };
}
