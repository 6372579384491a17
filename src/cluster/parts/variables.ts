import { declared } from "../../tenant/part.ts";
import { fluxNamespace, names } from "../names.ts";
import type { ClusterPart } from "../part.ts";

export const variables: ClusterPart = {
  title: "Variables",
  purpose:
    "What the manifests of the cluster's services use by name. The secret ones stay in Flux's namespace.",
  after: ["namespace"],
  manifests: ({ name, platform, stage, variables, secrets }, { secret }) => {
    const metadata = { name: names.variables, namespace: fluxNamespace };
    const data = { ...variables, CLUSTER: name, PLATFORM: platform, STAGE: stage };
    const stringData = Object.fromEntries(
      Object.entries(secrets).map(([name, reference]) => [name, secret(reference)]),
    );
    return declared(
      { apiVersion: "v1", kind: "ConfigMap", metadata, data },
      ...(Object.keys(secrets).length
        ? declared({ apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", stringData })
        : []),
    );
  },
};
