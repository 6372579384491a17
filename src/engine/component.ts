/** The type tokens of Fairway's components. */
export const component = {
  standardRepository: "fairway:github:StandardRepository",
  organization: "fairway:github:Organization",
  clusterBootstrap: "fairway:kubernetes:ClusterBootstrap",
  clusterKeys: "fairway:kubernetes:ClusterKeys",
  fluxTenant: "fairway:kubernetes:FluxTenant",
  fleetFiles: "fairway:kubernetes:FleetFiles",
} as const;

const tokens: ReadonlySet<string> = new Set(Object.values(component));

export function isComponent(type: string): boolean {
  return tokens.has(type);
}
