import { GraphqlResponseError } from "@octokit/graphql";
import type { components } from "@octokit/openapi-types";
import { type Octokit, RequestError } from "octokit";
import pMap from "p-map";
import { unavailable } from "./absence.ts";
import type { LiveOrganization } from "./live-organization.ts";
import { LiveRepository, type TeamGrant } from "./live-repository.ts";
import { folded } from "./names.ts";
import { isWhole, type RepositoryNode, repositoriesQuery, toldOf } from "./repository-node.ts";

type Schemas = components["schemas"];

/** How many repositories one query asks for, and how many queries are on their way at a time. */
const perQuery = 100;
const concurrency = 4;

/** An organisation's repositories as they are in the live world, read many at a time. */
export interface BulkLook {
  /** By name, in lower case. Of each, what the look tells; nothing more is read. */
  readonly repositories: ReadonlyMap<string, LiveRepository>;
  /** The names, in lower case, of those that can't be told of so: they have to be looked at by themselves. */
  readonly unclear: ReadonlySet<string>;
}

/**
 * Looks at all repositories of an organisation with a few requests for each hundred of them: REST's listings, and GraphQL for
 * what those don't tell. https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
export async function lookInBulk(api: Octokit, organization: LiveOrganization): Promise<BulkLook> {
  const [listed, grants, properties] = await Promise.all([
    organization.repositories,
    readGrants(api, organization.name),
    readProperties(api, organization.name),
  ]);
  const inUse = listed.filter(({ archived }) => !archived);
  const nodes = await readNodes(
    api,
    inUse.map(({ node_id: id }) => id),
  );
  const unclear = new Set<string>();
  const repositories = listed.map((one): [string, LiveRepository] => {
    const name = folded(one.name);
    const node = nodes.get(name);
    if (!node && one.archived) return [name, archivedRepository(api, organization, one)];
    const others = { teams: grants.get(name) ?? [], properties: properties.get(name) ?? [] };
    const told = node && isWhole(node) ? toldOf(one, node, others) : undefined;
    if (!told) unclear.add(name);
    return [name, new LiveRepository(api, organization, one.name, told)];
  });
  return { repositories: new Map(repositories), unclear };
}

/** Nothing but its being archived matters of an archived one. */
function archivedRepository(
  api: Octokit,
  organization: LiveOrganization,
  listed: Schemas["minimal-repository"],
): LiveRepository {
  const none = { listedRulesets: [], rulesets: [], branchProtection: [], teams: [], users: [], labels: [] };
  const settings = listed as unknown as Schemas["full-repository"];
  const told = { ...none, settings, dependabotAlerts: false, properties: [], deployKeys: [] };
  return new LiveRepository(api, organization, listed.name, told);
}

async function readNodes(api: Octokit, ids: readonly string[]): Promise<ReadonlyMap<string, RepositoryNode>> {
  const pages = Array.from({ length: Math.ceil(ids.length / perQuery) }, (_, page) =>
    ids.slice(page * perQuery, (page + 1) * perQuery),
  );
  const nodes = (await pMap(pages, ids => askForNodes(api, ids), { concurrency })).flat();
  return new Map(nodes.map(node => [folded(node.name), node]));
}

interface NodesAnswer {
  readonly nodes: readonly (RepositoryNode | null)[];
}

/** Of so few repositories GitHub has an answer in time, or has none at all. */
const fewest = 25;

/**
 * Those that are answered as a whole; without one that is gone since it was listed, or of which something may not be seen. GitHub
 * gives up a query that takes it longer than ten seconds, so what fails is asked again in halves.
 */
async function askForNodes(api: Octokit, ids: readonly string[]): Promise<readonly RepositoryNode[]> {
  try {
    const { nodes } = await api.graphql<NodesAnswer>(repositoriesQuery, { ids });
    return nodes.filter(node => node !== null);
  } catch (error) {
    if (error instanceof GraphqlResponseError)
      return withoutFailed(error as GraphqlResponseError<NodesAnswer | null>);
    if (!(error instanceof RequestError) || error.status < 500 || ids.length <= fewest) throw error;
    const half = Math.ceil(ids.length / 2);
    return [...(await askForNodes(api, ids.slice(0, half))), ...(await askForNodes(api, ids.slice(half)))];
  }
}

