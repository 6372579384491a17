import * as pulumi from "@pulumi/pulumi";
import { fleetFolders } from "../src/cluster/fleet-folders.ts";
import type { Cluster } from "../src/cluster/schema.ts";
import { component } from "../src/engine/component.ts";
import { type Tree, textsOf } from "../src/render/tree.ts";
import { BranchFiles } from "./resources.ts";

export interface FleetFilesArgs {
  /** The organisation's login. */
  readonly organization: string;
  readonly cluster: Cluster;
  /** What the cluster is to pull. */
  readonly tree: Tree;
}

/** All of a cluster as files of the fleet repository, for a cluster that no runner reaches: its Flux pulls them. */
export class FleetFiles extends pulumi.ComponentResource {
  constructor({ organization, cluster, tree }: FleetFilesArgs, options?: pulumi.ComponentResourceOptions) {
    const { name, fleet } = cluster;
    super(component.fleetFiles, name, {}, options);
    if (!fleet) throw new Error(`The cluster ${name} has no fleet repository.`);
    const { repository, branch, pull_request: proposes } = fleet;
    const args = {
      owner: organization,
      repository,
      branch,
      directories: fleetFolders(name),
      files: textsOf(tree),
      message: `Bring ${name} into the declared shape`,
      ...(proposes ? { proposal: `fairway/${name}` } : {}),
    };
    new BranchFiles(`${name}/files/${repository}`, args, { parent: this, retainOnDelete: true });
    this.registerOutputs();
  }
}
