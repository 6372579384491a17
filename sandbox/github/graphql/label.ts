import type { Label } from "../labels.ts";
import type { Repository } from "../model.ts";
import { nodeId } from "../node-id.ts";
import { repositoryNode } from "./repository.ts";
import type { Node, Scope } from "./scope.ts";

/** A label as a node of type `Label`. */
export function labelNode(scope: Scope, repository: Repository, label: Label): Node {
  const owner = scope.world.organizationOf(repository).login;
  const path = `/${owner}/${repository.name}/labels/${encodeURIComponent(label.name)}`;
  return {
    __typename: "Label",
    id: nodeId("Label", label.id),
    name: label.name,
    color: label.color,
    description: label.description,
    isDefault: label.default,
    createdAt: null,
    updatedAt: null,
    resourcePath: path,
    url: `${scope.origin}${path}`,
    repository: () => repositoryNode(scope, repository),
  };
}
