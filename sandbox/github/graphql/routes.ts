import {
  type DocumentNode,
  execute,
  GraphQLError,
  getOperationAST,
  OverlappingFieldsCanBeMergedRule,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import * as z from "zod";
import { origin, type RequestContext, type RouteModule } from "../env.ts";
import { GitHubError } from "../errors.ts";
import type { World } from "../world.ts";
import { costOf, nodeLimit } from "./cost.ts";
import { formatError, QueryError } from "./errors.ts";
import { mutationRoot, queryRoot } from "./query.ts";
import { githubSchema } from "./schema.ts";
import type { Scope } from "./scope.ts";

const requestBody = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

type GraphQLRequest = z.infer<typeof requestBody>;

/**
 * GitHub lets fields of one name be nullable in one member of a union and not in another; the provider's queries of
 * `... on App { name } ... on User { name }` need that, and the specification's rule forbids it.
 */
const validationRules = specifiedRules.filter(rule => rule !== OverlappingFieldsCanBeMergedRule);

/** https://docs.github.com/en/graphql/guides/forming-calls-with-graphql */
export const graphqlRoutes: RouteModule = (app, world) => {
  app.post("/api/graphql", async c => c.json(await answer(c, world, await readRequest(c))));
};

async function readRequest(c: RequestContext): Promise<GraphQLRequest> {
  const body: unknown = await c.req.json().catch(() => undefined);
  if (body === undefined) throw new GitHubError(400, "Problems parsing JSON");
  const parsed = requestBody.safeParse(body);
  if (!parsed.success) {
    throw new GitHubError(400, "A query attribute must be specified and must be a string.");
  }
  return parsed.data;
}

async function answer(c: RequestContext, world: World, request: GraphQLRequest) {
  const variables = request.variables ?? {};
  const checked = check(request.query, variables);
  if ("errors" in checked) return { errors: checked.errors.map(formatError) };
  const { document, cost } = checked;
  const scope: Scope = { world, actor: c.get("actor"), origin: origin(c) };
  const mutates = getOperationAST(document, request.operationName)?.operation === "mutation";
  const result = await execute({
    schema: githubSchema(),
    document,
    rootValue: mutates ? mutationRoot(scope) : queryRoot(scope, cost, c.get("allowance")),
    variableValues: variables,
    operationName: request.operationName,
  });
  noteUnknown(c, result.errors ?? []);
  if (!result.errors) return { data: result.data };
  return { data: result.data ?? null, errors: result.errors.map(formatError) };
}

/** Parses and validates a query; more than the node limit is refused before anything runs. */
function check(query: string, variables: Record<string, unknown>) {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
  const errors = validate(githubSchema(), document, validationRules);
  if (errors.length > 0) return { errors };
  const cost = costOf(document, variables);
  if (cost.nodes <= nodeLimit) return { document, cost };
  const message = `This query requests up to ${cost.nodes} possible nodes which exceeds the maximum limit of ${nodeLimit}.`;
  return { errors: [new QueryError("MAX_NODE_LIMIT_EXCEEDED", message)] };
}

/** Fields the sandbox does not know are remembered with the requests it does not know. */
function noteUnknown(c: RequestContext, errors: readonly GraphQLError[]): void {
  const unknown = errors.filter(
    ({ originalError }) => originalError instanceof QueryError && originalError.type === "NOT_IMPLEMENTED",
  );
  c.set("unknown", [...new Set(unknown.map(({ message }) => `POST /api/graphql: ${message}`))]);
}