/**
 * GraphQL answers as far as it can, and names the path of each error. https://spec.graphql.org/October2021/#sec-Errors
 * @throws the error, where it is about more than single nodes
 */
function withoutFailed(error: GraphqlResponseError<NodesAnswer | null>): readonly RepositoryNode[] {
  const paths = error.errors?.map(({ path }) => path as readonly unknown[] | undefined) ?? [];
  const nodes = error.data?.nodes;
  if (!nodes || !paths.every(path => path?.[0] === "nodes" && path.length > 1)) throw error;
  const failed = new Set(paths.map(path => path?.[1]));
  return nodes.filter((node, index) => node !== null && !failed.has(index)) as readonly RepositoryNode[];
}

const teamsQuery = `query grants($login: String!, $teams: String) {
  organization(login: $login) {
    teams(first: 20, after: $teams) {
      pageInfo { hasNextPage endCursor }
      nodes { name slug repositories(first: 100) {
        pageInfo { hasNextPage endCursor }
        edges { permission node { name } }
      } }
    }
  }
}`;

const teamQuery = `query grantsOfTeam($login: String!, $slug: String!, $after: String) {
  organization(login: $login) { team(slug: $slug) { repositories(first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { permission node { name } }
  } } }
}`;

interface Grants {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly { readonly permission: string; readonly node: { readonly name: string } }[];
}

interface TeamsAnswer {
  readonly organization: {
    readonly teams: {
      readonly pageInfo: Grants["pageInfo"];
      readonly nodes: readonly {
        readonly name: string;
        readonly slug: string;
        readonly repositories: Grants;
      }[];
    };
  };
}

/** The roles that each team has, its parents' included, by the repository's name in lower case. */
async function readGrants(api: Octokit, login: string): Promise<ReadonlyMap<string, readonly TeamGrant[]>> {
  const found = new Map<string, TeamGrant[]>();
  const take = ({ name, slug }: Omit<TeamGrant, "role">, { edges }: Grants) => {
    for (const { permission, node } of edges) {
      const of = folded(node.name);
      found.set(of, [...(found.get(of) ?? []), { name, slug, role: roleOf(permission) }]);
    }
  };
  const goesOn = async (team: Omit<TeamGrant, "role">, { pageInfo }: Grants) => {
    let { hasNextPage, endCursor: after } = pageInfo;
    while (hasNextPage) {
      const variables = { login, slug: team.slug, after };
      const answer = await api.graphql<{ organization: { team: { repositories: Grants } } }>(
        teamQuery,
        variables,
      );
      const { repositories } = answer.organization.team;
      take(team, repositories);
      ({ hasNextPage, endCursor: after } = repositories.pageInfo);
    }
  };
  let after: string | null = null;
  do {
    const answer: TeamsAnswer = await api.graphql(teamsQuery, { login, teams: after });
    const { nodes, pageInfo }: TeamsAnswer["organization"]["teams"] = answer.organization.teams;
    for (const { repositories, ...team } of nodes) take(team, repositories);
    await pMap(nodes, ({ repositories, ...team }) => goesOn(team, repositories), { concurrency });
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return found;
}

const roles: Readonly<Record<string, string>> = { READ: "pull", WRITE: "push" };

function roleOf(permission: string): string {
  return roles[permission] ?? permission.toLowerCase();
}

/** Values of custom properties by the repository's name in lower case; none where the organisation's plan has none. */
async function readProperties(
  api: Octokit,
  org: string,
): Promise<ReadonlyMap<string, readonly Schemas["custom-property-value"][]>> {
  const listing = api.paginate("GET /orgs/{org}/properties/values", { org, per_page: 100 });
  const values = await listing.catch(unavailable([]));
  return new Map(values.map(({ repository_name: name, properties }) => [folded(name), properties]));
}
