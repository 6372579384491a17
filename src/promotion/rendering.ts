import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { obtain } from "../../tools/obtain.ts";
import type { Progress } from "../../tools/progress.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { formatManifests, NotManifests, parseManifests } from "../kubernetes/yaml.ts";
import { folders } from "../tenant/names.ts";
import { appliedPath, type Placement } from "../tenant/placement.ts";
import type { Contents } from "./contents.ts";
import { assertLocal, completeFolder } from "./local-kustomization.ts";
import { PromotionRefused } from "./refused.ts";

const patienceMs = 120_000;
const mostOutput = 64 * 1024 * 1024;
const disabled = "kustomize.toolkit.fluxcd.io/substitute";

/** What Kustomize would fetch it cannot: there is no git to be found, and the way out leads nowhere. */
const nowhere = {
  PATH: "",
  HTTP_PROXY: "http://127.0.0.1:9",
  HTTPS_PROXY: "http://127.0.0.1:9",
  ALL_PROXY: "http://127.0.0.1:9",
  NO_PROXY: "",
};

/** A repository's commits as its clusters would get them. Its folder goes with `close`. */
export class Rendering {
  readonly #contents: Contents;
  readonly #progress: Progress | undefined;
  readonly #folder = mkdtempSync(join(tmpdir(), "fairway-promotion-"));
  readonly #written = new Map<string, Promise<string>>();
  readonly #built = new Map<string, Promise<readonly Manifest[]>>();

  constructor(contents: Contents, progress?: Progress) {
    this.#contents = contents;
    this.#progress = progress;
  }

  /**
   * The objects that Flux would apply at a placement, with the variables that are not secret put in. Nothing is decrypted.
   * @throws PromotionRefused where Flux would have nothing to apply, or Kustomize fails; ToolUnavailable
   */
  async at(commit: string, placement: Placement): Promise<readonly Manifest[]> {
    const root = await this.#filesAt(commit);
    const parts = folders.map(folder => this.#build(root, appliedPath(placement, folder), commit));
    return await withVariables((await Promise.all(parts)).flat(), placement, commit, this.#progress);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #filesAt(commit: string): Promise<string> {
    const known = this.#written.get(commit);
    if (known) return known;
    const root = join(this.#folder, commit);
    const written = this.#contents.write(commit, root).then(() => root);
    this.#written.set(commit, written);
    return written;
  }

  #build(root: string, path: string, commit: string): Promise<readonly Manifest[]> {
    const place = join(root, path);
    const known = this.#built.get(place);
    if (known) return known;
    const built = build(root, path, commit, this.#progress);
    this.#built.set(place, built);
    return built;
  }
}

async function build(
  root: string,
  path: string,
  commit: string,
  progress: Progress | undefined,
): Promise<readonly Manifest[]> {
  const place = join(root, path);
  const where = `${path} at ${commit.slice(0, 7)}`;
  if (!existsSync(place)) throw new PromotionRefused(`There is no folder ${where}, and Flux applies it.`);
  completeFolder(place);
  assertLocal(root, path);
  const { kustomize } = await obtain(["kustomize"], progress ? { progress } : {});
  const { stdout, said } = await run(join(kustomize, "kustomize"), ["build", place], { env: nowhere });
  if (said !== undefined)
    throw new PromotionRefused(`Kustomize can't build ${where}: ${said.replaceAll(`${root}/`, "")}`);
  return read(stdout, where);
}

/** By Flux's own hand, object by object: one that says so is left as it is, and what is secret stays a variable. */
async function withVariables(
  manifests: readonly Manifest[],
  { variables, tenant, cluster }: Placement,
  commit: string,
  progress: Progress | undefined,
): Promise<readonly Manifest[]> {
  const [left, others] = [manifests.filter(isLeft), manifests.filter(manifest => !isLeft(manifest))];
  const secret = Object.keys(tenant.secrets ?? {}).map(name => [name, `\${${name}}`]);
  const env = { ...variables, ...Object.fromEntries(secret) };
  const { flux } = await obtain(["flux"], progress ? { progress } : {});
  const options = { env, input: formatManifests(others) };
  const { stdout, said } = await run(join(flux, "flux"), ["envsubst", "--strict"], options);
  const where = `${tenant.namespace} on ${cluster.name} at ${commit.slice(0, 7)}`;
  if (said !== undefined)
    throw new PromotionRefused(`Flux can't put the variables into the manifests of ${where}: ${said}`);
  return [...left, ...read(stdout, where)];
}

function isLeft({ metadata: { labels, annotations } }: Manifest): boolean {
  return labels?.[disabled] === "disabled" || annotations?.[disabled] === "disabled";
}

/** @returns what it prints, and what it says where it fails */
async function run(
  file: string,
  args: readonly string[],
  options: { readonly env: Readonly<Record<string, string>>; readonly input?: string },
): Promise<{ readonly stdout: string; readonly said?: string }> {
  const limits = { extendEnv: false, timeout: patienceMs, maxBuffer: mostOutput, reject: false } as const;
  const result = await execa(file, args, { ...options, ...limits });
  if (!result.failed) return { stdout: result.stdout };
  return { stdout: "", said: (result.stderr || result.shortMessage || "it ended without a word").trim() };
}

function read(text: string, where: string): readonly Manifest[] {
  try {
    return parseManifests(text, where);
  } catch (error) {
    if (error instanceof NotManifests) throw new PromotionRefused(error.message);
    throw error;
  }
}
