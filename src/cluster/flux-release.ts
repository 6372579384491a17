import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Manifest } from "../kubernetes/manifest.ts";
import { parseManifests } from "../kubernetes/yaml.ts";
import { fingerprint } from "./fingerprint.ts";
import { startInSandbox } from "./sandbox-advice.ts";
import type { Cluster } from "./schema.ts";

/** Flux's manifests can't be had, or are not those that were asked for. */
export class NoRelease extends Error {
  override readonly name = "NoRelease";
}

/** Where the official releases lie, unless the environment says otherwise. */
const releases = "https://github.com/fluxcd/flux2/releases/download";

/** How long nobody answering is waited for. */
const patience = 30_000;

interface ReleaseOptions {
  /** The project's directory, which a cluster's `flux.manifests` starts from. */
  readonly root: string;
  /** `FAIRWAY_FLUX_RELEASES` is a mirror of the official releases: an address, or a directory of this machine. */
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * The objects of a release's `install.yaml`, from the cluster's file or from the official release.
 * @throws NoRelease where it can't be had, or where its sum is another one; NotManifests where it is something else
 */
export async function readRelease(
  { name, flux }: Pick<Cluster, "name" | "flux">,
  { root, environment = process.env }: ReleaseOptions,
): Promise<readonly Manifest[]> {
  const origin =
    flux.manifests === undefined
      ? `${environment.FAIRWAY_FLUX_RELEASES ?? releases}/v${flux.version}/install.yaml`
      : resolve(root, flux.manifests);
  const text = await read(origin).catch((error: unknown) => {
    const isElsewhere = flux.manifests !== undefined || environment.FAIRWAY_FLUX_RELEASES;
    const remedy =
      (isElsewhere ? undefined : startInSandbox(name, environment)) ??
      "save the release's install.yaml in a file, and name it as `flux.manifests`";
    throw new NoRelease(
      `Flux's manifests for the cluster ${name} can't be had: ${reason(error)} (${origin}). To go on, ${remedy}.`,
    );
  });
  const sum = fingerprint(text);
  if (flux.sha256 !== undefined && flux.sha256 !== sum)
    throw new NoRelease(
      `Flux's manifests for the cluster ${name} are not those that \`flux.sha256\` asks for: ${origin} has the SHA-256 sum ${sum}.`,
    );
  return parseManifests(text, origin);
}

async function read(origin: string): Promise<string> {
  if (!/^https?:/.test(origin)) return await readFile(origin, "utf8");
  const answer = await fetch(origin, { signal: AbortSignal.timeout(patience) });
  if (!answer.ok) throw new Error(`the answer was ${answer.status}`);
  return await answer.text();
}

function reason(error: unknown): string {
  const { code, cause, message } = error as NodeJS.ErrnoException & { cause?: NodeJS.ErrnoException };
  if (code === "ENOENT") return "there is no such file";
  return cause?.message ?? message;
}
