import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import pMap from "p-map";
import { z } from "zod";
import { answered, commitId } from "../github/answer.ts";
import { named, type Place } from "./place.ts";
import { PromotionRefused } from "./refused.ts";

const tree = z.object({
  truncated: z.boolean(),
  tree: z.array(
    z.object({
      path: z.string(),
      type: z.string(),
      mode: z.string(),
      sha: commitId,
      size: z.int().min(0).optional(),
    }),
  ),
});
const blob = z.object({ content: z.string(), encoding: z.literal("base64") });

/** More than this is no repository of manifests. */
const mostBytes = 32 * 1024 * 1024;
const mostFiles = 5000;
const atOnce = 8;

/** The files of a repository's commits, each content asked for once. */
export class Contents {
  readonly #place: Place;
  readonly #blobs = new Map<string, Promise<Buffer>>();

  constructor(place: Place) {
    this.#place = place;
  }

  /**
   * Writes the files that Flux would get at a commit into a folder: regular ones only, and not what Flux ignores.
   * @throws PromotionRefused where they are too many, or named so that they would lie elsewhere
   */
  async write(commit: string, folder: string): Promise<void> {
    await pMap(
      await this.#filesAt(commit),
      async ({ path, sha }) => {
        const file = join(folder, path);
        const content = await this.#blob(sha);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content, { flag: "wx" });
      },
      { concurrency: atOnce },
    );
  }

  async #filesAt(commit: string): Promise<readonly { readonly path: string; readonly sha: string }[]> {
    const { api, repo } = this.#place;
    const of = { ...named(this.#place), tree_sha: commit, recursive: "true" };
    const { data } = await api.rest.git.getTree(of);
    const listed = answered(tree, data, `the files of ${repo} at ${commit}`);
    const files = listed.tree.filter(
      ({ type, mode, path }) => type === "blob" && /^100/.test(mode) && !isIgnored(path),
    );
    const bytes = files.reduce((sum, { size = 0 }) => sum + size, 0);
    if (listed.truncated || files.length > mostFiles || bytes > mostBytes)
      throw new PromotionRefused(
        `${repo} has too many files to be compared: more than ${mostFiles}, or 32 MB.`,
      );
    const odd = files.find(({ path }) => !isPlain(path));
    if (odd)
      throw new PromotionRefused(`${repo} has a file with a name that is none: ${JSON.stringify(odd.path)}.`);
    return files;
  }

  #blob(sha: string): Promise<Buffer> {
    const known = this.#blobs.get(sha);
    if (known) return known;
    const asked = this.#askBlob(sha);
    this.#blobs.set(sha, asked);
    return asked;
  }

  async #askBlob(sha: string): Promise<Buffer> {
    const { api, repo } = this.#place;
    const { data } = await api.rest.git.getBlob({ ...named(this.#place), file_sha: sha });
    return Buffer.from(answered(blob, data, `a file of ${repo}`).content, "base64");
  }
}

/** Among others. https://fluxcd.io/flux/components/source/gitrepositories/#default-exclusions */
function isIgnored(path: string): boolean {
  return /^\.github\//.test(path) || /(^|\/)(\.sops\.yaml|\.gitignore|\.gitattributes)$/.test(path);
}

function isPlain(path: string): boolean {
  const parts = path.split("/");
  return (
    !/[\\\p{Cc}]/u.test(path) &&
    parts.every(part => part !== "" && part !== "." && part !== ".." && part !== ".git")
  );
}
