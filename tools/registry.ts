import { fileURLToPath } from "node:url";

/** An operating system and a processor in Go's names, which the releases use as well. */
export type Platform = "linux-amd64" | "linux-arm64" | "darwin-amd64" | "darwin-arm64";

/** An official prebuilt archive: one `.tar.gz` for each platform, and a file of checksums beside them. */
export interface Release {
  /** The folder that all files of the release lie in. */
  readonly url: string;
  /** Its lines are `<SHA-256 or SHA-1>  <file>`. */
  readonly checksums: string;
  readonly archive: (platform: Platform) => string;
  /** How many leading folders of the archive's paths are left out. */
  readonly strip: number;
  /** Checksums known beforehand: where there is one, the file of checksums is not asked. */
  readonly sha256: Partial<Record<Platform, string>>;
}

/** A folder with a go.mod and a go.sum of its own, since the tools' dependencies exclude each other. */
export interface GoModule {
  readonly folder: string;
  readonly package: string;
  readonly linkerFlags: readonly string[];
}

export interface Tool {
  readonly name: string;
  readonly version: string;
  readonly executable: string;
  /** What makes the executable print its version. */
  readonly versionArguments: readonly string[];
  /** For a provider, its name in the engine's plugin folder, before `-v<version>`. */
  readonly plugin?: string;
  readonly release: Release;
  readonly module: GoModule;
}

const folder = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Every tool that Fairway runs and does not get from npm. */
export const tools: readonly Tool[] = [
  {
    name: "pulumi",
    version: "3.257.0",
    executable: "pulumi",
    versionArguments: ["version"],
    release: {
      url: "https://github.com/pulumi/pulumi/releases/download/v3.257.0/",
      checksums: "pulumi-3.257.0-checksums.txt",
      archive: platform => `pulumi-v3.257.0-${platform.replace("amd64", "x64")}.tar.gz`,
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
      checksums: "pulumi-github_6.15.0_checksums.txt",
      archive: platform => `pulumi-resource-github-v6.15.0-${platform}.tar.gz`,
      strip: 0,
      // The release's own checksums are SHA-1, so what is known better is pinned.
      sha256: { "linux-amd64": "52c99833ab7c5ee567a0ec06731038aee436be4d5dabd0b717aacda1e39bee7f" },
    },
    module: { folder: folder("github-provider"), package: ".", linkerFlags: [] },
  },
];

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
