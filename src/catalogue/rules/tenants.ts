import type { Cluster } from "../../cluster/schema.ts";
import { builtInVariables } from "../../tenant/variables.ts";
import { type Draft, layers, type Place, type PlacedTenant, placesOf, type Rule, tenants } from "../draft.ts";
import { suggestion } from "../nearest.ts";
import type { Problem } from "../problem.ts";

/** A tenant belongs to one repository: it stands in its entry. */
export const tenantsInEntries: Rule = draft =>
  layers(draft)
    .filter(({ path, layer }) => path.length && layer.tenant !== undefined)
    .map(({ source, path }) =>
      source.problem([...path, "tenant"], "a tenant belongs in an entry: its namespace is its own", "key"),
    );

/** A namespace of a cluster is one tenant's, and none that Kubernetes, Flux or the platform itself lives in. */
export const namespaces: Rule = draft => {
  const problems: Problem[] = [];
  const holders = new Map<string, string>();
  for (const tenant of tenants(draft)) {
    const { namespace } = tenant.tenant;
    const told = reserved(namespace);
    if (told) problems.push(tenant.source.problem([...tenant.path, "namespace"], told));
    for (const { cluster, path } of placesOf(tenant, draft)) {
      const key = `${cluster}/${namespace}`;
      const holder = holders.get(key);
      if (holder !== undefined)
        problems.push(
          tenant.source.problem(
            path,
            `the namespace \`${namespace}\` of \`${cluster}\` has a tenant already, in \`${holder}\``,
          ),
        );
      else holders.set(key, tenant.entry);
      const taken = told ? undefined : platformNamespace(namespace, draft.clusters.get(cluster));
      if (taken) problems.push(tenant.source.problem([...tenant.path, "namespace"], taken));
    }
  }
  return problems;
};

/** Why a namespace can be no tenant’s on any cluster. */
export function reserved(namespace: string): string | undefined {
  if (namespace.startsWith("kube-") || namespace === "default")
    return `\`${namespace}\` is Kubernetes' own namespace`;
  return namespace === "flux-system" ? "`flux-system` is Flux's own namespace" : undefined;
}

/** Why a namespace can be no tenant’s on a cluster. */
export function platformNamespace(namespace: string, cluster: Cluster | undefined): string | undefined {
  const { ingress, monitoring } = cluster?.network ?? {};
  return namespace === ingress || namespace === monitoring
    ? `\`${namespace}\` is a namespace of the platform on \`${cluster?.name}\``
    : undefined;
}

/** Variables have one origin each, and those that a tenant relies on exist on each of its clusters. */
export const tenantVariables: Rule = draft =>
  tenants(draft).flatMap(tenant => [...ownVariables(tenant), ...missingVariables(tenant, draft)]);

function ownVariables({ source, path, tenant }: PlacedTenant): Problem[] {
  const { variables = {}, secrets = {}, clusters } = tenant;
  const declared = [
    ...Object.keys(variables).map(name => [...path, "variables", name]),
    ...Object.keys(secrets).map(name => [...path, "secrets", name]),
    ...clusters.flatMap((place, index) =>
      Object.keys(typeof place === "string" ? {} : (place.variables ?? {})).map(name => [
        ...path,
        "clusters",
        index,
        "variables",
        name,
      ]),
    ),
  ];
  return declared.flatMap(place => {
    const name = String(place.at(-1));
    if ((builtInVariables as readonly string[]).includes(name))
      return [source.problem(place, `\`${name}\` is Fairway's own: each tenant has it`, "key")];
    return place.at(-2) === "variables" && Object.hasOwn(secrets, name)
      ? [source.problem(place, `\`${name}\` stands in \`secrets\` as well`, "key")]
      : [];
  });
}

function missingVariables(placed: PlacedTenant, draft: Draft): Problem[] {
  return placesOf(placed, draft).flatMap(({ cluster }) => {
    const variables = draft.clusters.get(cluster)?.variables;
    return (placed.tenant.requires ?? []).flatMap((name, index) =>
      !variables || Object.hasOwn(variables, name)
        ? []
        : [
            placed.source.problem(
              [...placed.path, "requires", index],
              `the cluster \`${cluster}\` has no variable \`${name}\`${suggestion(name, Object.keys(variables))}`,
            ),
          ],
    );
  });
}

