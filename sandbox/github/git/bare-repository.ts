import { access, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Commit, fastImport } from "./fast-import.ts";
import { GitError, type GitOptions, RefConflictError, runGit } from "./git.ts";
import { branchRef, checkRefName, checkSha, isSha } from "./names.ts";

/** A ref and the object it points to; `type` is commit, or tag for an annotated tag. */
export interface Ref {
  ref: string;
  sha: string;
  type: "commit" | "tag" | "tree" | "blob";
}

/** A branch by its short name and its newest commit. */
export interface Branch {
  name: string;
  sha: string;
}

const noObject = "0".repeat(40);

/**
 * A bare git repository on disk, worked on through the real `git` executable. Branch names, ref names and paths
 * from outside are checked before they reach it; those that are not valid throw InvalidNameError.
 */
export class BareRepository {
  readonly path: string;
  readonly #environment: Record<string, string>;

  constructor(path: string, environment: Record<string, string> = {}) {
    this.path = path;
    this.#environment = environment;
  }

  /** The same repository seen with the objects of another folder, where new ones go too. */
  withObjects(directory: string): BareRepository {
    return new BareRepository(this.path, {
      GIT_OBJECT_DIRECTORY: directory,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: join(this.path, "objects"),
    });
  }

  /**
   * Makes an empty bare repository; its HEAD names a branch that does not exist yet. Its few files are written
   * without a process, which an organisation of hundreds of repositories notices.
   * https://git-scm.com/docs/gitrepository-layout
   */
  static async create(path: string, options: { defaultBranch: string }): Promise<BareRepository> {
    const head = branchRef(options.defaultBranch);
    const folders = ["objects/info", "objects/pack", "refs/heads", "refs/tags"];
    await Promise.all(folders.map(folder => mkdir(join(path, folder), { recursive: true })));
    await writeFile(join(path, "config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
    // Last: with it the folder is a repository.
    await writeFile(join(path, "HEAD"), `ref: ${head}\n`);
    return new BareRepository(path);
  }

  /** Runs git in this repository; see runGit. */
  async git(args: string[], options: GitOptions = {}): Promise<Buffer> {
    const env = { ...this.#environment, ...options.env };
    return (await runGit(this.path, args, { ...options, env })).stdout;
  }

  /**
   * Writes files as one commit on a branch, which is created when it does not exist, and returns the commit's
   * object name. Text or bytes replace a file, `null` removes it.
   * @throws RefConflictError when the branch moved meanwhile.
   */
  async commitFiles(commit: Commit): Promise<string> {
    const parent = commit.parent === undefined ? (await this.branch(commit.branch))?.sha : commit.parent;
    return fastImport(this, { ...commit, parent: parent ?? null });
  }

  /** All refs below a prefix such as `refs/heads/`, sorted by name; a prefix may end inside a name. */
  async refs(prefix = "refs/"): Promise<Ref[]> {
    const output = await this.git([
      "for-each-ref",
      "--format=%(objecttype) %(objectname) %(refname)",
      prefix.slice(0, prefix.lastIndexOf("/")) || "refs",
    ]);
    return lines(output)
      .map(parseRef)
      .filter(({ ref }) => ref.startsWith(prefix));
  }

  /** The ref with exactly this full name, or undefined. */
  async ref(name: string): Promise<Ref | undefined> {
    const format = "--format=%(objecttype) %(objectname) %(refname)";
    const output = await this.git(["for-each-ref", format, checkRefName(name)]);
    return lines(output)
      .map(parseRef)
      .find(({ ref }) => ref === name);
  }

  /** All branches, sorted by name. */
  async branches(): Promise<Branch[]> {
    const refs = await this.refs("refs/heads/");
    return refs.map(({ ref, sha }) => ({ name: ref.slice("refs/heads/".length), sha }));
  }

  /** The branch of this name, or undefined. */
  async branch(name: string): Promise<Branch | undefined> {
    const ref = branchRef(name);
    // A ref that has its own file is read without a process; whether it is a packed one is git's to say.
    const loose = (await readFile(join(this.path, ref), "utf8").catch(() => "")).trim();
    const packed = !isSha(loose) && (await this.#has("packed-refs"));
    const sha = packed ? (await this.ref(ref))?.sha : isSha(loose) ? loose : undefined;
    return sha === undefined ? undefined : { name, sha };
  }

  /**
   * Points a ref at an object. `expected` is what the ref must point to now: an object name, `null` for "does not
   * exist", undefined for "whatever".
   * @throws RefConflictError when it points elsewhere.
   */
  async updateRef(name: string, sha: string, expected?: string | null): Promise<void> {
    const old = expected === undefined ? [] : [expected === null ? noObject : checkSha(expected)];
    await this.#changeRef(["update-ref", "--", checkRefName(name), checkSha(sha), ...old]);
  }

  /** Removes a ref; `expected` as in updateRef. */
  async deleteRef(name: string, expected?: string): Promise<void> {
    const old = expected === undefined ? [] : [checkSha(expected)];
    await this.#changeRef(["update-ref", "-d", "--", checkRefName(name), ...old]);
  }

  /**
   * Gives a branch another name, in one step; HEAD follows when it named the branch.
   * @throws RefConflictError when the old name does not exist or the new one does.
   */
  async renameBranch(from: string, to: string): Promise<void> {
    const branch = await this.branch(from);
    if (!branch) throw new RefConflictError(`There is no branch ${from}`);
    const input = `create ${branchRef(to)} ${branch.sha}\ndelete ${branchRef(from)} ${branch.sha}\n`;
    const head = await this.head();
    await this.#changeRef(["update-ref", "--stdin"], { input });
    if (head === from) await this.setHead(to);
  }

  /** The branch HEAD names, whether or not it exists. */
  async head(): Promise<string> {
    const ref = (await this.git(["symbolic-ref", "HEAD"])).toString("utf8").trim();
    return ref.slice("refs/heads/".length);
  }

  /** Makes HEAD name a branch: what a clone checks out. */
  async setHead(branch: string): Promise<void> {
    await this.git(["symbolic-ref", "HEAD", branchRef(branch)]);
  }

  /** Moves the repository to another place on the same disk. */
  async rename(path: string): Promise<BareRepository> {
    await mkdir(dirname(path), { recursive: true });
    await rename(this.path, path);
    return new BareRepository(path);
  }

  /** Removes the repository from disk; one that is not there is fine. */
  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  #has(file: string): Promise<boolean> {
    return access(join(this.path, file)).then(
      () => true,
      () => false,
    );
  }

  async #changeRef(args: string[], options?: GitOptions): Promise<void> {
    try {
      await this.git(args, options);
    } catch (error) {
      if (error instanceof GitError && /cannot lock ref|reference already exists/.test(error.stderr)) {
        throw new RefConflictError(error.stderr.trim());
      }
      throw error;
    }
  }
}

function lines(output: Buffer): string[] {
  return output
    .toString("utf8")
    .split("\n")
    .filter(line => line !== "");
}

function parseRef(line: string): Ref {
  const [type = "", sha = ""] = line.split(" ", 2);
  return { ref: line.slice(type.length + sha.length + 2), sha, type: type as Ref["type"] };
}
