import type { Octokit } from "octokit";
import { type Branch, type Files, readFiles, writeFiles } from "../../src/github/branch-files.ts";
import type { Connect } from "./key-pair.ts";
import type { Difference, ResourceKind } from "./resource-kind.ts";

interface Values extends Branch {
  /** What belongs to it: no file of others lies below these directories. */
  readonly directories: readonly string[];
  /** By path from the repository's root. */
  readonly files: Files;
  readonly message: string;
  /** A branch for a pull request; without one, commits go to `branch` itself. */
  readonly proposal?: string;
}

/**
 * Files in directories of a branch, each change of them one commit, or one pull request. They stay when they are no longer
 * declared: whoever follows the branch would take down everything at once.
 */
export function branchFilesKind(connect: Connect): ResourceKind {
  return {
    diff({ olds, news }) {
      return difference(olds as unknown as Values, news as unknown as Values);
    },
    async create({ news }) {
      const wanted = news as unknown as Values;
      await write(await connect(), wanted);
      return { id: [wanted.owner, wanted.repository, ...wanted.directories].join("/"), outputs: news };
    },
    async read({ outputs }) {
      const known = outputs as unknown as Values;
      const api = await connect();
      const pull = await openPull(api, known);
      const branch = pull ? (known.proposal as string) : known.branch;
      const files = await readFiles(api, { ...known, branch }, known.directories, known.files);
      return files && { outputs: { ...outputs, files } };
    },
    async update({ news, olds }) {
      const [before, wanted] = [olds as unknown as Values, news as unknown as Values];
      const api = await connect();
      await write(api, wanted);
      if (before.proposal !== undefined && wanted.proposal === undefined) await withdraw(api, before);
      return news;
    },
    async delete() {},
  };
}

/** Where it lies somewhere else, it is another one; its message alone changes nothing. */
function difference(olds: Values, news: Values): Difference {
  const proposes = olds.proposal === news.proposal ? {} : { proposal: "update" as const };
  const moved = (["owner", "repository", "branch"] as const).filter(key => olds[key] !== news[key]);
  const kinds = Object.fromEntries(
    [...new Set([...Object.keys(olds.files), ...Object.keys(news.files)])]
      .filter(path => olds.files[path] !== news.files[path])
      .sort()
      .map(path => [`files[${JSON.stringify(path)}]`, kindOf(olds.files[path], news.files[path])]),
  );
  const all = { ...kinds, ...proposes, ...Object.fromEntries(moved.map(key => [key, "update" as const])) };
  return { changed: Object.keys(all), replacing: moved, deleteFirst: false, kinds: all };
}

function kindOf(before: string | undefined, after: string | undefined): "add" | "delete" | "update" {
  if (before === undefined) return "add";
  return after === undefined ? "delete" : "update";
}

async function write(api: Octokit, wanted: Values): Promise<void> {
  const { owner, repository: repo, branch, directories, files, message, proposal } = wanted;
  const onto = proposal === undefined ? {} : { onto: proposal };
  const commit = await writeFiles(api, wanted, directories, files, { message, ...onto });
  if (proposal === undefined) return;
  // The branch may have become what was wanted in some other way.
  if (!commit) return await withdraw(api, wanted);
  if (await openPull(api, wanted)) return;
  await api.rest.pulls.create({ owner, repo, head: proposal, base: branch, title: message });
}

/** Closes what is proposed. */
async function withdraw(api: Octokit, wanted: Values): Promise<void> {
  const { owner, repository: repo } = wanted;
  const pull = await openPull(api, wanted);
  if (pull) await api.rest.pulls.update({ owner, repo, pull_number: pull.number, state: "closed" });
}

async function openPull(
  api: Octokit,
  { owner, repository: repo, branch: base, proposal }: Values,
): Promise<{ readonly number: number } | undefined> {
  if (proposal === undefined) return undefined;
  const head = `${owner}:${proposal}`;
  const { data } = await api.rest.pulls.list({ owner, repo, base, head, state: "open" });
  return data[0];
}
