import { GraphQLError } from "graphql";

/** The `type` of an error, as GitHub's answers name it. */
export type ErrorType =
  | "NOT_FOUND"
  | "FORBIDDEN"
  | "UNPROCESSABLE"
  | "MISSING_PAGINATION_BOUNDARIES"
  | "EXCESSIVE_PAGINATION"
  | "INVALID_CURSOR_ARGUMENTS"
  | "MAX_NODE_LIMIT_EXCEEDED"
  | "NOT_IMPLEMENTED";

/** An error of a query or mutation; GitHub answers it with status 200 and its type beside the message. */
export class QueryError extends GraphQLError {
  readonly type: ErrorType;

  constructor(type: ErrorType, message: string) {
    super(message);
    this.type = type;
  }
}

/** The error for a node id that nothing visible to the actor has. */
export function noSuchNode(id: string): QueryError {
  return new QueryError("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
}

/** An error as GitHub writes it into the `errors` of an answer. */
export function formatError(error: GraphQLError): Record<string, unknown> {
  const original = error.originalError ?? error;
  const type = original instanceof QueryError ? { type: original.type } : {};
  return {
    ...type,
    ...(error.path ? { path: error.path } : {}),
    locations: error.locations ?? [],
    message: error.message,
  };
}
