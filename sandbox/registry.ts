import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { withLock } from "../tools/lock.ts";
import { obtain } from "../tools/obtain.ts";
import type { Progress } from "../tools/progress.ts";
import { BackgroundProcess } from "./background-process.ts";
import { answers } from "./kubernetes/http.ts";
import { Ports } from "./kubernetes/ports.ts";
import { type WorldOptions, worldPaths } from "./world-paths.ts";

/** A container registry that answers. */
export interface RunningRegistry {
  /** What stands before an image's name, e.g. `127.0.0.1:12345`. It is reached without TLS. */
  readonly address: string;
  readonly url: string;
  readonly pid: number;
}

/**
 * Starts the sandbox's container registry, or finds it running. It is CNCF's own, on loopback, and takes images and other
 * OCI artifacts from everybody on this machine.
 * @throws SandboxFailed when it does not start, ToolUnavailable
 */
export async function startRegistry(
  options: WorldOptions & { readonly progress?: Progress } = {},
): Promise<RunningRegistry> {
  const tools = await obtain(["registry"], options.progress && { progress: options.progress });
  const { registry: folder } = worldPaths(options.directory);
  return withLock(
    `${folder}.lock`,
    () => {},
    async () => {
      mkdirSync(folder, { recursive: true });
      const process = registryProcess(folder);
      const address = `127.0.0.1:${await new Ports(join(folder, "ports.json")).of(process, "http")}`;
      const configuration = join(folder, "config.yml");
      writeFileSync(configuration, stringify(configurationOf(address, join(folder, "data"))));
      const url = `http://${address}`;
      await process.ensure(
        {
          executable: join(tools.registry, "registry"),
          args: ["serve", configuration],
          // It would otherwise look for a collector of traces.
          environment: { OTEL_TRACES_EXPORTER: "none" },
        },
        () => answers(`${url}/v2/`),
      );
      return { address, url, pid: process.pid as number };
    },
  );
}

/** Ends the registry; false when it did not run. The images stay. */
export async function stopRegistry(
  options: WorldOptions & { readonly patience?: number } = {},
): Promise<boolean> {
  const { registry: folder } = worldPaths(options.directory);
  if (!existsSync(folder)) return false;
  return withLock(
    `${folder}.lock`,
    () => {},
    () => registryProcess(folder).stop(options.patience),
  );
}

function registryProcess(folder: string): BackgroundProcess {
  return new BackgroundProcess(folder, "registry");
}

/** https://distribution.github.io/distribution/about/configuration/ */
function configurationOf(address: string, directory: string): unknown {
  return {
    version: 0.1,
    log: { level: "warn", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: directory }, delete: { enabled: true } },
    http: { addr: address },
  };
}
