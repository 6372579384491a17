import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from "graphql";

/** How much a query asks for at most. */
export interface Cost {
  /** How many nodes it may return. */
  nodes: number;
  /** How many points it costs. */
  points: number;
}

/** The most nodes one call may ask for. */
export const nodeLimit = 500_000;

/**
 * What a query costs, computed from its `first` and `last` arguments alone.
 * https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
export function costOf(document: DocumentNode, variables: Record<string, unknown>): Cost {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  let nodes = 0;
  let requests = 0;
  const visit = (selections: SelectionSetNode, parents: number): void => {
    for (const selection of selections.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) visit(selection.selectionSet, parents);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (fragment) visit(fragment.selectionSet, parents);
      } else {
        const size = pageSize(selection, variables);
        if (size !== undefined) requests += parents;
        if (size !== undefined) nodes += parents * size;
        if (selection.selectionSet) visit(selection.selectionSet, parents * (size ?? 1));
      }
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) visit(definition.selectionSet, 1);
  }
  return { nodes, points: Math.max(1, Math.round(requests / 100)) };
}

function pageSize(field: FieldNode, variables: Record<string, unknown>): number | undefined {
  const argument = field.arguments?.find(({ name }) => name.value === "first" || name.value === "last");
  return argument && numberOf(argument.value, variables);
}

function numberOf(value: ValueNode, variables: Record<string, unknown>): number | undefined {
  if (value.kind === Kind.INT) return Number(value.value);
  if (value.kind !== Kind.VARIABLE) return undefined;
  const given = variables[value.name.value];
  return typeof given === "number" ? given : undefined;
}
