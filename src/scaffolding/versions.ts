import { cloneAddress } from "./addresses.ts";
import { GitFailed, gitIn } from "./git.ts";
import { version } from "./schema.ts";

/** Where a template is published, and how git gets there. */
export interface Published {
  /** The template's name in the standard. */
  readonly template: string;
  readonly owner: string;
  readonly repository: string;
  readonly webRoot: string;
  /** For git's environment. */
  readonly credential: Readonly<Record<string, string>>;
}

/** A template, or the version that is asked for, can't be had. */
export class NoTemplate extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NoTemplate";
  }
}

/**
 * The version that a repository begins with: the one that is asked for, else the latest.
 * @throws NoTemplate
 */
export async function versionOf(published: Published, wanted: string | undefined): Promise<string> {
  const { template, owner, repository } = published;
  const versions = await publishedVersions(published);
  const latest = versions.at(-1);
  if (latest === undefined)
    throw new NoTemplate(
      `the template \`${template}\` has no version yet in ${owner}/${repository}: run \`fairway templates publish\``,
    );
  if (wanted !== undefined && !versions.includes(wanted))
    throw new NoTemplate(
      `the template \`${template}\` has no version ${wanted} in ${owner}/${repository}; its latest is ${latest}`,
    );
  return wanted ?? latest;
}

/** All versions of a template, the latest last. */
async function publishedVersions(published: Published): Promise<readonly string[]> {
  const { template, owner, repository, webRoot, credential } = published;
  const git = gitIn(".", credential);
  try {
    const listed = await git("ls-remote", "--tags", "--refs", cloneAddress(webRoot, owner, repository));
    return versionsAmong(listed.split("\n").map(line => line.split("refs/tags/")[1] ?? ""));
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    throw new NoTemplate(
      `the template \`${template}\` can't be read from ${owner}/${repository}, where the standard has it: ${error.message}`,
    );
  }
}

/** The versions among tags, the latest last. */
export function versionsAmong(tags: readonly string[]): readonly string[] {
  return tags
    .filter(tag => tag.startsWith("v") && version.safeParse(tag.slice(1)).success)
    .map(tag => tag.slice(1))
    .sort(byVersion);
}

/** Which of two versions comes first. */
export function byVersion(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}
