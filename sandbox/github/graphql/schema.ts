import { readFileSync } from "node:fs";
import { buildSchema, type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from "graphql";
import { QueryError } from "./errors.ts";
import type { Node } from "./scope.ts";

let schema: GraphQLSchema | undefined;

/**
 * GitHub's published schema, built at the first request that needs it: it takes a fifth of a second, which a server
 * that only answers REST need not spend.
 */
export function githubSchema(): GraphQLSchema {
  schema ??= build();
  return schema;
}

function build(): GraphQLSchema {
  // The package exports its schema only together with its introspection, which takes five megabytes to read.
  const file = new URL("schema.graphql", import.meta.resolve("@octokit/graphql-schema"));
  const built = buildSchema(readFileSync(file, "utf8"), { assumeValid: true });
  for (const type of Object.values(built.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) field.resolve = resolveField;
  }
  return built;
}

/** A field the sandbox does not know is an error rather than a null that looks like an answer. */
const resolveField: GraphQLFieldResolver<Node, unknown> = (source, args, _context, info) => {
  const value = source[info.fieldName];
  if (value === undefined) {
    const field = `${info.parentType.name}.${info.fieldName}`;
    throw new QueryError("NOT_IMPLEMENTED", `The sandbox's GitHub server does not know ${field}`);
  }
  return typeof value === "function" ? value(args) : value;
};
