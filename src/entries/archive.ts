import type { Octokit } from "octokit";
import { WrongUsage } from "../engine/project.ts";
import { isSameName } from "../github/names.ts";
import { tenantsOf } from "../repository/facets/tenants.ts";
import type { Change } from "./change.ts";
import { withField, withoutField } from "./edit.ts";
import { type Entry, entryOf } from "./entry.ts";
import { mentionsOf } from "./mentions.ts";
import type { Snapshot } from "./snapshot.ts";
import { holderAt } from "./taken.ts";

/**
 * What puts a repository into the archive.
 * @throws WrongUsage where something still needs it, with what to do first; RequestError
 */
export async function archiving(
  api: Octokit,
  snapshot: Snapshot,
  { organization, name }: { readonly organization: string; readonly name: string },
): Promise<Change> {
  const entry = entryOf(snapshot, name);
  assertUnused(entry, snapshot);
  await assertThere(api, entry, organization);
  const own = entry.repository.name;
  return {
    head: `fairway/archive-${own}`,
    // GitHub renames nothing that is archived, so a former name has nothing to say any more.
    files: { [entry.path]: withField(withoutField(entry.text, "formerly"), "archived", true) },
    emptied: [],
    title: `Archive ${own}`,
    body: bodyOf(own),
    notes: notesOf(entry, snapshot),
  };
}

function assertUnused({ repository, path }: Entry, { files, place }: Snapshot): void {
  const { name, archived } = repository;
  if (archived) throw new WrongUsage(`\`${name}\` is archived already.`);
  const clusters = tenantsOf(repository).flatMap(tenant =>
    tenant.clusters.map(cluster => (typeof cluster === "string" ? cluster : cluster.name)),
  );
  if (clusters.length > 0) {
    throw new WrongUsage(
      `\`${name}\` has a tenant on ${[...new Set(clusters)].join(", ")}, which would lose what it is deployed from.\n` +
        `First take \`tenant\` out of ${path} and let \`fairway up --all\` remove it there; then archive the repository.`,
    );
  }
  const used = mentionsOf(name, files, place).map(({ source, path: place }) => source.problem(place, ""));
  if (used.length > 0) {
    const places = used.map(({ file, line, column }) => `  ${file}:${line}:${column}`);
    throw new WrongUsage(
      `\`${name}\` is still needed, and could not be written to any more:\n${places.join("\n")}\nName another repository there first.`,
    );
  }
}

/** Nothing is made only to be archived, and an archived repository can't be renamed. */
async function assertThere(
  api: Octokit,
  { repository: { name, formerly } }: Entry,
  organization: string,
): Promise<void> {
  const there = await holderAt(api, organization, name);
  if (there && isSameName(there.name, name)) return;
  const waiting = formerly === undefined ? undefined : await holderAt(api, organization, formerly);
  throw new WrongUsage(
    waiting
      ? `GitHub still has \`${name}\` as \`${waiting.name}\`: let \`fairway up\` rename it first; then archive it.`
      : `GitHub has no repository \`${name}\`, or hides it from this credential. One that was never made needs no archive: take its directory away.`,
  );
}

function bodyOf(name: string): string {
  return [
    `\`${name}\` goes into the archive, as \`fairway repo archive\` was asked to do.`,
    "### What happens after the merge",
    [
      "- `fairway up` archives the repository at GitHub: it can be read and cloned, and nobody can push, open issues or comment.",
      "- Its history stays, and so does its entry. Taking `archived` out of it brings the repository back.",
      "- Its workflows run no more, and Renovate leaves it alone.",
    ].join("\n"),
  ].join("\n\n");
}

function notesOf({ repository: { name } }: Entry, { catalogue }: Snapshot): readonly string[] {
  const related = catalogue.repositories.filter(
    other => !other.archived && other.name !== name && other.name.startsWith(`${name}-`),
  );
  return related.map(other => `\`${other.name}\` stays as it is.`);
}
