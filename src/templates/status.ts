import type { Octokit } from "octokit";
import pMap from "p-map";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { LiveOrganization } from "../github/live-organization.ts";
import { folded, isSameName } from "../github/names.ts";
import { answersFile } from "../scaffolding/layers.ts";
import { version } from "../scaffolding/schema.ts";
import { versionsAmong } from "../scaffolding/versions.ts";
import { additionBranch, adds } from "./addition.ts";
import { type AnswersFile, type Named, readAnswersFiles } from "./answers-files.ts";

/** One template in one repository. */
export interface TemplateStatus {
  readonly repository: string;
  readonly template: string;
  /** The component's directory. */
  readonly into?: string;
  /** The version that the repository is on; null where it has the template not at all. */
  readonly version: string | null;
  /** The template's latest version; null where it has none. */
  readonly latest: string | null;
  /**
   * `current`, or what is outstanding: `behind` a later version, `missing` though its entry declares it, or of an `unknown`
   * version, such as a commit between two.
   */
  readonly state: "current" | "behind" | "missing" | "unknown";
  /** The open pull request that brings a later version, or what is missing. */
  readonly pull?: { readonly number: number; readonly url: string };
}

const concurrency = 8;

/**
 * Which repositories are on which versions of which templates, and what is outstanding. Asks a few times for each hundred
 * repositories, and once more for each that has something outstanding. Only reads.
 */
export async function templatesStatus(
  api: Octokit,
  organization: string,
  { repositories, standard }: Pick<Catalogue, "repositories" | "standard">,
): Promise<readonly TemplateStatus[]> {
  const { templates } = standard.scaffolding;
  const live = await new LiveOrganization(api, organization).repositories;
  const there = new Map(live.map(({ name, node_id }) => [folded(name), { name, node_id }]));
  const kept = repositories.filter(({ name, archived }) => !archived && there.has(folded(name)));
  const named = (name: string): Named[] => {
    const found = there.get(folded(name));
    return found ? [found] : [];
  };
  const [files, latest] = await Promise.all([
    readAnswersFiles(
      api,
      kept.flatMap(({ name }) => named(name)),
    ),
    latestVersions(
      api,
      Object.values(templates).flatMap(({ repository }) => named(repository)),
    ),
  ]);
  const holders = Object.entries(templates).map(([template, { repository }]) => ({
    template,
    repository,
    latest: latest.get(folded(repository)) ?? null,
  }));
  const all = kept.flatMap(({ name, scaffold = [] }) => {
    const found = files.get(there.get(folded(name))?.name ?? "") ?? [];
    return [
      ...found.flatMap(file => statusOf(name, file, organization, holders)),
      ...scaffold
        .filter(({ template, into }) => !found.some(({ path }) => path === answersFile(template, into)))
        .map(
          ({ template, into }): TemplateStatus => ({
            repository: name,
            template,
            ...(into === undefined ? {} : { into }),
            version: null,
            latest: holders.find(holder => holder.template === template)?.latest ?? null,
            state: "missing",
          }),
        ),
    ];
  });
  return await withPulls(api, organization, all, templates);
}

interface Holder {
  readonly template: string;
  readonly repository: string;
  readonly latest: string | null;
}

/** What an answers file tells; nothing, where it is of no template of the organisation. */
function statusOf(
  repository: string,
  { path, source, commit }: AnswersFile,
  organization: string,
  holders: readonly Holder[],
): TemplateStatus[] {
  const [, owner = "", name = ""] = /([^/:]+)\/([^/]+?)(?:\.git)?\/?$/.exec(source) ?? [];
  const holder = holders.find(one => isSameName(one.repository, name) && isSameName(owner, organization));
  if (!holder) return [];
  const { template, latest } = holder;
  const into = path.match(/^\.copier-answers\.(.+)\.ya?ml$/)?.[1]?.slice(template.length + 1);
  const current = commit.replace(/^v/, "");
  const known = version.safeParse(current).success;
  const state = current === latest ? "current" : known && latest !== null ? "behind" : "unknown";
  return [{ repository, template, ...(into ? { into } : {}), version: current, latest, state }];
}

const tagsQuery = `query tags($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Repository { name refs(
    refPrefix: "refs/tags/", first: 100, orderBy: { field: TAG_COMMIT_DATE, direction: DESC }
  ) { nodes { name } } } }
}`;

interface TagsAnswer {
  readonly nodes: readonly ({
    readonly name: string;
    readonly refs: { readonly nodes: readonly { readonly name: string }[] };
  } | null)[];
}

/** The latest version of each template's repository, by its name in lower case. */
async function latestVersions(
  api: Octokit,
  repositories: readonly Named[],
): Promise<ReadonlyMap<string, string>> {
  if (repositories.length === 0) return new Map();
  const ids = repositories.map(({ node_id }) => node_id);
  const { nodes } = await api.graphql<TagsAnswer>(tagsQuery, { ids });
  return new Map(
    nodes.flatMap(node => {
      const latest = versionsAmong(node?.refs.nodes.map(({ name }) => name) ?? []).at(-1);
      return node && latest !== undefined ? [[folded(node.name), latest] as const] : [];
    }),
  );
}

/**
 * With the pull requests that wait for what is outstanding. For what is behind, Renovate names in them where the template comes
 * from; what is missing is named by what Fairway itself has proposed.
 */
async function withPulls(
  api: Octokit,
  owner: string,
  all: readonly TemplateStatus[],
  templates: Catalogue["standard"]["scaffolding"]["templates"],
): Promise<readonly TemplateStatus[]> {
  const outstanding = all.filter(isAwaited).map(({ repository }) => repository);
  const open = new Map(
    await pMap(
      new Set(outstanding),
      async repo => {
        const { data } = await api.rest.pulls.list({ owner, repo, state: "open", per_page: 100 });
        return [repo, data] as const;
      },
      { concurrency },
    ),
  );
  return all.map(one => {
    if (!isAwaited(one)) return one;
    const source = templates[one.template]?.repository ?? one.template;
    const brings =
      one.state === "missing"
        ? ({ title, head }: Pull) => head.ref === additionBranch && adds(title, one)
        : ({ title, head }: Pull) => [title, head.ref].some(text => text.includes(source));
    const pull = open.get(one.repository)?.find(brings);
    return pull ? { ...one, pull: { number: pull.number, url: pull.html_url } } : one;
  });
}

interface Pull {
  readonly title: string;
  readonly head: { readonly ref: string };
}

function isAwaited({ state }: TemplateStatus): boolean {
  return state === "behind" || state === "missing";
}
