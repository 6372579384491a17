import { ApiServer } from "../kubernetes/api-server.ts";
import { managedBy, tenantLabel } from "../kubernetes/labels.ts";
import type { Placement } from "../tenant/placement.ts";

/** A tenant is to have a namespace that is somebody else's. */
export class NamespaceTaken extends Error {
  override readonly name = "NamespaceTaken";

  constructor({ tenant: { namespace }, repository, cluster }: Placement) {
    super(
      `The namespace ${namespace} is on the cluster ${cluster.name} already, and Fairway has not made it, so the tenant of ` +
        `${repository} can't have it: choose another name. If the tenant is to take it over with all that is in it, label ` +
        `it first: kubectl label namespace ${namespace} ${managedBy.key}=${managedBy.value}`,
    );
  }
}

interface NamespaceList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  }[];
}

/**
 * Makes sure that tenants take over no namespace of others, whose Secrets they could read then.
 * @param kubeconfig the kubeconfig's content
 * @throws NamespaceTaken; Unreachable, Refused
 */
export async function assertNamespacesFree(
  kubeconfig: string,
  placements: readonly Placement[],
): Promise<void> {
  const request = { method: "GET", path: "/api/v1/namespaces" } as const;
  const { items } = (await new ApiServer({ kubeconfig }).request(request)) as unknown as NamespaceList;
  const foreign = new Set(
    items
      .filter(({ metadata: { name, labels = {} } }) => !isOurs(name, labels))
      .map(({ metadata }) => metadata.name),
  );
  const taken = placements.find(({ tenant }) => foreign.has(tenant.namespace));
  if (taken) throw new NamespaceTaken(taken);
}

/** One of both labels may have been overwritten by hand, or by a tool that has the same one. */
function isOurs(name: string, labels: Readonly<Record<string, string>>): boolean {
  return labels[managedBy.key] === managedBy.value || labels[tenantLabel] === name;
}
