import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Project } from "../engine/project.ts";
import type { Judgement } from "../engine/pulumi.ts";
import { connect } from "../github/api.ts";
import { OrganizationDeclaration } from "../judgement/organization-declaration.ts";
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
export async function programOf(options: ProgramOptions): Promise<Program> {
  const { catalogue, stack, project, organization } = options;
  const cluster = catalogue.clusters.find(({ name }) => name === stack);
  if (cluster) {
    // The client of Kubernetes alone takes most of a second to load.
    const { programOfCluster } = await import("./program-of-cluster.ts");
    return await programOfCluster(cluster, options);
  }
  const place = { stack, project: project.name, organization, userId };
  const declaration = new OrganizationDeclaration(catalogue, place);
  return { run: githubProgram(catalogue, { organization }), judgement: declaration };
}

async function userId(login: string): Promise<number> {
  const { rest } = await connect();
  return (await rest.users.getByUsername({ username: login })).data.id;
}
