import { devNull } from "node:os";
import { ExecaError, execa } from "execa";
import type { Octokit } from "octokit";
import { lastLines } from "../../tools/last-words.ts";

/** Runs git in a directory and answers what it says. */
export type Git = (...args: string[]) => Promise<string>;

/** How much of what a program said is enough for an error. */
export const reasonLines = 6;

/** git was not able to do something; the message has its own words. */
export class GitFailed extends Error {
  constructor(what: string, said: string) {
    super(`${what}: ${said}`);
    this.name = "GitFailed";
  }
}

/** The machine's and the user's settings, such as signed commits or a credential helper, stay out of it. */
export const ownGit: Readonly<Record<string, string | undefined>> = {
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
};

/** Settings for git's environment: https://git-scm.com/docs/git-config#ENVIRONMENT */
export function gitSettings(settings: Readonly<Record<string, string>>): Record<string, string> {
  const all = Object.entries(settings);
  return Object.assign(
    { GIT_CONFIG_COUNT: String(all.length) },
    ...all.map(([key, value], index) => ({
      [`GIT_CONFIG_KEY_${index}`]: key,
      [`GIT_CONFIG_VALUE_${index}`]: value,
    })),
  );
}

/**
 * What lets git in at GitHub as the client is let in: in git's environment and not in an address, which every process of
 * this machine could read and git would write down.
 * @param webRoot the only place that is told of it
 */
export async function gitCredential(api: Octokit, webRoot: string): Promise<Record<string, string>> {
  // A token's own authentication takes no notice of the type.
  const { token } = (await api.auth({ type: "installation" })) as { readonly token: string };
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  return gitSettings({ [`http.${webRoot}/.extraHeader`]: `Authorization: Basic ${basic}` });
}

/** git in a directory, with more in its environment. */
export function gitIn(directory: string, environment: Readonly<Record<string, string>>): Git {
  return async (...args) => {
    try {
      const { stdout } = await execa("git", args, { cwd: directory, env: { ...ownGit, ...environment } });
      return stdout;
    } catch (error) {
      if (!(error instanceof ExecaError)) throw error;
      const said = String(error.stderr || error.shortMessage);
      throw new GitFailed(`git ${args[0]} was refused`, lastLines(said, reasonLines));
    }
  };
}
