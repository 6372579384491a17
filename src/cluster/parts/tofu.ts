import { declared } from "../../tenant/part.ts";
import { accounts, fluxNamespace, names } from "../names.ts";
import type { ClusterPart } from "../part.ts";

export const tofu: ClusterPart = {
  title: "tofu-controller",
  purpose: "Runs Terraform for the tenants that ask for it, each in its own namespace.",
  after: ["flux"],
  manifests: ({ tofu }) => {
    if (!tofu) return [];
    const { registry, version } = tofu;
    const metadata = { name: names.tofu, namespace: fluxNamespace };
    return declared(
      {
        apiVersion: "source.toolkit.fluxcd.io/v1",
        kind: "OCIRepository",
        metadata,
        spec: { interval: "1h", url: `oci://${registry}/charts/${names.tofu}`, ref: { tag: version } },
      },
      {
        apiVersion: "helm.toolkit.fluxcd.io/v2",
        kind: "HelmRelease",
        metadata,
        spec: {
          interval: "1h",
          chartRef: { kind: "OCIRepository", name: names.tofu },
          serviceAccountName: accounts.helm,
          install: { crds: "CreateReplace" },
          upgrade: { crds: "CreateReplace" },
          values: {
            allowCrossNamespaceRefs: false,
            image: { repository: `${registry}/tofu-controller` },
            runner: {
              image: { repository: `${registry}/tf-runner` },
              // The chart would let the runners of any namespace named here read the Secrets of all namespaces. A
              // tenant's runner has an account of its own instead.
              serviceAccount: { allowedNamespaces: [] },
            },
            awsPackage: { install: false },
          },
        },
      },
    );
  },
};
