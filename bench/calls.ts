import type { TestWorld } from "../test/support/world.ts";

/** What was asked of the GitHub server. */
export interface Calls {
  readonly restReads: number;
  readonly restWrites: number;
  readonly graphqlQueries: number;
  readonly graphqlMutations: number;
  readonly git: number;
  /** Those among them that create content, by the server's table. */
  readonly content: number;
  /** Refused for a limit, and counted nowhere else. */
  readonly refused: { readonly primary: number; readonly secondary: number };
  /** By route and by name of query. */
  readonly byRoute: Readonly<Record<string, number>>;
}

/** What the server counted since the last reset. */
export async function callsOf(world: TestWorld): Promise<Calls> {
  const counted = (await world.calls()) as unknown as Pick<Calls, "content" | "refused"> & {
    calls: Calls["byRoute"];
  };
  const { content, refused, calls: byRoute } = counted;
  const count = (kind: RegExp) =>
    Object.entries(byRoute).reduce((sum, [name, times]) => sum + (kind.test(name) ? times : 0), 0);
  return {
    restReads: count(/^(GET|HEAD|OPTIONS) (?!.*\/info\/refs$)/),
    restWrites: count(/^(POST|PUT|PATCH|DELETE) (?!.*\/git-\w+-pack$)/),
    graphqlQueries: count(/^query /),
    graphqlMutations: count(/^mutation /),
    git: count(/\/(info\/refs|git-\w+-pack)$/),
    content,
    refused,
    byRoute,
  };
}

/** How many calls these are together. */
export function countCalls({ byRoute }: Pick<Calls, "byRoute">): number {
  return Object.values(byRoute).reduce((sum, count) => sum + count, 0);
}
