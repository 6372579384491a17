import type { Octokit } from "octokit";
import { WrongUsage } from "../engine/project.ts";
import { type Files, readFiles } from "../github/branch-files.ts";
import { isSameName } from "../github/names.ts";
import type { Change } from "./change.ts";
import { withField } from "./edit.ts";
import { type Entry, entryOf } from "./entry.ts";
import { withOtherName } from "./mentions.ts";
import type { Snapshot } from "./snapshot.ts";
import { type Holder, holderAt, takenBy, wrongName } from "./taken.ts";

/**
 * What gives a repository another name: its directory's, with `formerly` in its entry, and wherever the catalogue names it.
 * @throws WrongUsage where it can't be renamed so; RequestError
 */
export async function renaming(
  api: Octokit,
  snapshot: Snapshot,
  { organization, from, to }: { readonly organization: string; readonly from: string; readonly to: string },
): Promise<Change> {
  assertNotDone(snapshot, from, to);
  const entry = entryOf(snapshot, from);
  const own = entry.repository.name;
  const [there, target] = await Promise.all([
    presentHolder(api, organization, entry),
    holderAt(api, organization, to),
  ]);
  assertFree(entry, to, { snapshot, organization, there, target });
  const { place } = snapshot;
  const directory = `${place.repos}/${to}`;
  const moved = await contentsOf(api, snapshot, entry);
  const files = {
    ...withOtherName(own, to, snapshot.files, place),
    ...Object.fromEntries(
      Object.entries(moved).map(([path, text]) => [directory + path.slice(entry.directory.length), text]),
    ),
    [`${directory}/repo.yaml`]: withField(entry.text, "formerly", formerName(entry, there)),
  };
  const elsewhere = Object.keys(files).filter(path => !path.startsWith(`${directory}/`));
  return {
    head: `fairway/rename-${own}`,
    files,
    emptied: [entry.directory],
    title: `Rename ${own} to ${to}`,
    body: bodyOf(entry, to, elsewhere),
    notes: notesOf(entry, to, snapshot),
  };
}

/** A rename that is merged already is no wrong name. */
function assertNotDone({ catalogue: { repositories } }: Snapshot, from: string, to: string): void {
  if (repositories.some(({ name, formerly }) => name === to && formerly === from))
    throw new WrongUsage(`\`${from}\` is called \`${to}\` already. \`fairway up\` renames it at GitHub.`);
}

interface Situation {
  readonly snapshot: Snapshot;
  readonly organization: string;
  readonly there: Holder | undefined;
  readonly target: Holder | undefined;
}

function assertFree({ repository: { name, archived } }: Entry, to: string, situation: Situation): void {
  const { snapshot, organization, there, target } = situation;
  if (archived)
    throw new WrongUsage(
      `\`${name}\` is archived, and GitHub renames nothing that is: take \`archived\` out of its entry first, and let that be brought up.`,
    );
  if (name === to) throw new WrongUsage(`\`${name}\` is its name already.`);
  const others = snapshot.catalogue.repositories.filter(other => other.name !== name);
  // A repository may have a former name of its own again, or its name in another case.
  const isOwn = target !== undefined && target.name === there?.name && target.owner === there.owner;
  const wrong =
    wrongName(to, { repositories: others }) ?? (isOwn ? undefined : takenBy(target, organization, to));
  if (wrong) throw new WrongUsage(`${wrong}.`);
}

/** The repository at GitHub, which may still have the name from before. */
async function presentHolder(
  api: Octokit,
  organization: string,
  { repository: { name, formerly } }: Entry,
): Promise<Holder | undefined> {
  const there = await holderAt(api, organization, name);
  return there ?? (formerly === undefined ? undefined : await holderAt(api, organization, formerly));
}

/** Everything in its directory. */
async function contentsOf(api: Octokit, { place, branch, files }: Snapshot, entry: Entry): Promise<Files> {
  const { owner, repository } = place;
  const found = (await readFiles(api, { owner, repository, branch }, [entry.directory], files)) ?? {};
  const odd = Object.entries(found).find(([, text]) => text.includes("\uFFFD"));
  if (odd)
    throw new WrongUsage(`${odd[0]} is not UTF-8 text, and so can't be moved; move the directory by hand.`);
  return found;
}

/** The name that GitHub has it under: where an earlier rename is not brought up yet, still the one before that. */
function formerName({ repository: { name, formerly } }: Entry, there: Holder | undefined): string {
  const isWaiting = formerly !== undefined && there !== undefined && isSameName(there.name, formerly);
  return isWaiting ? formerly : name;
}

function bodyOf({ repository: { name, tenant } }: Entry, to: string, elsewhere: readonly string[]): string {
  return [
    `\`${name}\` becomes \`${to}\`, as \`fairway repo rename\` was asked to do.`,
    "### What happens after the merge",
    [
      "- `fairway up` renames the repository at GitHub. Issues, pull requests, stars and forks stay with it, and GitHub leads from the old name to the new one.",
      ...(tenant ? ["- Its clusters pull from the new name; what runs there stays."] : []),
      ...(elsewhere.length
        ? [`- It is called so here too: ${elsewhere.map(path => `\`${path}\``).join(", ")}.`]
        : []),
      "- The line `formerly` may go once that is done.",
    ].join("\n"),
    "### What it does not change",
    `What stands in the files of repositories: addresses to clone from, image names with \`${name}\` in them, badges.`,
  ].join("\n\n");
}

function notesOf({ repository: { name } }: Entry, to: string, { catalogue }: Snapshot): readonly string[] {
  const related = catalogue.repositories.filter(
    other => !other.archived && other.name !== name && other.name.startsWith(`${name}-`),
  );
  return related.map(
    other =>
      `\`${other.name}\` keeps its name; \`fairway repo rename ${other.name} ${to}${other.name.slice(name.length)}\` renames it too.`,
  );
}
