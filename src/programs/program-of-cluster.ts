import { readRelease } from "../cluster/flux-release.ts";
import { gitAddress, knownHosts } from "../cluster/git-address.ts";
import { HeldSecrets } from "../cluster/held-secrets.ts";
import { kubeconfigOf } from "../cluster/kubeconfig.ts";
import { assertNamespacesFree } from "../cluster/namespaces.ts";
import type { Cluster } from "../cluster/schema.ts";
import { everything, nothing } from "../engine/scope.ts";
import { reach } from "../github/access.ts";
import { ClusterDeclaration } from "../judgement/cluster-declaration.ts";
import { refreshedState } from "../judgement/refreshed.ts";
import { ApiServer } from "../kubernetes/api-server.ts";
import { placements } from "../tenant/placement.ts";
import { type ClusterProgramOptions, clusterProgram } from "./cluster.ts";
import { fleetProgram } from "./fleet.ts";
import type { Program, ProgramOptions } from "./program.ts";

/**
 * The program of a cluster's stack.
 * @throws NoKubeconfig, NoRelease, NoAccess, NamespaceTaken; Unreachable where the cluster can't be worked with
 */
export async function programOfCluster(
  cluster: Cluster,
  { catalogue, stack, project: { name: project, root }, organization, rotated = [] }: ProgramOptions,
): Promise<Program> {
  const kubeconfig = cluster.delivery === "git" ? undefined : kubeconfigOf(cluster, root);
  const install = await readRelease(cluster, { root });
  const api = await reach(organization);
  if (kubeconfig === undefined) return { run: fleetProgram(catalogue, { organization, cluster, install }) };
  const here = placements(catalogue).filter(placement => placement.cluster.name === stack);
  await assertNamespacesFree(kubeconfig, here);
  const address = gitAddress(cluster, organization);
  const options: ClusterProgramOptions = {
    organization,
    cluster,
    kubeconfig,
    install,
    gitAddress: address,
    knownHosts: await knownHosts(cluster, address, api),
    held: await HeldSecrets.of(kubeconfig),
    rotated: new Set(rotated),
  };
  const server = new ApiServer({ kubeconfig });
  const declaration = () => ClusterDeclaration.of(catalogue, options, { stack, project });
  return {
    run: clusterProgram(catalogue, options),
    judgement: {
      differing: async state => (rotated.length === 0 && declaration().isIn(state) ? nothing : everything),
      refreshed: state => refreshedState(state, server, api),
      existing: urns => declaration().existing(urns, server, api),
    },
  };
}
