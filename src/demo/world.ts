import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Octokit } from "octokit";
import { parse, stringify } from "yaml";
import { addMember } from "../../sandbox/control.ts";
import { environment } from "../../sandbox/environment.ts";
import { type Cluster, startClusters } from "../../sandbox/kubernetes/cluster.ts";
import { clusterPids } from "../../sandbox/kubernetes/clusters.ts";
import { kubernetesPaths } from "../../sandbox/kubernetes/paths.ts";
import { ensureOrganization } from "../../sandbox/organization.ts";
import { type RunningRegistry, startRegistry } from "../../sandbox/registry.ts";
import { down, reset, status, up, type WorldStatus, worldPaths } from "../../sandbox/world.ts";
import type { Progress } from "../../tools/progress.ts";
import { type Catalogue, loadCatalogue } from "../catalogue/catalogue.ts";
import { findProject, type Project, projectPlugins, WrongUsage } from "../engine/project.ts";
import { connect } from "../github/api.ts";
import { ApiServer } from "../kubernetes/api-server.ts";
import type { Target } from "../loop/target.ts";
import { LiveCluster } from "./live-cluster.ts";
import { pushCommit } from "./push.ts";

/** The organisation of the example catalogue. */
export const organization = "acme";
/** The member of the organisation who is given access by hand. */
export const member = "contractor";
const stack = "github";

export interface DemoWorldOptions {
  /** Where everything of it lies; emptied first. */
  readonly directory: string;
  readonly progress: Progress;
}

/** A sandbox of the demo's own, with a project that follows the checkout's catalogue. */
export class DemoWorld {
  readonly directory: string;
  readonly url: string;
  readonly target: Target;
  readonly github: Octokit;
  /** Whether a story has brought the organisation into shape. */
  hasRepositories = false;
  /** Whether a story has started clusters. */
  hasClusters = false;
  readonly #pid: number;
  readonly #begunStages = new Set<string>();
  #registryPid: number | undefined;

  private constructor(options: {
    directory: string;
    url: string;
    pid: number;
    target: Target;
    github: Octokit;
  }) {
    const { directory, url, pid, target, github } = options;
    this.directory = directory;
    this.url = url;
    this.target = target;
    this.github = github;
    this.#pid = pid;
    process.once("exit", this.#kill);
  }

  /**
   * Starts the world, and lets this process work in it from here on.
   * @throws InvalidCatalogue, WrongUsage when the catalogue is not the example's, SandboxFailed, ToolUnavailable
   */
  static async start({ directory, progress }: DemoWorldOptions): Promise<DemoWorld> {
    const checkout = findProject();
    const catalogue = await exampleCatalogue(checkout);
    await reset({ directory });
    const { url, pid } = await up({ directory });
    try {
      const archived = catalogue.repositories.filter(one => one.archived).map(({ name }) => name);
      const setup = { login: organization, apps: catalogue.standard.apps ?? {}, archived };
      await ensureOrganization(setup, { directory });
      await addMember(url, organization, member);
      Object.assign(process.env, await environment({ directory, organization, progress }));
      // A demo that is cut off begins anew, so its state need not survive that.
      process.env.PULUMI_SKIP_CHECKPOINTS = "true";
      const project = writeProject(checkout, join(directory, "project"), catalogue);
      const github = await connect();
      const target = { project, stack, organization, catalogue };
      return new DemoWorld({ directory, url, pid, target, github });
    } catch (error) {
      await down({ directory });
      throw error;
    }
  }

  /** The address of a repository for git. */
  remote(repository: string): string {
    return new URL(`${organization}/${repository}.git`, this.url).href;
  }

  /** Where a repository lies: nobody reviews what is pushed there. */
  repositoryOnDisk(repository: string): string {
    return join(worldPaths(this.directory).github, "git", organization, `${repository}.git`);
  }

  /** Starts clusters with Flux, and lets this process work with them from here on. */
  async startClusters(names: readonly string[], progress: Progress): Promise<readonly Cluster[]> {
    const { directory } = this;
    const clusters = await startClusters({ directory, names, flux: true, progress });
    Object.assign(process.env, await environment({ directory, organization, progress }));
    this.hasClusters = true;
    return clusters;
  }

  /** What a command on a cluster's stack works on. */
  targetOf(cluster: string): Target {
    return { ...this.target, stack: cluster };
  }

  /** A cluster, for its administrator. */
  cluster(name: string, signal?: AbortSignal): LiveCluster {
    const { kubeconfig } = kubernetesPaths(this.directory).cluster(name);
    return new LiveCluster(new ApiServer({ kubeconfig }), signal);
  }

  /** Says in the fleet's repository, once, that nothing runs on these stages' clusters before the tenants. */
  async beginFleet(stages: readonly string[]): Promise<void> {
    const missing = stages.filter(stage => !this.#begunStages.has(stage));
    for (const stage of missing) {
      const services = { [`services/${stage}/kustomization.yaml`]: "resources: []\n" };
      const message = `Nothing runs on ${stage} before the tenants`;
      await pushCommit(this.repositoryOnDisk("fleet"), services, message);
      this.#begunStages.add(stage);
    }
  }

  /** Starts the registry of container images, or finds it running. */
  async startRegistry(progress: Progress): Promise<RunningRegistry> {
    const registry = await startRegistry({ directory: this.directory, progress });
    this.#registryPid = registry.pid;
    return registry;
  }

  /** What was asked of the world's server so far. */
  async status(): Promise<WorldStatus> {
    return await status({ directory: this.directory });
  }

  /** Ends the server; the data stay. */
  async end(): Promise<void> {
    await down({ directory: this.directory });
    process.off("exit", this.#kill);
  }

  /** Nothing outlives this process, even where it ends without waiting. */
  readonly #kill = () => {
    const ofRegistry = this.#registryPid === undefined ? [] : [this.#registryPid];
    for (const pid of [this.#pid, ...ofRegistry, ...clusterPids({ directory: this.directory })]) kill(pid);
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** The story plays in the example's organisation; a catalogue of another one has other repositories. */
async function exampleCatalogue({ root, stacks }: Project): Promise<Catalogue> {
  const catalogue = await loadCatalogue(join(root, "repos"), stacks);
  if (catalogue.repositories.length > 0) return catalogue;
  throw new WrongUsage(`The demo shows the example organisation, and ${join(root, "repos")} is empty.`);
}

/** A project beside the checkout's, so that neither your stack's settings nor your secrets play a part. */
function writeProject(checkout: Project, root: string, { clusters }: Catalogue): Project {
  const stacks = join(root, "stacks");
  mkdirSync(stacks, { recursive: true });
  const { name } = checkout;
  const manifest = {
    name,
    stackConfigDir: "stacks",
    runtime: { name: "nodejs", options: { typescript: false } },
    plugins: projectPlugins(checkout),
  };
  const config = {
    "github:owner": organization,
    "github:parallelRequests": "true",
    "github:writeDelayMs": "0",
  };
  writeFileSync(join(root, "Pulumi.yaml"), stringify(manifest));
  writeFileSync(join(stacks, `Pulumi.${stack}.yaml`), stringify({ config }));
  for (const { name } of clusters) {
    const file = `Pulumi.${name}.yaml`;
    const { encryptionsalt: _, ...settings } = parse(readFileSync(join(checkout.stacks, file), "utf8"));
    writeFileSync(join(stacks, file), stringify(settings));
  }
  return { root, name, stacks };
}

/** Where the demo's world lies unless told otherwise. */
export function demoDirectory(): string {
  return join(worldPaths().directory, "../demo");
}
