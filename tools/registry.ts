import { fileURLToPath } from "node:url";
import { containerTools } from "./containers.ts";
import { flux } from "./flux.ts";
import { manifestTools } from "./manifest-tools.ts";

/** An operating system and a processor in Go's names, which the releases use as well. */
export type Platform = "linux-amd64" | "linux-arm64" | "darwin-amd64" | "darwin-arm64";

/** An official prebuilt executable, or an archive with it, for each platform, and a file of checksums beside it. */
export interface Release {
  /** The folder that all files of the release lie in. */
  readonly url: string;
  /** The path below `url`; undefined for a platform that there is none for. */
  readonly file: (platform: Platform) => string | undefined;
  /** The path, below `url`, of its checksums: lines of `<SHA-256 or SHA-1>  <file>`, or nothing but the checksum. */
  readonly checksums: (file: string) => string;
  /** How many leading folders of a `.tar.gz` are left out; absent where the file is the executable itself. */
  readonly strip?: number;
  /** Checksums known beforehand: where there is one, the file of checksums is not asked. */
  readonly sha256: Partial<Record<Platform, string>>;
}

/** A folder with a go.mod and a go.sum of its own, since the tools' dependencies exclude each other. */
export interface GoModule {
  readonly folder: string;
  readonly package: string;
  readonly linkerFlags: readonly string[];
  /** A folder of the package's own module with CustomResourceDefinitions; `crds/` beside the executable has its files. */
  readonly crds?: string;
}

export interface Tool {
  readonly name: string;
  readonly version: string;
  readonly executable: string;
  /** What makes the executable print its version; absent where nothing does, so that none but a built one is trusted. */
  readonly versionArguments?: readonly string[];
  /** For a provider, its name in the engine's plugin folder, before `-v<version>`. */
  readonly plugin?: string;
  /** Absent where its authors publish no executable, or none whose checksum could be verified. */
  readonly release?: Release;
  readonly module: GoModule;
}

const folder = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The version of Kubernetes that clusters without containers run, and manifests are checked for. */
export const kubernetes = "1.34.1";

/** The control plane's executables share one Go module, as they do at their authors'. */
function kubernetesTool(name: string): Tool {
  const [major, minor] = kubernetes.split(".");
  const stamp = {
    gitVersion: `v${kubernetes}`,
    gitMajor: major,
    gitMinor: minor,
    gitTreeState: "clean",
  };
  return {
    name,
    version: kubernetes,
    executable: name,
    versionArguments: ["--version"],
    release: {
      url: `https://dl.k8s.io/release/v${kubernetes}/bin/`,
      file: platform => (platform.startsWith("linux") ? `${platform.replace("-", "/")}/${name}` : undefined),
      checksums: file => `${file}.sha256`,
      sha256: {},
    },
    module: {
      folder: folder("kubernetes"),
      package: `k8s.io/kubernetes/cmd/${name}`,
      // The API server tells its version to every client, and clients choose by it what they may ask for.
      linkerFlags: Object.entries(stamp).map(
        ([key, value]) => `-X=k8s.io/component-base/version.${key}=${value}`,
      ),
    },
  };
}

/** Flux publishes its controllers as container images only. */
const fluxTools = Object.entries(flux.controllers).map(
  ([name, version]): Tool => ({
    name,
    version,
    executable: name,
    module: {
      folder: folder(name),
      package: `github.com/fluxcd/${name}`,
      linkerFlags: [],
      crds: "config/crd/bases",
    },
  }),
);

