import { isDeepStrictEqual } from "node:util";
import type { Octokit } from "octokit";
import { folded, isSameName } from "../../src/github/names.ts";
import { found, type OfRepository, type Setting } from "./setting.ts";

interface Label {
  readonly color: string;
  readonly description: string;
}

type Labels = Readonly<Record<string, Label>>;

interface Values extends OfRepository {
  /** By name. */
  readonly labels: Labels;
}

/**
 * Labels that a repository has among others. The GitHub provider has one resource that fails where a label is there
 * already, as nine are in every new repository, and one that takes all other labels away, and with them from every issue.
 * https://docs.github.com/en/rest/issues/labels
 */
export const labels: Setting<Values> = {
  async read(api, of, known) {
    const live = await listed(api, of);
    if (!live) return undefined;
    const asked = known.labels && new Set(Object.keys(known.labels).map(folded));
    const labels = Object.entries(live).filter(([name]) => !asked || asked.has(folded(name)));
    return { ...of, labels: Object.fromEntries(labels) };
  },
  async write(api, { owner, repository: repo, labels }, before) {
    const live = before?.labels ?? {};
    for (const [name, { color, description }] of Object.entries(labels)) {
      const there = Object.keys(live).find(other => isSameName(other, name));
      if (there === undefined) await api.rest.issues.createLabel({ owner, repo, name, color, description });
      else if (there !== name || !isDeepStrictEqual(live[there], labels[name]))
        await api.rest.issues.updateLabel({ owner, repo, name: there, new_name: name, color, description });
    }
  },
  satisfies: (live, wanted) =>
    Object.entries(wanted.labels).every(([name, label]) => isDeepStrictEqual(live.labels[name], label)),
};

async function listed(api: Octokit, { owner, repository: repo }: OfRepository): Promise<Labels | undefined> {
  const listing = api.paginate(api.rest.issues.listLabelsForRepo, { owner, repo, per_page: 100 });
  const live = await found(listing.then(data => ({ data })));
  return (
    live &&
    Object.fromEntries(
      live.map(({ name, color, description }) => [name, { color, description: description ?? "" }]),
    )
  );
}
