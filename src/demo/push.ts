import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";

/**
 * Clones a repository with the environment's `GITHUB_TOKEN`, commits files and pushes them to the default branch, with the
 * git of this machine.
 * @param files texts by path
 * @returns the commit's id
 * @throws ExecaError with what git said
 */
export async function pushCommit(
  remote: string,
  files: Readonly<Record<string, string>>,
  message: string,
): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "fairway-demo-"));
  const git = gitIn(directory);
  try {
    await git("clone", "--quiet", remote, ".");
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    await git("add", "--all");
    await git("commit", "--quiet", "--message", message);
    await git("push", "--quiet", "origin", "HEAD");
    return await git("rev-parse", "HEAD");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Runs git in a directory as the sandbox's administrator, with the environment's `GITHUB_TOKEN`, and answers what it says.
 * The user's own settings, such as signed commits or a credential helper, stay out of it.
 * @throws ExecaError with what git said
 */
export function gitIn(directory: string): (...args: readonly string[]) => Promise<string> {
  const person = { NAME: "sandbox-admin", EMAIL: "sandbox-admin@users.noreply.acme.example" };
  const env = {
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    ...Object.fromEntries(
      Object.entries(person).flatMap(([key, value]) => [
        [`GIT_AUTHOR_${key}`, value],
        [`GIT_COMMITTER_${key}`, value],
      ]),
    ),
    ...authorization(process.env.GITHUB_TOKEN),
  };
  return async (...args) => (await execa("git", args, { cwd: directory, env })).stdout;
}

/**
 * Moves a branch forward to the default branch, or makes it there.
 * @throws ExecaError with what git said
 */
export async function forward(repository: string, branch: string): Promise<void> {
  await execa("git", ["--git-dir", repository, "branch", "--force", branch, "HEAD"]);
}

/** In git's environment and not in the address, which every process of this machine could read. */
function authorization(token = ""): Record<string, string> {
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  return {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "http.extraHeader",
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
}
