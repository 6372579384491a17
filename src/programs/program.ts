import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { readRelease } from "../cluster/flux-release.ts";
import { gitAddress, knownHosts } from "../cluster/git-address.ts";
import { HeldSecrets } from "../cluster/held-secrets.ts";
import { kubeconfigOf } from "../cluster/kubeconfig.ts";
import { assertNamespacesFree } from "../cluster/namespaces.ts";
import type { Project } from "../engine/project.ts";
import type { Judgement } from "../engine/pulumi.ts";
import { everything, nothing } from "../engine/scope.ts";
import { reach } from "../github/access.ts";
import { connect } from "../github/api.ts";
import { ClusterDeclaration } from "../judgement/cluster-declaration.ts";
import { OrganizationDeclaration } from "../judgement/organization-declaration.ts";
import { refreshedState } from "../judgement/refreshed.ts";
import { ApiServer } from "../kubernetes/api-server.ts";
import { placements } from "../tenant/placement.ts";
import { type ClusterProgramOptions, clusterProgram } from "./cluster.ts";
import { fleetProgram } from "./fleet.ts";
import { githubProgram } from "./github.ts";

export interface ProgramOptions {
  readonly catalogue: Catalogue;
  readonly stack: string;
  /** The organisation's login. */
  readonly organization: string;
  readonly project: Pick<Project, "name" | "root">;
  /** Repositories whose keys are to be other ones from now on, on a cluster. */
  readonly rotated?: readonly string[] | undefined;
}

/** What a stack declares, as the engine runs it. */
export interface Program {
  readonly run: PulumiFn;
  /** What can be told of a state without the engine, where anything can. */
  readonly judgement?: Judgement;
}

/**
 * The program of a stack: a cluster's where the stack is one of the catalogue's clusters, else the organisation's.
 * @throws NoKubeconfig, NoRelease, NoAccess, NamespaceTaken; Unreachable where the cluster can't be worked with
 */
export async function programOf({
  catalogue,
  stack,
  project: { name: project, root },
  organization,
  rotated = [],
}: ProgramOptions): Promise<Program> {
  const cluster = catalogue.clusters.find(({ name }) => name === stack);
  if (!cluster) {
    const declaration = new OrganizationDeclaration(catalogue, { stack, project, organization, userId });
    const differing: Judgement["differing"] = (state, readable) => declaration.differing(state, readable);
    return { run: githubProgram(catalogue, { organization }), judgement: { differing } };
  }
  const install = await readRelease(cluster, { root });
  const api = await reach(organization);
  if (cluster.delivery === "git") return { run: fleetProgram(catalogue, { organization, cluster, install }) };
  const kubeconfig = kubeconfigOf(cluster, root);
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

async function userId(login: string): Promise<number> {
  const { rest } = await connect();
  return (await rest.users.getByUsername({ username: login })).data.id;
}
