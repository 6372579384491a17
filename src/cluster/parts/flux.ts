import { fluxInstall } from "../flux-install.ts";
import type { ClusterPart } from "../part.ts";

export const flux: ClusterPart = {
  title: "Flux",
  purpose:
    "The controllers of the pinned release, each locked down so that no tenant reaches beyond its namespace.",
  after: ["namespace", "certificates", "network"],
  kept: true,
  manifests: (cluster, { install }) => fluxInstall(cluster, install),
};
