import type { Catalogue } from "../../src/catalogue/catalogue.ts";
import { type Standard, standard } from "../../src/catalogue/standard.ts";
import { type Cluster, cluster } from "../../src/cluster/schema.ts";
import type { Repository } from "../../src/repository/specification.ts";
import type { TenantContext } from "../../src/tenant/part.ts";
import { type Placement, placements } from "../../src/tenant/placement.ts";
import { tenant } from "../../src/tenant/schema.ts";

/** A value that must never be found outside of a Secret. */
export const secretValue = "hunter2";

export const tenantContext: TenantContext = {
  gitAddress: "ssh://git@github.com/acme",
  credentials: () => ({ identity: secretValue, known_hosts: "github.com" }),
  ageKey: () => secretValue,
  secret: () => secretValue,
};

export const testStandard = standard.parse({
  teams: { core: { alerts: { type: "slack", channel: "core", address: { env: "CORE_ALERTS" } } } },
  stages: [
    { name: "prelive", branch: "main" },
    { name: "live", branch: "production" },
  ],
  archetypes: {},
}) as Standard;

/** A cluster with what every cluster has, and this beside it. */
export function testCluster(name: string, more: object = {}): Cluster {
  const specification = {
    platform: "eks",
    stage: "live",
    access: { eks: { name: "acme-live", region: "eu-central-1" } },
    flux: { version: "2.7.5" },
    ...more,
  };
  return { ...cluster.parse(specification), name };
}

/** A catalogue of repositories with these tenants, on these clusters. */
export function testCatalogue(
  clusters: readonly Cluster[],
  tenants: Readonly<Record<string, object | readonly object[]>>,
): Pick<Catalogue, "standard" | "repositories" | "clusters"> {
  const repositories = Object.entries(tenants).map(([name, declared]) => ({
    name,
    team: "core",
    tenant: Array.isArray(declared) ? declared.map(one => tenant.parse(one)) : tenant.parse(declared),
  }));
  return { standard: testStandard, clusters, repositories: repositories as unknown as Repository[] };
}

/** One tenant on one cluster. */
export function testPlacement(declared: object = {}, onCluster: object = {}): Placement {
  const tenants = { "shop-deploy": { namespace: "shop", clusters: ["live"], ...declared } };
  const [found] = placements(testCatalogue([testCluster("live", onCluster)], tenants));
  if (!found) throw new Error("The tenant is on no cluster.");
  return found;
}
