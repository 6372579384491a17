import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

/**
 * Clones a repository, commits a file and pushes it to the default branch, with the git of this machine.
 * @returns the commit's id
 * @throws ExecaError with what git said
 */
export async function pushCommit(remote: string, path: string, text: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "fairway-demo-"));
  // The user's own settings, such as signed commits or a credential helper, stay out of it.
  const env = { GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: "1", GIT_TERMINAL_PROMPT: "0" };
  const git = (...args: string[]) => execa("git", args, { cwd: directory, env });
  try {
    await git("clone", "--quiet", remote, ".");
    writeFileSync(join(directory, path), text);
    await git("config", "user.name", "sandbox-admin");
    await git("config", "user.email", "sandbox-admin@users.noreply.acme.example");
    await git("add", path);
    await git("commit", "--quiet", "--message", `Add ${path}`);
    await git("push", "--quiet", "origin", "HEAD");
    return (await git("rev-parse", "HEAD")).stdout;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
