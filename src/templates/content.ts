import { chmodSync, copyFileSync, lstatSync, mkdirSync, readlinkSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Git, GitFailed, gitIn } from "../scaffolding/git.ts";

/** What is kept in a folder can't be told from what lies about in it. */
export class NoContent extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NoContent";
  }
}

/**
 * The files of a folder by their paths in it, without what git ignores.
 * @throws NoContent where there are none, or where the folder is in no git repository
 */
export async function contentOf(folder: string): Promise<readonly string[]> {
  const git = gitIn(folder, {});
  const listed = await git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".").catch(
    error => {
      if (error instanceof GitFailed)
        throw new NoContent(`${folder} lies in no git repository, which would tell what belongs to it.`);
      throw error;
    },
  );
  const paths = [...new Set(listed.split("\0").filter(Boolean))].filter(path => isThere(join(folder, path)));
  if (paths.length === 0) throw new NoContent(`${folder} has no files to publish.`);
  return paths.sort();
}

/** Makes the files of a folder all that a clone of a repository has, and stages it. */
export async function replaceContent(git: Git, clone: string, folder: string): Promise<void> {
  await git("rm", "-r", "--quiet", "--force", "--ignore-unmatch", ".");
  for (const path of await contentOf(folder)) copy(join(folder, path), join(clone, path));
  // What a template's own .gitignore names is of the template all the same.
  await git("add", "--all", "--force");
}

/** A link is kept as it is; of a file's mode git knows no more than whether it can be run. */
function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  const status = lstatSync(from);
  if (status.isSymbolicLink()) {
    symlinkSync(readlinkSync(from), to);
    return;
  }
  copyFileSync(from, to);
  chmodSync(to, status.mode & 0o111 ? 0o755 : 0o644);
}

/** Not what git still has and somebody has deleted. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
