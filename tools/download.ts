import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { chmod, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { execa } from "execa";
import type { Progress } from "./progress.ts";
import type { Platform, Release, Tool } from "./registry.ts";

/** A host that has not begun to answer by then counts as out of reach; a transfer may then pause for the second. */
const FIRST_BYTE_MS = 3_000;
const STALL_MS = 20_000;

/** Why the official release could not be had; its message is one line that fits after "because". */
export class DownloadFailed extends Error {
  override readonly name = "DownloadFailed";
}

/**
 * Downloads the tool's official release, whose checksum has to prove right, and puts its content into `folder`.
 * @throws DownloadFailed when there is none, the host is out of reach, the transfer breaks off or the checksum differs;
 * `folder` is empty then.
 */
export async function download(
  tool: Tool,
  platform: Platform,
  folder: string,
  progress: Progress,
): Promise<void> {
  const { release } = tool;
  const path = release?.file(platform);
  if (!release || !path) throw new DownloadFailed(`there is no official executable for ${platform}`);
  progress.update(`${tool.name} ${tool.version}: downloading from ${release.url}`);
  const url = release.url + path;
  const expected = release.sha256[platform] ?? (await publishedChecksum(release, path));
  const file = join(folder, `${basename(path)}.download`);
  try {
    const found = await save(url, file, digestAlgorithm(expected), bytes =>
      progress.update(`${tool.name} ${tool.version}: ${(bytes / 1e6).toFixed(0)} MB downloaded`),
    );
    if (found !== expected) {
      throw new DownloadFailed(`the checksum of ${url} is ${found} where ${expected} was expected`);
    }
    if (release.strip === undefined) await install(file, join(folder, tool.executable));
    else await unpack(file, folder, release.strip);
  } finally {
    await rm(file, { force: true });
  }
}

async function install(file: string, executable: string): Promise<void> {
  await chmod(file, 0o755);
  await rename(file, executable);
}

async function unpack(file: string, folder: string, strip: number): Promise<void> {
  const options = ["-xzf", file, "-C", folder, `--strip-components=${strip}`];
  const { failed, shortMessage } = await execa("tar", options, { stdin: "ignore", reject: false });
  if (failed) throw new DownloadFailed(`the archive can't be unpacked (${shortMessage})`);
}

async function publishedChecksum(release: Release, path: string): Promise<string> {
  const url = release.url + release.checksums(path);
  const text = await attempt(url, async receive => (await receive()).text());
  for (const line of text.split("\n")) {
    const [checksum = "", file = basename(path)] = line.trim().split(/\s+/);
    if (file.replace(/^(\*|\.\/)/, "") === basename(path) && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(checksum))
      return checksum;
  }
  throw new DownloadFailed(`${url} has no checksum for ${basename(path)}`);
}

function digestAlgorithm(checksum: string): string {
  return checksum.length === 40 ? "sha1" : "sha256";
}

/** Writes what `url` answers to `file` and returns its digest. */
async function save(
  url: string,
  file: string,
  algorithm: string,
  received: (bytes: number) => void,
): Promise<string> {
  const hash = createHash(algorithm);
  await attempt(url, async (receive, alive) => {
    const { body } = await receive();
    if (!body) throw new DownloadFailed(`${url} answered without content`);
    let bytes = 0;
    const watched = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        alive();
        hash.update(chunk);
        bytes += chunk.length;
        received(bytes);
        yield chunk;
      }
    };
    await pipeline(body, watched, createWriteStream(file));
  });
  return hash.digest("hex");
}

/** Runs one exchange with `url` under the time limits; whatever breaks it becomes a DownloadFailed. */
async function attempt<T>(
  url: string,
  exchange: (receive: () => Promise<Response>, alive: () => void) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer = setTimeout(() => controller.abort(new Error("no answer in time")), FIRST_BYTE_MS);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => controller.abort(new Error("the transfer stalled")), STALL_MS);
  };
  const receive = async () => {
    const response = await fetch(url, { signal: controller.signal });
    alive();
    if (!response.ok) throw new DownloadFailed(`${url} answered ${response.status}`);
    return response;
  };
  try {
    return await exchange(receive, alive);
  } catch (error) {
    if (error instanceof DownloadFailed) throw error;
    throw new DownloadFailed(`${new URL(url).host} could not be reached (${reason(error)})`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message : message;
}
