import { QueryError } from "./errors.ts";
import type { Node } from "./scope.ts";

/** The arguments every connection takes. */
export interface PageArguments {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
}

const most = 100;

/**
 * One page of a list as a GraphQL connection: nodes, edges, totalCount and pageInfo.
 * https://docs.github.com/en/graphql/guides/using-pagination-in-the-graphql-api
 * @throws QueryError when neither `first` nor `last` is given or one is above 100.
 */
export function connection<T>(
  items: readonly T[],
  args: PageArguments,
  name: string,
  node: (item: T) => Node | Promise<Node | null>,
  edge: (item: T) => Node = () => ({}),
): Node {
  checkBoundaries(args, name);
  const start = args.after ? position(args.after) + 1 : 0;
  const end = args.before ? position(args.before) : items.length;
  const window = { start, end: Math.max(start, Math.min(end, items.length)) };
  if (args.first != null) window.end = Math.min(window.end, window.start + args.first);
  if (args.last != null) window.start = Math.max(window.start, window.end - args.last);
  const page = items.slice(window.start, window.end);
  return {
    totalCount: items.length,
    nodes: () => page.map(node),
    edges: () =>
      page.map((item, index) => ({ ...edge(item), node: node(item), cursor: cursor(window.start + index) })),
    pageInfo: {
      hasPreviousPage: window.start > 0,
      hasNextPage: window.end < items.length,
      startCursor: page.length > 0 ? cursor(window.start) : null,
      endCursor: page.length > 0 ? cursor(window.end - 1) : null,
    },
  };
}

function checkBoundaries(args: PageArguments, name: string): void {
  if (args.first == null && args.last == null) {
    throw new QueryError(
      "MISSING_PAGINATION_BOUNDARIES",
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    );
  }
  for (const boundary of ["first", "last"] as const) {
    const wanted = args[boundary] ?? 0;
    if (wanted > most) {
      throw new QueryError(
        "EXCESSIVE_PAGINATION",
        `Requesting ${wanted} records on the \`${name}\` connection exceeds the \`${boundary}\` limit of ${most} records.`,
      );
    }
  }
}

function cursor(index: number): string {
  return Buffer.from(`cursor:v1:${index}`).toString("base64");
}

function position(text: string): number {
  const match = /^cursor:v1:(\d+)$/.exec(Buffer.from(text, "base64").toString());
  if (!match) {
    throw new QueryError("INVALID_CURSOR_ARGUMENTS", `\`${text}\` does not appear to be a valid cursor.`);
  }
  return Number(match[1]);
}
