import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { gitAddressOf } from "../cluster/git-address.ts";
import { kubeconfigOf } from "../cluster/kubeconfig.ts";
import { fluxRelease } from "../cluster/release.ts";
import { reach } from "../github/access.ts";
import { clusterProgram } from "./cluster.ts";
import { githubProgram } from "./github.ts";

export interface ProgramOptions {
  readonly catalogue: Catalogue;
  readonly stack: string;
  /** The organisation's login. */
  readonly organization: string;
  /** The project's directory. */
  readonly root: string;
}

/**
 * The program of a stack: a cluster's where the stack is one of the catalogue's clusters, else the organisation's.
 * @throws NoKubeconfig, UnusableRelease, NoAccess
 */
export async function programOf({ catalogue, stack, organization, root }: ProgramOptions): Promise<PulumiFn> {
  const cluster = catalogue.clusters.find(({ name }) => name === stack);
  if (!cluster) return githubProgram(catalogue, { organization });
  const kubeconfig = kubeconfigOf(cluster, root);
  const install = await fluxRelease(cluster, root);
  const api = await reach(organization);
  // The sandbox's repositories lie elsewhere than its API.
  const base = process.env.FAIRWAY_GIT_ADDRESS || undefined;
  const { address: gitAddress, knownHosts } = await gitAddressOf(cluster, organization, api, base);
  return clusterProgram(catalogue, { organization, cluster, kubeconfig, gitAddress, knownHosts, install });
}
