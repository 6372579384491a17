import type { Command } from "commander";
import type { Octokit } from "octokit";
import { progressOn } from "../../../tools/progress.ts";
import { organizationStack, WrongUsage } from "../../engine/project.ts";
import { type Change, checkChange } from "../../entries/change.ts";
import { placeOf } from "../../entries/place.ts";
import { readSnapshot, type Snapshot } from "../../entries/snapshot.ts";
import { reach } from "../../github/access.ts";
import { type Proposed, propose } from "../../github/proposal.ts";
import { describeChange } from "../../report/change.ts";
import { ask, Unanswered } from "../ask.ts";
import { type DryRun, dryRunOption, reposOption, workplaceOf } from "../target.ts";

/** Options of every verb that proposes a change of the catalogue. */
export interface ProposeOptions extends DryRun {
  readonly organization?: string;
  readonly repos?: string;
  readonly repository?: string;
  readonly replace?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** What a verb works with. */
export interface Desk {
  readonly api: Octokit;
  readonly organization: string;
  readonly snapshot: Snapshot;
  /** Whether there is somebody to ask. */
  readonly isAsking: boolean;
}

export function withProposal(command: Command): Command {
  return command
    .option(
      "--repository <owner/name>",
      "the repository that holds the catalogue (default: GH_REPO, or that of the remote `origin`)",
    )
    .option("--organization <login>", "the organisation (default: `github:owner` of the stack's file)")
    .addOption(reposOption())
    .option("--replace", "take the place of an open pull request of the same name that says something else")
    .option("--yes", "don't ask")
    .addOption(dryRunOption())
    .option("--json", "print the pull request as JSON; needs --yes or --dry-run");
}

/**
 * Makes a change of the catalogue, shows it, asks, and proposes it as a pull request. Nothing is sent before that.
 * @throws WrongUsage, InvalidCatalogue, NoAccess, ProposedOtherwise, PushRefused, NothingSent; RequestError
 */
export async function proposeChange(
  options: ProposeOptions,
  make: (desk: Desk) => Promise<Change>,
): Promise<void> {
  const { yes = false, json = false, dryRun = false, replace = false } = options;
  const isAsking = !yes && !json && process.stdin.isTTY && process.stderr.isTTY;
  if (!isAsking && !yes && !dryRun)
    throw new WrongUsage(
      "There is nobody to ask whether to open the pull request: give --yes, or --dry-run.",
    );
  const { repos, repository } = options;
  const { project, organization } = workplaceOf({ ...options, stack: organizationStack });
  const place = await placeOf({ project, repos, repository });
  const api = await reach(organization);
  const snapshot = await during(`Reading the catalogue of ${place.owner}/${place.repository}`, () =>
    readSnapshot(api, place),
  );
  const change = await unlessStopped(make({ api, organization, snapshot, isAsking }));
  await checkChange(snapshot, change);
  if (!json) console.error(`\n${describeChange(change, snapshot.files)}\n`);
  for (const note of json ? [] : change.notes) console.error(note);
  if (dryRun) return print(change, snapshot, undefined, json);
  if (isAsking) await unlessStopped(agreement(snapshot));
  const { owner, repository: name } = place;
  const proposal = { ...change, owner, repository: name, branch: snapshot.branch };
  const proposed = await during("Opening the pull request", () => propose(api, proposal, replace));
  print(change, snapshot, proposed, json);
}

async function agreement({ place: { owner, repository } }: Snapshot): Promise<void> {
  const { confirm } = await import("@inquirer/prompts");
  const message = `Open a pull request with this at ${owner}/${repository}?`;
  const agreed = await ask(({ signal }) =>
    confirm({ message, default: true }, { output: process.stderr, signal }),
  );
  if (!agreed) throw new NothingSent();
}

/** Somebody who is asked may as well press Ctrl-C, or end the input. */
async function unlessStopped<T>(work: Promise<T>): Promise<T> {
  return await work.catch((error: unknown) => {
    throw error instanceof Unanswered ? new NothingSent() : error;
  });
}

async function during<T>(what: string, work: () => Promise<T>): Promise<T> {
  const progress = progressOn();
  progress.update(`${what} …`);
  try {
    return await work();
  } finally {
    progress.end();
  }
}

function print(
  { head, title, files, emptied }: Change,
  { files: before }: Snapshot,
  proposed: Proposed | undefined,
  json: boolean,
): void {
  if (json) {
    const removed = Object.keys(before).filter(path => emptied.some(one => path.startsWith(`${one}/`)));
    const { url = null, state = null } = proposed ?? {};
    const document = { pull_request: url, state, branch: head, title, files, removed };
    console.log(JSON.stringify(document, null, 2));
  } else if (proposed) {
    console.error(outcomes[proposed.state]);
    console.log(proposed.url);
  } else {
    console.error("A dry run: nothing was sent.");
  }
}

const outcomes: Readonly<Record<Proposed["state"], string>> = {
  opened: "The pull request is open. Once it is merged, `fairway up` does the rest:",
  unchanged: "The pull request is open already, with just this:",
  replaced: "The pull request says this now:",
};

/** Whoever was asked does not want it. */
class NothingSent extends Error {
  override readonly name = "NothingSent";

  constructor() {
    super("Nothing was sent.");
  }
}
