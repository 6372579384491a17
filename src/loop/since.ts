import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { execa } from "execa";
import { type Catalogue, loadCatalogue } from "../catalogue/catalogue.ts";
import { InvalidCatalogue } from "../catalogue/problem.ts";
import { type Project, WrongUsage } from "../engine/project.ts";
import { changeBetween, type Touched } from "./catalogue-change.ts";

/** What nothing is made of. */
const idle = /(^|\/)(docs|test|\.github)\/|\.md$/;

/**
 * What has changed in a project since a revision of its Git repository, uncommitted files among it.
 * @throws WrongUsage where git knows no such revision
 */
export async function touchedSince(
  revision: string,
  { root, stacks }: Pick<Project, "root" | "stacks">,
  now: Catalogue,
): Promise<Touched> {
  const folders = [join(root, "repos"), stacks].map(folder => relative(root, folder));
  const changed = await changedFiles(revision, root);
  const isCatalogue = (file: string) => folders.some(folder => file.startsWith(`${folder}/`));
  const code = changed.find(file => !isCatalogue(file) && !idle.test(file));
  if (code !== undefined) return { everything: `${code} has changed` };
  const directory = mkdtempSync(join(tmpdir(), "fairway-"));
  try {
    await checkOut(revision, { root, directory, folders });
    const [repos = "", stackFiles = ""] = folders.map(folder => join(directory, folder));
    return changeBetween(await loadCatalogue(repos, stackFiles), now);
  } catch (error) {
    if (error instanceof InvalidCatalogue) return { everything: `the catalogue of ${revision} is not valid` };
    throw error;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function changedFiles(revision: string, root: string): Promise<readonly string[]> {
  const [tracked, untracked] = await Promise.all([
    git(root, "diff", "--name-only", "--relative", "-z", "--end-of-options", revision, "--"),
    git(root, "ls-files", "--others", "--exclude-standard", "-z"),
  ]);
  return [...tracked.split("\0"), ...untracked.split("\0")].filter(Boolean);
}

interface CheckOut {
  readonly root: string;
  readonly directory: string;
  readonly folders: readonly string[];
}

/** Writes folders as they were at a revision into another directory; the repository's own index stays as it is. */
async function checkOut(revision: string, { root, directory, folders }: CheckOut): Promise<void> {
  const files = await git(
    root,
    "ls-tree",
    "-r",
    "-z",
    "--name-only",
    "--end-of-options",
    revision,
    ...folders,
  );
  if (files === "") throw new WrongUsage(`Git's ${revision} has no catalogue.`);
  const prefix = (await git(root, "rev-parse", "--show-prefix")).trim();
  await git(root, "read-tree", `--index-output=${join(directory, "index")}`, `${revision}:${prefix}`);
  const { GIT_DIR = (await git(root, "rev-parse", "--absolute-git-dir")).trim() } = process.env;
  await execa("git", ["checkout-index", "--all", `--prefix=${directory}/`], {
    env: { GIT_DIR, GIT_INDEX_FILE: join(directory, "index"), GIT_WORK_TREE: directory },
    cwd: directory,
  });
}

async function git(root: string, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr, failed } = await execa("git", [...args], { cwd: root, reject: false });
  if (failed) throw new WrongUsage(`git ${args[0]}: ${stderr.trim() || "failed"}`);
  return stdout;
}
