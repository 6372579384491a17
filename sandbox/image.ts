import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { rename, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { execa } from "execa";
import { create } from "tar";
import { obtain } from "../tools/obtain.ts";
import type { Progress } from "../tools/progress.ts";

/** What an image is made of. */
export interface ImageSource {
  /** The folder whose files it holds. */
  readonly directory: string;
  /** Where they lie in the image, e.g. `app`; by default at its root. */
  readonly root?: string;
  readonly entrypoint?: readonly string[];
  /** https://specs.opencontainers.org/image-spec/annotations/ */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface PublishOptions {
  /** Registry and name, e.g. `127.0.0.1:12345/acme/shop/api`. */
  readonly repository: string;
  /** E.g. the commit and the release's version; at least one. */
  readonly tags: readonly [string, ...string[]];
  readonly progress?: Progress;
}

export interface PublishedImage {
  /** `sha256:…`: the same for the same content, whenever it is published. */
  readonly digest: string;
  /** The image by its digest. */
  readonly reference: string;
}

/**
 * Makes an image of a folder's files, without a container engine, and pushes it under each of the tags.
 * @throws ToolUnavailable, ExecaError when the registry does not take it.
 */
export async function publishImage(source: ImageSource, options: PublishOptions): Promise<PublishedImage> {
  const { crane } = await obtain(["crane"], options.progress && { progress: options.progress });
  const run = (args: string[]) => execa(join(crane, "crane"), args, { stdin: "ignore" });
  const { repository, tags } = options;
  const layout = mkdtempSync(join(tmpdir(), "fairway-image-"));
  try {
    const digest = await writeLayout(source, layout);
    const [first, ...others] = tags;
    await run(["push", layout, `${repository}:${first}`]);
    const reference = `${repository}@${digest}`;
    for (const tag of others) await run(["tag", reference, tag]);
    return { digest, reference };
  } finally {
    rmSync(layout, { recursive: true, force: true });
  }
}

const types = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
};

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/**
 * Writes the image as an OCI layout (https://specs.opencontainers.org/image-spec/image-layout/) with no time and no owner in
 * it, so that its digest tells nothing but its content. Returns the digest of its manifest.
 */
async function writeLayout(source: ImageSource, folder: string): Promise<string> {
  const blobs = join(folder, "blobs/sha256");
  mkdirSync(blobs, { recursive: true });
  const layer = await addLayer(source, folder, blobs);
  const config = addDocument(blobs, types.config, {
    architecture: "amd64",
    os: "linux",
    config: { Entrypoint: source.entrypoint, Labels: source.labels },
    rootfs: { type: "layers", diff_ids: [layer.digest] },
  });
  const manifest = addDocument(blobs, types.manifest, {
    schemaVersion: 2,
    mediaType: types.manifest,
    config,
    layers: [layer],
  });
  writeFileSync(join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  writeFileSync(join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: [manifest] }));
  return manifest.digest;
}

async function addLayer(
  { directory, root = "" }: ImageSource,
  folder: string,
  blobs: string,
): Promise<Descriptor> {
  const file = join(folder, "layer.tar");
  const options = { file, cwd: directory, prefix: root, portable: true, mtime: new Date(0) };
  await create({ ...options, noDirRecurse: true }, filesOf(directory));
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  const { size } = await stat(file);
  const hex = hash.digest("hex");
  await rename(file, join(blobs, hex));
  return { mediaType: types.layer, digest: `sha256:${hex}`, size };
}

function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(entry => relative(directory, join(entry.parentPath, entry.name)))
    .sort();
}

function addDocument(blobs: string, mediaType: string, document: unknown): Descriptor {
  const text = JSON.stringify(document);
  const hex = createHash("sha256").update(text).digest("hex");
  writeFileSync(join(blobs, hex), text);
  return { mediaType, digest: `sha256:${hex}`, size: Buffer.byteLength(text) };
}
