import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Octokit } from "octokit";
import pMap from "p-map";
import { assertThere } from "../github/not-yet-there.ts";
import type { Reporting } from "../loop/target.ts";
import { cloneAddress, webRoot } from "../scaffolding/addresses.ts";
import { type Git, gitCredential, gitIn } from "../scaffolding/git.ts";
import { identityOf } from "../scaffolding/identity.ts";
import { byVersion, versionsAmong } from "../scaffolding/versions.ts";
import { replaceContent } from "./content.ts";
import type { Publication } from "./publications.ts";

export interface PublishOptions extends Pick<Reporting, "onProgress" | "signal"> {
  /** The organisation's login. */
  readonly organization: string;
  readonly publications: readonly Publication[];
  readonly dryRun?: boolean | undefined;
}

/** What became of one publication. */
export interface PublishResult extends Pick<Publication, "name" | "repository" | "version"> {
  /** `current`: this version was there already, with just this content. */
  readonly outcome: "published" | "current" | "to publish";
  /** The latest version before; absent where this is the first. */
  readonly before?: string;
}

/** Something can't be published; the message has one line for each. */
export class NotPublishable extends Error {
  constructor(reasons: readonly string[]) {
    super([...reasons, "Nothing was published."].join("\n"));
    this.name = "NotPublishable";
  }
}

const concurrency = 4;

/**
 * Brings what is kept here to the repositories of the organisation, each by one commit on the default branch, tagged with
 * its version; both arrive by one push or not at all. A version that is there already stays as it is.
 * @throws NotYetThere, NotPublishable, GitFailed
 */
export async function publish(api: Octokit, options: PublishOptions): Promise<readonly PublishResult[]> {
  const { organization, publications, dryRun = false, onProgress, signal } = options;
  await assertThere(
    api,
    organization,
    publications.map(({ repository }) => repository),
  );
  const scratch = mkdtempSync(join(tmpdir(), "fairway-templates-"));
  try {
    const environment = { ...(await gitCredential(api, webRoot())), ...(await identityOf(api)) };
    const prepared = await pMap(
      publications,
      async one => await prepare(one, { organization, environment, directory: join(scratch, one.name) }),
      { concurrency },
    );
    const reasons = prepared.flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
    if (reasons.length > 0) throw new NotPublishable(reasons);
    const results: PublishResult[] = [];
    for (const { publication, before, push } of prepared) {
      signal?.throwIfAborted();
      const { name, repository, version } = publication;
      onProgress?.({ done: results.length, total: prepared.length, of: "things", current: name });
      if (push && !dryRun) await push();
      const outcome = push ? (dryRun ? "to publish" : "published") : "current";
      results.push({ name, repository, version, outcome, ...(before === undefined ? {} : { before }) });
    }
    return results;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

interface Prepared {
  readonly publication: Publication;
  /** The latest version before. */
  readonly before?: string | undefined;
  /** Why it can't be published. */
  readonly reason?: string;
  /** Publishes it; absent where there is nothing to do. */
  readonly push?: () => Promise<void>;
}

interface Place {
  readonly organization: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
}

/** Finds out in a clone what publishing takes. Changes nothing at GitHub. */
async function prepare(publication: Publication, place: Place): Promise<Prepared> {
  const { name, folder, repository, version } = publication;
  const { organization, environment, directory } = place;
  const address = cloneAddress(webRoot(), organization, repository);
  await gitIn(folder, environment)("clone", "--quiet", address, directory);
  const git = gitIn(directory, environment);
  const others = versionsAmong(lines(await git("tag", "--list", "v*"))).filter(other => other !== version);
  const isThere = lines(await git("tag", "--list", `v${version}`)).length > 0;
  await replaceContent(git, directory, folder);
  const tree = await git("write-tree");
  if (isThere) {
    if ((await git("rev-parse", `v${version}^{tree}`)) === tree) return { publication, before: version };
    const raise = "raise its version in versions.yaml";
    return { publication, reason: `${name}: its content is not what was published as ${version}; ${raise}.` };
  }
  const before = others.at(-1);
  if (before !== undefined && byVersion(version, before) < 0) {
    const reason = `${name}: ${version} is lower than ${before}, which is published already.`;
    return { publication, reason };
  }
  return { publication, before, push: () => push(git, publication, tree) };
}

async function push(git: Git, { name, version }: Publication, tree: string): Promise<void> {
  const branch = await git("symbolic-ref", "--short", "HEAD");
  const head = await git("rev-parse", "--verify", "--quiet", "HEAD^{tree}").catch(() => undefined);
  if (head !== tree) await git("commit", "--quiet", "--message", `feat: ${name} ${version}`);
  await git("tag", `v${version}`);
  await git("push", "--quiet", "--atomic", "origin", `HEAD:refs/heads/${branch}`, `refs/tags/v${version}`);
}

function lines(text: string): readonly string[] {
  return text.split("\n").filter(Boolean);
}
