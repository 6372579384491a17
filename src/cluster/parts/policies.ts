import type { ClusterPart } from "../part.ts";
import { policies as all, policyManifests } from "../policies.ts";
import { allowedSources } from "../sources.ts";

export const policies: ClusterPart = {
  title: "Policies",
  purpose:
    "What the API server itself refuses in tenants' namespaces, with a sentence that Flux passes on to the tenant.",
  after: [],
  manifests: (cluster, { gitAddress }) => all(allowedSources(cluster, gitAddress)).flatMap(policyManifests),
};
