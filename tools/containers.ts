import { fileURLToPath } from "node:url";
import type { Platform, Tool } from "./registry.ts";

const folder = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** As crane's releases name a platform. */
function craneFile(platform: Platform): string {
  const [os = "", processor] = platform.split("-");
  const system = `${os.charAt(0).toUpperCase()}${os.slice(1)}`;
  return `go-containerregistry_${system}_${processor === "amd64" ? "x86_64" : processor}.tar.gz`;
}

/** What keeps container images, and what brings them there without a container engine. */
export const containerTools: readonly Tool[] = [
  {
    name: "registry",
    version: "3.0.0",
    executable: "registry",
    versionArguments: ["--version"],
    release: {
      url: "https://github.com/distribution/distribution/releases/download/v3.0.0/",
      file: platform => `registry_3.0.0_${platform.replace("-", "_")}.tar.gz`,
      checksums: file => `${file}.sha256`,
      strip: 0,
      sha256: {},
    },
    module: {
      folder: folder("distribution"),
      package: "github.com/distribution/distribution/v3/cmd/registry",
      linkerFlags: ["-X=github.com/distribution/distribution/v3/version.version=v3.0.0"],
    },
  },
  {
    name: "crane",
    version: "0.20.3",
    executable: "crane",
    versionArguments: ["version"],
    release: {
      url: "https://github.com/google/go-containerregistry/releases/download/v0.20.3/",
      file: craneFile,
      checksums: () => "checksums.txt",
      strip: 0,
      sha256: {},
    },
    module: {
      folder: folder("crane"),
      package: "github.com/google/go-containerregistry/cmd/crane",
      linkerFlags: ["-X=github.com/google/go-containerregistry/cmd/crane/cmd.Version=0.20.3"],
    },
  },
];
