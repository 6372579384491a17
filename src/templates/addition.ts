import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Octokit } from "octokit";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { teamSlug } from "../catalogue/standard.ts";
import {
  openPull,
  openPullRequest,
  type Proposed,
  ProposedOtherwise,
  type PullRequest,
} from "../github/proposal.ts";
import { cloneAddress, webRoot } from "../scaffolding/addresses.ts";
import { foundationsOf, scaffoldArgs } from "../scaffolding/desired.ts";
import { type Git, gitCredential, gitIn } from "../scaffolding/git.ts";
import { identityOf } from "../scaffolding/identity.ts";
import { addLayers, answersFile, type Laid, type Layer, namesOf } from "../scaffolding/layers.ts";

/** The branch that brings them, in each repository. */
export const additionBranch = "fairway/templates";

/** What the titles of such pull requests say before they name the templates. */
const verb = "add the templates";

/** Templates that a repository's entry names and the repository does not have. */
export interface Addition {
  readonly owner: string;
  readonly repository: string;
  /** The branch that they are to come to. */
  readonly branch: string;
  readonly layers: readonly Layer[];
}

/** The pull request that brings them. */
export interface AdditionProposed extends Proposed {
  readonly laid: readonly Laid[];
  /** The paths of what the repository had already and a template would have written: they stay as they are. */
  readonly kept: readonly string[];
}

/** What some of a repository's templates, of those that its entry names, are told. */
export function additionOf(
  owner: string,
  { repositories, standard }: Pick<Catalogue, "repositories" | "standard">,
  { repository, missing }: { readonly repository: string; readonly missing: readonly Named[] },
): Addition {
  const entry = repositories.find(({ name }) => name === repository);
  if (!entry) throw new Error(`The catalogue has no repository ${repository}.`);
  const foundations = foundationsOf(standard);
  const { layers } = scaffoldArgs(entry, { organization: owner, foundations, teamSlug });
  const files = new Set(missing.map(({ template, into }) => answersFile(template, into)));
  return {
    owner,
    repository,
    branch: entry.default_branch,
    layers: (layers as readonly Layer[]).filter(({ template, into }) =>
      files.has(answersFile(template, into)),
    ),
  };
}

interface Named {
  readonly template: string;
  readonly into?: string;
}

/**
 * Lays templates into a repository that has begun already: beside what is there, in a branch, with a pull request. What a
 * stopped run has begun is gone on with.
 * @param tools the folder with Copier's executable
 * @param replace whether a branch of the same name that says something else may be overwritten
 * @throws LayerFailed, NoTemplate, GitFailed, ProposedOtherwise, PushRefused; RequestError
 */
export async function proposeAddition(
  api: Octokit,
  { owner, repository, branch, layers }: Addition,
  { tools, replace = false }: { readonly tools: string; readonly replace?: boolean },
): Promise<AdditionProposed> {
  const scratch = mkdtempSync(join(tmpdir(), "fairway-templates-"));
  try {
    const root = webRoot();
    const credential = await gitCredential(api, root);
    const directory = join(scratch, "repository");
    const address = cloneAddress(root, owner, repository);
    await gitIn(scratch, credential)("clone", "--quiet", "--branch", branch, address, directory);
    const git = gitIn(directory, { ...credential, ...(await identityOf(api)) });
    const added = await addLayers({ owner, layers, directory, scratch, tools, webRoot: root, credential });
    const pull = pullRequest({ owner, repository, branch }, added);
    await git("commit", "--quiet", "--message", pull.title);
    const open = await openPull(api, pull);
    const state = await push(git, pull, { replace, url: open?.html_url });
    if (!open) return { ...added, ...(await openPullRequest(api, pull)) };
    const { html_url: url, number } = open;
    const { title, body } = pull;
    if (state === "replaced")
      await api.rest.pulls.update({ owner, repo: repository, pull_number: number, title, body });
    return { ...added, url, number, state };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function pullRequest(
  of: Pick<PullRequest, "owner" | "repository" | "branch">,
  { laid, kept }: { readonly laid: readonly Laid[]; readonly kept: readonly string[] },
): PullRequest {
  // A component is something that runs, and makes a release; what only helps to build does not.
  const type = laid.some(({ into }) => into !== undefined) ? "feat" : "chore";
  const stay = kept.map(path => `- \`${path}\``).join("\n");
  const body =
    "The repository's entry names these templates, and they were not there yet. Later versions come by pull requests of their own." +
    (kept.length === 0
      ? ""
      : `\n\nThese files were there already and stay as they are. See whether they do what the template expects of them:\n\n${stay}`);
  return { ...of, head: additionBranch, title: `${type}: ${verb} ${namesOf(laid)}`, body };
}

/**
 * Brings the commit to its branch, unless that changes the same files in the same way already. What a former run has proposed
 * there gives way; what somebody has added to it does not.
 */
async function push(
  git: Git,
  pull: PullRequest,
  { replace, url }: { readonly replace: boolean; readonly url: string | undefined },
): Promise<"unchanged" | "replaced"> {
  const ref = `refs/heads/${pull.head}`;
  const [tip = ""] = (await git("ls-remote", "origin", ref)).split("\t");
  if (tip) {
    await git("fetch", "--quiet", "origin", ref);
    const base = await git("merge-base", "HEAD", tip);
    const changes = (from: string, to: string) => git("diff-tree", "-r", "--no-renames", from, to);
    if ((await changes(base, tip)) === (await changes("HEAD^", "HEAD"))) return "unchanged";
    const subjects = await git("log", "--format=%s", `${base}..${tip}`);
    const isOurs = subjects === "" || (!subjects.includes("\n") && subjects.includes(`: ${verb} `));
    if (!isOurs && !replace) throw new ProposedOtherwise(pull, url);
  }
  await git("push", "--quiet", `--force-with-lease=${ref}:${tip}`, "origin", `HEAD:${ref}`);
  return "replaced";
}

/** Whether a pull request's title says that it adds a template, in its directory. */
export function adds(title: string, { template, into }: Named): boolean {
  const [, names = ""] = title.split(`: ${verb} `);
  return names.split(", ").some(name => {
    const [found, , , where] = name.split(" ");
    return found === template && where === into;
  });
}
