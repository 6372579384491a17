import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { readRelease } from "../cluster/flux-release.ts";
import { gitAddress, knownHosts } from "../cluster/git-address.ts";
import { HeldSecrets } from "../cluster/held-secrets.ts";
import { kubeconfigOf } from "../cluster/kubeconfig.ts";
import { assertNamespacesFree } from "../cluster/namespaces.ts";
import { reach } from "../github/access.ts";
import { placements } from "../tenant/placement.ts";
import { clusterProgram } from "./cluster.ts";
import { fleetProgram } from "./fleet.ts";
import { githubProgram } from "./github.ts";

export interface ProgramOptions {
  readonly catalogue: Catalogue;
  readonly stack: string;
  /** The organisation's login. */
  readonly organization: string;
  /** The project's directory. */
  readonly root: string;
  /** Repositories whose keys are to be other ones from now on, on a cluster. */
  readonly rotated?: readonly string[] | undefined;
}

/**
 * The program of a stack: a cluster's where the stack is one of the catalogue's clusters, else the organisation's.
 * @throws NoKubeconfig, NoRelease, NoAccess, NamespaceTaken; Unreachable where the cluster can't be worked with
 */
export async function programOf({
  catalogue,
  stack,
  organization,
  root,
  rotated,
}: ProgramOptions): Promise<PulumiFn> {
  const cluster = catalogue.clusters.find(({ name }) => name === stack);
  if (!cluster) return githubProgram(catalogue, { organization });
  const install = await readRelease(cluster, { root });
  const api = await reach(organization);
  if (cluster.delivery === "git") return fleetProgram(catalogue, { organization, cluster, install });
  const kubeconfig = kubeconfigOf(cluster, root);
  const here = placements(catalogue).filter(placement => placement.cluster.name === stack);
  await assertNamespacesFree(kubeconfig, here);
  const address = gitAddress(cluster, organization);
  return clusterProgram(catalogue, {
    organization,
    cluster,
    kubeconfig,
    install,
    gitAddress: address,
    knownHosts: await knownHosts(cluster, address, api),
    held: await HeldSecrets.of(kubeconfig),
    rotated: new Set(rotated),
  });
}
