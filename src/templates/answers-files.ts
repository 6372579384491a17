import type { Octokit } from "octokit";
import pMap from "p-map";
import { parse } from "yaml";
import { z } from "zod";

/** What a repository's answers file says of one template. */
export interface AnswersFile {
  readonly path: string;
  /** The address that the template came from, and the commit or tag of it. */
  readonly source: string;
  readonly commit: string;
}

/** A repository by its name and its node id. */
export interface Named {
  readonly name: string;
  readonly node_id: string;
}

const [perTreeQuery, perFileQuery, concurrency] = [100, 50, 4];

const content = z.looseObject({ _src_path: z.string(), _commit: z.string() });

const treesQuery = `query trees($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Repository { id object(expression: "HEAD:") { ... on Tree { entries { name oid } } } } }
}`;

interface TreesAnswer {
  readonly nodes: readonly ({
    readonly id: string;
    readonly object: { readonly entries?: readonly { readonly name: string; readonly oid: string }[] } | null;
  } | null)[];
}

/** Where a file's content lies. */
interface Place {
  readonly id: string;
  readonly path: string;
  readonly oid: string;
}

/**
 * The answers files of repositories by their names: one request for a hundred repositories, and one for fifty files. A file
 * that is none tells nothing.
 */
export async function readAnswersFiles(
  api: Octokit,
  repositories: readonly Named[],
): Promise<ReadonlyMap<string, readonly AnswersFile[]>> {
  const names = new Map(repositories.map(({ name, node_id }) => [node_id, name]));
  const trees = await inQueries([...names.keys()], perTreeQuery, async ids => {
    const { nodes } = await api.graphql<TreesAnswer>(treesQuery, { ids });
    return nodes.flatMap(node => (node ? placesIn(node) : []));
  });
  const files = await inQueries(trees, perFileQuery, async places => {
    const texts = await readTexts(api, places);
    return places.flatMap(({ id, path }, index) => {
      const file = asAnswersFile(path, texts[index]);
      return file ? [{ name: names.get(id) ?? "", file }] : [];
    });
  });
  const grouped = Map.groupBy(files, ({ name }) => name);
  return new Map([...grouped].map(([name, found]) => [name, found.map(({ file }) => file)]));
}

async function inQueries<T, R>(
  all: readonly T[],
  size: number,
  ask: (some: readonly T[]) => Promise<readonly R[]>,
): Promise<readonly R[]> {
  const pages = Array.from({ length: Math.ceil(all.length / size) }, (_, page) =>
    all.slice(page * size, (page + 1) * size),
  );
  return (await pMap(pages, ask, { concurrency })).flat();
}

function placesIn({ id, object }: NonNullable<TreesAnswer["nodes"][number]>): readonly Place[] {
  return (object?.entries ?? [])
    .filter(({ name }) => /^\.copier-answers(\..+)?\.ya?ml$/.test(name))
    .map(({ name, oid }) => ({ id, path: name, oid }));
}

interface FileAnswer {
  readonly object: { readonly text?: string | null } | null;
}

async function readTexts(api: Octokit, places: readonly Place[]): Promise<readonly (string | undefined)[]> {
  const [variables, fields] = [
    places.map((_, index) => `$id${index}: ID!, $oid${index}: GitObjectID!`),
    places.map(
      (_, index) =>
        `file${index}: node(id: $id${index}) { ... on Repository { object(oid: $oid${index}) { ... on Blob { text } } } }`,
    ),
  ];
  const query = `query files(${variables.join(", ")}) { ${fields.join("\n")} }`;
  const values = Object.fromEntries(
    places.flatMap(({ id, oid }, index) => [
      [`id${index}`, id],
      [`oid${index}`, oid],
    ]),
  );
  const answer = await api.graphql<Readonly<Record<string, FileAnswer | null>>>(query, values);
  return places.map((_, index) => answer[`file${index}`]?.object?.text ?? undefined);
}

function asAnswersFile(path: string, text: string | undefined): AnswersFile | undefined {
  if (text === undefined) return undefined;
  const { data } = content.safeParse(yamlIn(text));
  return data && { path, source: data._src_path, commit: data._commit };
}

function yamlIn(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch {
    return undefined;
  }
}
