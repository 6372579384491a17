import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import type { Tool } from "../../tools/registry.ts";

/** A tool whose Go module lies in `folder` and whose release lies at `url`. */
export function smallTool(folder: string, url: string, sha256?: string): Tool {
  return {
    name: "small",
    version: "1.2.3",
    executable: "small",
    versionArguments: ["version"],
    release: {
      url,
      checksums: () => "checksums.txt",
      file: () => "small.tar.gz",
      strip: 1,
      sha256: sha256 ? { "linux-amd64": sha256, "linux-arm64": sha256, "darwin-arm64": sha256 } : {},
    },
    module: { folder, package: ".", linkerFlags: ["-X=main.version=v1.2.3"] },
  };
}

/** Writes a Go program that prints its version, without any import, so that it compiles within seconds. */
export function writeModule(folder: string, go = "1.21"): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "go.mod"), `module fairway.invalid/small\n\ngo ${go}\n`);
  writeFileSync(
    join(folder, "main.go"),
    'package main\n\nvar version = "unknown"\n\nfunc main() { println(version) }\n',
  );
}

/** Writes an executable shell script. */
export function writeScript(path: string, body: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

/** An HTTP server on loopback; its address ends in a slash. */
export async function serve(listener: RequestListener): Promise<{ url: string; close(): void }> {
  const server = createServer(listener);
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
