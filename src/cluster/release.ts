import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Manifest } from "../kubernetes/manifest.ts";
import { UnusableRelease } from "./flux-install.ts";
import type { Cluster } from "./schema.ts";

const timeoutSeconds = 30;

/**
 * The objects of the `install.yaml` of the cluster's release of Flux: of the file that its stack names, else of the
 * official release, which must then have the SHA-256 sum that the stack says.
 * @param root the project's directory, from which relative paths are taken
 * @throws UnusableRelease where there is none, or another one than was meant
 */
export async function fluxRelease({ name, flux }: Cluster, root: string): Promise<readonly Manifest[]> {
  const { manifests, sha256, version } = flux;
  if (!manifests && !sha256) {
    throw new UnusableRelease(
      `The cluster \`${name}\` takes Flux ${version} from its official release: say which SHA-256 sum its install.yaml ` +
        "has, as `flux.sha256`, or name a file as `flux.manifests`.",
    );
  }
  const content = manifests ? await readManifests(resolve(root, manifests)) : await download(version);
  const found = createHash("sha256").update(content).digest("hex");
  if (sha256 && found !== sha256) {
    throw new UnusableRelease(
      `Flux's manifests for the cluster \`${name}\` are other ones than meant: their SHA-256 sum is ${found}, and ` +
        `\`flux.sha256\` says ${sha256}.`,
    );
  }
  return objectsOf(content);
}

async function readManifests(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UnusableRelease(`Flux's manifests can't be read: ${file} (${code}).`);
  }
}

/** https://fluxcd.io/flux/installation/ */
async function download(version: string): Promise<Buffer> {
  const url = `https://github.com/fluxcd/flux2/releases/download/v${version}/install.yaml`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutSeconds * 1000) });
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    return Buffer.from(await answer.arrayBuffer());
  } catch (error) {
    throw new UnusableRelease(
      `Flux's manifests can't be fetched from ${url}: ${(error as Error).message}. Where that is out of reach, fetch them ` +
        "elsewhere and name the file as `flux.manifests`.",
    );
  }
}

function objectsOf(content: Buffer): readonly Manifest[] {
  return parseAllDocuments(content.toString("utf8")).flatMap(document => {
    const [error] = document.errors;
    if (error) throw new UnusableRelease(`Flux's manifests are no valid YAML: ${error.message}`);
    const object = document.toJS() as Manifest | null;
    return object ? [object] : [];
  });
}
