import { realpathSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { execa } from "execa";
import { type Project, WrongUsage } from "../engine/project.ts";
import { inSandbox } from "../github/sandbox.ts";
import { webRoot } from "../scaffolding/addresses.ts";

/** Where the catalogue's files are kept: the repository at GitHub, and the folders in it. */
export interface Place {
  readonly owner: string;
  readonly repository: string;
  /** The entries' folder, from the repository's root. */
  readonly repos: string;
  /** The stacks' folder, from the repository's root. */
  readonly stacks: string;
  /** Where the repository is checked out. */
  readonly checkout: string;
}

export interface PlaceWanted {
  readonly project: Pick<Project, "root" | "stacks">;
  /** `owner/name`; that of GitHub CLI's `GH_REPO` or of the remote `origin`, if left out. */
  readonly repository?: string | undefined;
  /** Where the catalogue lies, if not in the project's `repos`. */
  readonly repos?: string | undefined;
}

/**
 * Finds the repository that a project is a checkout of.
 * @throws WrongUsage where that is not known, or the catalogue lies outside of it
 */
export async function placeOf({ project, repository, repos }: PlaceWanted): Promise<Place> {
  const checkout = (await git(project.root, "rev-parse", "--show-toplevel")) ?? project.root;
  const named = repository ?? (process.env.GH_REPO || undefined);
  const remote = named ?? (await git(project.root, "remote", "get-url", "origin"));
  if (!remote) {
    throw new WrongUsage(
      "It is not known where a pull request would go to: there is no remote `origin` here. Give --repository OWNER/NAME.",
    );
  }
  const entries = repos === undefined ? join(project.root, "repos") : resolve(repos);
  const stacks = repos === undefined ? project.stacks : join(dirname(entries), "stacks");
  return {
    ...(named === undefined ? ofRemote(remote) : ofName(named)),
    repos: within(checkout, entries),
    stacks: within(checkout, stacks),
    checkout,
  };
}

/** What git says; undefined where it says nothing, or is not there. */
async function git(directory: string, ...args: readonly string[]): Promise<string | undefined> {
  const { stdout, failed } = await execa("git", [...args], { cwd: directory, reject: false });
  return failed ? undefined : stdout.trim() || undefined;
}

type Named = Pick<Place, "owner" | "repository">;

/** `acme/fairway`, or `github.example.com/acme/fairway`: https://cli.github.com/manual/gh_help_environment */
function ofName(text: string): Named {
  const [, host, owner, repository] = /^(?:([\w.:-]+)\/)?([\w.-]+)\/([\w.-]+)$/.exec(text) ?? [];
  const own = new URL(webRoot()).host;
  if (host !== undefined && host !== own)
    throw new WrongUsage(`\`${text}\` is a repository at ${host}, and the credential is for ${own}.`);
  if (owner && repository) return { owner, repository };
  throw new WrongUsage(
    `\`${text}\` is not a repository such as \`acme/fairway\`, which --repository and GH_REPO want.`,
  );
}

/** `https://github.com/acme/fairway.git`, `ssh://git@github.com/acme/fairway` or `git@github.com:acme/fairway.git`. */
function ofRemote(address: string): Named {
  const [, owner, repository] = /[/:]([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(address) ?? [];
  const isLocal = /^(file:|[./])/.test(address);
  if (owner && repository && !isLocal) return { owner, repository };
  const remedy = inSandbox("Make one by `fairway sandbox publish`") ?? "Give --repository OWNER/NAME";
  throw new WrongUsage(
    `The remote \`origin\` is no repository at GitHub, to which a pull request could go. ${remedy}.`,
  );
}

function within(checkout: string, folder: string): string {
  const path = relative(realpathSync(checkout), real(folder));
  if (path !== "" && !path.startsWith("..")) return path.replaceAll("\\", "/");
  throw new WrongUsage(
    `${folder} is no folder of the checkout ${checkout}, so no pull request can change it.`,
  );
}

/** A folder's path without links; of one that is not there, its parent's is known. */
function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return join(realpathSync(dirname(folder)), folder.slice(dirname(folder).length + 1));
  }
}
