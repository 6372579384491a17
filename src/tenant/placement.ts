import { posix } from "node:path";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Standard } from "../catalogue/standard.ts";
import type { Cluster } from "../cluster/schema.ts";
import { tenantsOf } from "../repository/facets/tenants.ts";
import type { Repository } from "../repository/specification.ts";
import type { Alerts } from "./alerts.ts";
import type { Folder } from "./names.ts";
import type { Tenant } from "./schema.ts";
import type { Size } from "./size.ts";
import type { builtInVariables } from "./variables.ts";

/** A tenant on one cluster, with all that its entry, the standard and the cluster say of it. */
export interface Placement {
  /** The repository that it runs. */
  readonly repository: string;
  readonly team: string | undefined;
  readonly tenant: Tenant;
  readonly cluster: Cluster;
  readonly stage: Standard["stages"][number];
  readonly size: Size;
  /** What its manifests may use as variables, and nobody has to keep secret. */
  readonly variables: Readonly<Record<string, string>>;
  readonly alerts: Alerts | undefined;
}

type Placed = Pick<Catalogue, "standard" | "repositories" | "clusters">;

/** Every tenant on each of its clusters, in the order of repositories. Empty where the catalogue has no clusters. */
export function placements({ standard, repositories, clusters }: Placed): readonly Placement[] {
  const known = new Map(clusters.map(cluster => [cluster.name, cluster]));
  return repositories.flatMap(repository =>
    tenantsOf(repository).flatMap(tenant =>
      tenant.clusters.flatMap(place => {
        const own = typeof place === "string" ? { name: place } : place;
        const cluster = known.get(own.name);
        return cluster ? [placement(repository, tenant, own, cluster, standard)] : [];
      }),
    ),
  );
}

function placement(
  { name: repository, team }: Repository,
  tenant: Tenant,
  own: Exclude<Tenant["clusters"][number], string>,
  cluster: Cluster,
  standard: Standard,
): Placement {
  const stage = standard.stages.find(({ name }) => name === (own.stage ?? cluster.stage));
  const size = standard.sizes[own.size ?? tenant.size];
  if (!stage || !size)
    throw new Error(
      `The tenant ${tenant.namespace} on ${cluster.name} was never checked: its stage or size is unknown.`,
    );
  const builtIn: Record<(typeof builtInVariables)[number], string> = {
    CLUSTER: cluster.name,
    PLATFORM: cluster.platform,
    STAGE: stage.name,
    NAMESPACE: tenant.namespace,
  };
  return {
    repository,
    team,
    tenant,
    cluster,
    stage,
    size,
    variables: { ...cluster.variables, ...tenant.variables, ...own.variables, ...builtIn },
    alerts: tenant.alerts ?? (team === undefined ? undefined : standard.teams[team]?.alerts),
  };
}

/** The names of all variables that a placement's manifests may use. */
export function definedVariables({ variables, tenant }: Placement): ReadonlySet<string> {
  return new Set([...Object.keys(variables), ...Object.keys(tenant.secrets ?? {})]);
}

/** The path, within its repository, of what is applied at a placement as one of the `folders`. */
export function appliedPath({ tenant, stage }: Placement, folder: Folder): string {
  const overlay = tenant.overlays && folder === "kubernetes" ? ["overlays", stage.name] : [];
  return posix.join(tenant.path ?? ".", folder, ...overlay);
}
