import { fileURLToPath } from "node:url";
import { flux } from "./flux.ts";
import type { Tool } from "./registry.ts";

const folder = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** What renders and checks the manifests of deploy repositories. */
export const manifestTools: readonly Tool[] = [
  {
    name: "kustomize",
    version: "5.6.0",
    executable: "kustomize",
    versionArguments: ["version"],
    release: {
      url: "https://github.com/kubernetes-sigs/kustomize/releases/download/kustomize%2Fv5.6.0/",
      file: platform => `kustomize_v5.6.0_${platform.replace("-", "_")}.tar.gz`,
      checksums: () => "checksums.txt",
      strip: 0,
      sha256: {},
    },
    module: {
      folder: folder("kustomize"),
      package: "sigs.k8s.io/kustomize/kustomize/v5",
      linkerFlags: ["-X=sigs.k8s.io/kustomize/api/provenance.version=v5.6.0"],
    },
  },
  {
    name: "kubeconform",
    version: "0.7.0",
    executable: "kubeconform",
    versionArguments: ["-v"],
    release: {
      url: "https://github.com/yannh/kubeconform/releases/download/v0.7.0/",
      file: platform => `kubeconform-${platform}.tar.gz`,
      checksums: () => "CHECKSUMS",
      strip: 0,
      sha256: {},
    },
    module: {
      folder: folder("kubeconform"),
      package: "github.com/yannh/kubeconform/cmd/kubeconform",
      linkerFlags: ["-X=main.version=v0.7.0"],
    },
  },
  {
    // Only the verb that deploy repositories use. The release has it too, with all else that Flux's command line does.
    name: "flux",
    version: flux.release,
    executable: "flux",
    versionArguments: ["--version"],
    module: {
      folder: folder("flux-envsubst"),
      package: ".",
      linkerFlags: [`-X=main.version=${flux.release}`],
    },
  },
  {
    // What the template `deploy` keeps beside Kubernetes. Its release has .zip archives only.
    name: "terraform-provider-openstack",
    version: "3.4.0",
    executable: "terraform-provider-openstack",
    module: {
      folder: folder("terraform-provider-openstack"),
      package: "github.com/terraform-provider-openstack/terraform-provider-openstack/v3",
      linkerFlags: [],
    },
  },
];
