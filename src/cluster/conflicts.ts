import type { Conflict } from "../repository/facet.ts";
import { builtInVariables } from "../tenant/variables.ts";
import type { ClusterSpecification } from "./schema.ts";

/** What can't go together in a cluster, as far as the schema alone can't tell. */
export function conflicts(cluster: ClusterSpecification): readonly Conflict[] {
  const { delivery, fleet, variables, secrets, git } = cluster;
  const reserved = builtInVariables as readonly string[];
  return [
    ...ways(cluster),
    ...(delivery === "git" && !fleet
      ? [
          {
            path: ["fleet"],
            message: "is missing: with `delivery: git` there has to be a repository to write to",
          },
        ]
      : []),
    ...(git.address?.startsWith("ssh://") && !git.known_hosts
      ? [
          {
            path: ["git", "known_hosts"],
            message: "is missing: Flux must know a mirror that it reaches by SSH",
          },
        ]
      : []),
    ...Object.keys({ ...variables, ...secrets })
      .filter(name => reserved.includes(name))
      .map(name => ({
        path: [name in variables ? "variables" : "secrets", name],
        message: "is Fairway's own: each cluster and each tenant has it",
      })),
    ...Object.keys(secrets)
      .filter(name => Object.hasOwn(variables, name))
      .map(name => ({ path: ["secrets", name], message: "stands in `variables` as well" })),
  ];
}

/** One way to the cluster, and one that leads there. */
function ways({ platform, access, delivery }: ClusterSpecification): Conflict[] {
  const wrong = (message: string, ...path: string[]) => [{ path: ["access", ...path], message }];
  if (!access)
    return delivery === "direct"
      ? wrong("is missing: with `delivery: direct` the cluster has to be reached")
      : [];
  const { kubeconfig, eks } = access;
  if (!kubeconfig === !eks) return wrong("must have either `kubeconfig` or `eks`");
  if (kubeconfig && !kubeconfig.path === !kubeconfig.env)
    return wrong("must have either `path` or `env`", "kubeconfig");
  return eks && platform !== "eks" ? wrong("belongs to a cluster whose `platform` is `eks`", "eks") : [];
}
