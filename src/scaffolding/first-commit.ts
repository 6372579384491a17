import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Octokit } from "octokit";
import { cloneAddress, webRoot } from "./addresses.ts";
import { beginningOf } from "./beginning.ts";
import { type Git, GitFailed, gitCredential, gitIn } from "./git.ts";
import { identityOf } from "./identity.ts";
import { type Laid, type Layer, layLayers, namesOf } from "./layers.ts";

export interface FirstCommitOptions {
  readonly owner: string;
  readonly repository: string;
  /** The branches that begin with the commit. */
  readonly branches: readonly string[];
  readonly layers: readonly Layer[];
  /** The folder with Copier's executable, asked for where there is something to do. */
  readonly tools: () => Promise<string>;
}

/** A repository could not be begun; nothing was written to it. */
export class NotBegun extends Error {
  constructor(repository: string, why: string, cause?: unknown) {
    super(
      `${repository} is not begun yet, and nothing was written to it: ${why}\n` +
        "Run the same command again when that is mended.",
      { cause },
    );
    this.name = "NotBegun";
  }
}

/**
 * Makes a repository's first commit from its templates, and the branches that begin with it, all by one push: it is there
 * as a whole or not at all. Does so only where nothing is there but what GitHub itself makes with a new repository.
 * @returns what it was begun with; undefined where somebody's work is there, which is left as it is
 * @throws NotBegun
 */
export async function makeFirstCommit(
  api: Octokit,
  options: FirstCommitOptions,
): Promise<readonly Laid[] | undefined> {
  const { owner, repository } = options;
  const name = `${owner}/${repository}`;
  const scratch = mkdtempSync(join(tmpdir(), "fairway-scaffold-"));
  try {
    const beginning = await beginningOf(api, owner, repository, true);
    if (!beginning) throw new Error("GitHub has no such repository, or hides it from this credential");
    if (beginning.kind === "work") return undefined;
    const tip = beginning.kind === "initial" ? beginning.tip : undefined;
    return await begin(api, options, { tip, scratch });
  } catch (error) {
    throw new NotBegun(name, error instanceof Error ? error.message : String(error), error);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function begin(
  api: Octokit,
  { owner, repository, branches, layers, tools }: FirstCommitOptions,
  { tip, scratch }: { readonly tip: string | undefined; readonly scratch: string },
): Promise<readonly Laid[]> {
  const root = webRoot();
  const credential = await gitCredential(api, root);
  const directory = join(scratch, "repository");
  await gitIn(scratch, credential)("clone", "--quiet", cloneAddress(root, owner, repository), directory);
  const git = gitIn(directory, { ...credential, ...(await identityOf(api)) });
  await assertAt(git, tip);
  const laid = await layLayers({
    owner,
    layers,
    directory,
    scratch,
    tools: await tools(),
    webRoot: root,
    credential,
  });
  await git("commit", "--quiet", "--allow-empty", "--message", messageOf(laid));
  const refs = branches.map(branch => `HEAD:refs/heads/${branch}`);
  await git("push", "--quiet", "--atomic", "origin", ...refs);
  return laid;
}

/** Nobody has pushed since it was looked at. From here on the push itself is refused where somebody does. */
async function assertAt(git: Git, tip: string | undefined): Promise<void> {
  const cloned = await git("rev-parse", "--verify", "--quiet", "HEAD").catch(error => {
    if (error instanceof GitFailed) return undefined;
    throw error;
  });
  if (cloned !== tip) throw new Error("somebody pushed to it in this very moment");
}

function messageOf(laid: readonly Laid[]): string {
  // The first release is made of it: what is deployed begins with that one's version.
  return `feat: begin with the templates ${namesOf(laid)}`;
}
