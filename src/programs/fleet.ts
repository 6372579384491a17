import { FleetFiles } from "../../components/fleet-files.ts";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Cluster } from "../cluster/schema.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { contentsOf } from "../render/contents.ts";
import { treeOf } from "../render/tree.ts";
import { withoutRemovalsAfterRefusal } from "./refusal.ts";

export interface FleetProgramOptions {
  /** The organisation's login. */
  readonly organization: string;
  readonly cluster: Cluster;
  /** The objects of the release's `install.yaml`. */
  readonly install: readonly Manifest[];
}

/** The program of the stack of a cluster that is delivered to by Git: the cluster itself is never asked. */
export function fleetProgram(
  catalogue: Catalogue,
  { organization, cluster, install }: FleetProgramOptions,
): () => Promise<void> {
  const tree = treeOf(contentsOf(cluster, catalogue, { organization, install }));
  return () =>
    withoutRemovalsAfterRefusal(() => {
      new FleetFiles({ organization, cluster, tree });
    });
}