/** An opening between two tenants is on both sides, and what is opened to the API server can be found. */
export const openings: Rule = draft => {
  const all = tenants(draft);
  const places = all.flatMap(tenant => placesOf(tenant, draft));
  return places.flatMap(place => [
    ...oneSided(place, places, "to", "from"),
    ...oneSided(place, places, "from", "to"),
    ...withoutApiServer(place, draft),
  ]);
};

const turnedAway = {
  to: (other: string, here: string) =>
    `\`${other}\` does not let \`${here}\` in there; open \`network.from\` of it`,
  from: (other: string, here: string) =>
    `\`${other}\` does not call \`${here}\` there; open \`network.to\` of it`,
};

function oneSided(
  { tenant: { source, path, tenant }, cluster }: Place,
  places: readonly Place[],
  side: "to" | "from",
  opposite: "to" | "from",
): Problem[] {
  return Object.entries(tenant.network?.[side] ?? {}).flatMap(([namespace, ports]) => {
    const other = places.find(
      place => place.cluster === cluster && place.tenant.tenant.namespace === namespace,
    );
    if (!other) return [];
    const open = other.tenant.tenant.network?.[opposite]?.[tenant.namespace] ?? [];
    return ports.flatMap((port, index) =>
      open.includes(port)
        ? []
        : [
            source.problem(
              [...path, "network", side, namespace, index],
              turnedAway[side](namespace, tenant.namespace),
            ),
          ],
    );
  });
}

function withoutApiServer(
  { tenant: { source, path, tenant }, cluster }: Place,
  { clusters }: Draft,
): Problem[] {
  const found = clusters.get(cluster);
  if (!found || found.network.api_server) return [];
  const needs = tenant.network?.api_server
    ? ["network", "api_server"]
    : tenant.tofu && found.tofu
      ? ["tofu"]
      : [];
  if (!needs.length) return [];
  return [
    source.problem(
      [...path, ...needs],
      `nobody knows where the API server of \`${cluster}\` is; give its \`network.api_server\``,
    ),
  ];
}

/** What lets one tenant in lets no other in: a secret that two tenants shared would be in the namespaces of both. */
export const appsOfTenants: Rule = draft => {
  const problems: Problem[] = [];
  const holders = new Map<string, string>();
  for (const { source, path, tenant } of tenants(draft)) {
    const variable = tenant.app?.private_key.env;
    if (variable === undefined) continue;
    const holder = holders.get(variable);
    if (holder !== undefined && holder !== tenant.namespace)
      problems.push(
        source.problem(
          [...path, "app", "private_key", "env"],
          `the tenant \`${holder}\` has this App's key too; each has an App of its own, or a deploy key`,
        ),
      );
    holders.set(variable, holder ?? tenant.namespace);
  }
  return problems;
};

/** A tenant reads its secrets: what is a cluster's, or opens repositories to another tenant, is none of them. */
export const secretsOfTenants: Rule = draft => {
  const all = tenants(draft);
  const holders = new Map<string, string>([
    ...[...draft.clusters.values()].flatMap(secretVariables),
    ...all.flatMap(({ tenant: { app, namespace } }) =>
      app ? [[app.private_key.env, `the App's key of the tenant \`${namespace}\``] as const] : [],
    ),
  ]);
  return all.flatMap(({ source, path, tenant: { secrets = {} } }) =>
    Object.entries(secrets).flatMap(([name, { env }]) => {
      const holder = holders.get(env);
      return holder === undefined
        ? []
        : [
            source.problem(
              [...path, "secrets", name, "env"],
              `\`${env}\` is ${holder}, and no tenant's to read`,
            ),
          ];
    }),
  );
};

function secretVariables({ name, secrets, access }: Cluster): (readonly [string, string])[] {
  const kubeconfig = access?.kubeconfig?.env;
  return [
    ...Object.values(secrets).map(({ env }) => [env, `a secret of the cluster \`${name}\``] as const),
    ...(kubeconfig ? [[kubeconfig, `the kubeconfig of the cluster \`${name}\``] as const] : []),
  ];
}