/** Every tool that Fairway runs and does not get from npm. */
export const tools: readonly Tool[] = [
  {
    name: "pulumi",
    version: "3.257.0",
    executable: "pulumi",
    versionArguments: ["version"],
    release: {
      url: "https://github.com/pulumi/pulumi/releases/download/v3.257.0/",
      checksums: () => "pulumi-3.257.0-checksums.txt",
      file: platform => `pulumi-v3.257.0-${platform.replace("amd64", "x64")}.tar.gz`,
      strip: 1,
      sha256: {},
    },
    module: {
      folder: folder("pulumi"),
      package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      // Without a version the Automation API refuses to work with the executable.
      linkerFlags: ["-X=github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.257.0"],
    },
  },
  {
    name: "github-provider",
    version: "6.15.0",
    executable: "pulumi-resource-github",
    versionArguments: ["-version"],
    plugin: "resource-github",
    release: {
      url: "https://github.com/pulumi/pulumi-github/releases/download/v6.15.0/",
      checksums: () => "pulumi-github_6.15.0_checksums.txt",
      file: platform => `pulumi-resource-github-v6.15.0-${platform}.tar.gz`,
      strip: 0,
      // The release's own checksums are SHA-1, so what is known better is pinned.
      sha256: { "linux-amd64": "52c99833ab7c5ee567a0ec06731038aee436be4d5dabd0b717aacda1e39bee7f" },
    },
    module: { folder: folder("github-provider"), package: ".", linkerFlags: [] },
  },
  {
    name: "etcd",
    version: "3.5.21",
    executable: "etcd",
    versionArguments: ["--version"],
    release: {
      url: "https://github.com/etcd-io/etcd/releases/download/v3.5.21/",
      checksums: () => "SHA256SUMS",
      // For macOS there is a .zip.
      file: platform => (platform.startsWith("linux") ? `etcd-v3.5.21-${platform}.tar.gz` : undefined),
      strip: 1,
      sha256: {},
    },
    module: { folder: folder("etcd"), package: "go.etcd.io/etcd/server/v3", linkerFlags: [] },
  },
  kubernetesTool("kube-apiserver"),
  kubernetesTool("kube-controller-manager"),
  kubernetesTool("kube-scheduler"),
  {
    // Its release has executables without checksums.
    name: "kwok",
    version: "0.7.0",
    executable: "kwok",
    versionArguments: ["--version"],
    module: {
      folder: folder("kwok"),
      package: "sigs.k8s.io/kwok/cmd/kwok",
      linkerFlags: ["-X=sigs.k8s.io/kwok/pkg/consts.Version=v0.7.0"],
    },
  },
  ...fluxTools,
  ...containerTools,
  ...manifestTools,
  {
    name: "actionlint",
    version: "1.7.7",
    executable: "actionlint",
    versionArguments: ["-version"],
    release: {
      url: "https://github.com/rhysd/actionlint/releases/download/v1.7.7/",
      checksums: () => "actionlint_1.7.7_checksums.txt",
      file: platform => `actionlint_1.7.7_${platform.replace("-", "_")}.tar.gz`,
      strip: 0,
      sha256: {},
    },
    module: {
      folder: folder("actionlint"),
      package: "github.com/rhysd/actionlint/cmd/actionlint",
      linkerFlags: ["-X=github.com/rhysd/actionlint.version=1.7.7"],
    },
  },
  {
    name: "opentofu",
    version: "1.10.0",
    executable: "tofu",
    versionArguments: ["version"],
    release: {
      url: "https://github.com/opentofu/opentofu/releases/download/v1.10.0/",
      file: platform => `tofu_1.10.0_${platform.replace("-", "_")}.tar.gz`,
      checksums: () => "tofu_1.10.0_SHA256SUMS",
      strip: 0,
      sha256: {},
    },
    module: {
      folder: folder("opentofu"),
      package: "github.com/opentofu/opentofu/cmd/tofu",
      // Without it the version is 1.10.0-dev, as which experiments can be switched on.
      linkerFlags: ["-X=github.com/opentofu/opentofu/version.dev=no"],
    },
  },
  {
    name: "terragrunt",
    version: "0.77.22",
    executable: "terragrunt",
    versionArguments: ["--version"],
    release: {
      url: "https://github.com/gruntwork-io/terragrunt/releases/download/v0.77.22/",
      file: platform => `terragrunt_${platform.replace("-", "_")}`,
      checksums: () => "SHA256SUMS",
      sha256: {},
    },
    module: {
      folder: folder("terragrunt"),
      package: "github.com/gruntwork-io/terragrunt",
      linkerFlags: ["-X=github.com/gruntwork-io/go-commons/version.Version=v0.77.22"],
    },
  },
  {
    // Its release has .zip archives only.
    name: "terraform-provider-github",
    version: "6.13.0",
    executable: "terraform-provider-github",
    module: {
      folder: folder("terraform-provider-github"),
      package: "github.com/integrations/terraform-provider-github/v6",
      linkerFlags: ["-X=main.version=6.13.0"],
    },
  },
];

/** What Fairway itself runs on. */
export const engineTools = ["pulumi", "github-provider"] as const;

/** What a cluster without containers is made of. */
export const controlPlane = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
] as const;

/** Where container images lie, and what brings them there. */
export const imageTools = ["registry", "crane"] as const;

/** What the benchmark measures Fairway beside, and the provider that they work with. */
export const peerTools = ["opentofu", "terragrunt", "terraform-provider-github"] as const;

/** Flux's controllers, in the order in which they depend on each other. */
export const fluxControllers = Object.keys(flux.controllers) as (keyof typeof flux.controllers)[];

/**
 * The tool of that name and version.
 * @throws when the registry does not have it, naming what it has.
 */
export function toolNamed(name: string, registry: readonly Tool[] = tools): Tool {
  const tool = registry.find(candidate => candidate.name === name);
  if (tool) return tool;
  throw new Error(`There is no tool ${name}; known are ${registry.map(known => known.name).join(", ")}.`);
}

export class UnsupportedPlatform extends Error {
  override readonly name = "UnsupportedPlatform";
}

/**
 * The platform of this machine.
 * @throws UnsupportedPlatform on one for which neither releases nor recipes exist.
 */
export function currentPlatform(os: string = process.platform, processor: string = process.arch): Platform {
  const arch = processor === "x64" ? "amd64" : processor;
  if ((os === "linux" || os === "darwin") && (arch === "amd64" || arch === "arm64")) return `${os}-${arch}`;
  throw new UnsupportedPlatform(
    `Fairway runs on Linux and macOS on x64 and arm64, not on ${os} on ${processor}.`,
  );
}
