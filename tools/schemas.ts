import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { cacheDirectory } from "./cache.ts";
import { flux } from "./flux.ts";
import { goModule } from "./go-module.ts";
import { withLock } from "./lock.ts";
import { type ObtainOptions, ToolUnavailable } from "./obtain.ts";
import { silent } from "./progress.ts";
import { kubernetes } from "./registry.ts";
import { type CustomResource, customSchemas } from "./schemas/custom-resources.ts";
import { fileOf, type KindSchema } from "./schemas/json-schema.ts";
import { kubernetesSchemas, type OpenApi } from "./schemas/kubernetes.ts";
import { terraformSchema } from "./schemas/terraform.ts";

const own = join(import.meta.dirname, "schemas");

/**
 * Sees to it that the JSON Schemas of Kubernetes' own kinds, Flux's and tofu-controller's are on this machine, and returns
 * what kubeconform takes as `-schema-location`, with `-strict` and the version of Kubernetes. They are made from what the
 * authors themselves publish, so that no collection of somebody else's has to be reached.
 * @throws ToolUnavailable where Go is missing or a module can't be fetched
 */
export async function manifestSchemas(options: Omit<ObtainOptions, "registry"> = {}): Promise<string> {
  const { progress = silent, environment = process.env } = options;
  const folder = join(cacheDirectory(environment), `schemas-${digest()}`);
  const waiting = () => progress.say("schemas: another process is making them, waiting for that one");
  return await withLock(`${folder}.lock`, waiting, async () => {
    if (!existsSync(folder)) await make(folder);
    return folder;
  });
}

/** Nobody ever sees half of them: they become the folder in one step. */
async function make(folder: string): Promise<void> {
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const version = join(partial, `v${kubernetes}-standalone-strict`);
  mkdirSync(version, { recursive: true });
  for (const one of [...(await ofKubernetes()), ...(await ofFlux()), terraformSchema]) {
    const draft = { $schema: "http://json-schema.org/draft-07/schema#" };
    writeFileSync(join(version, fileOf(one)), JSON.stringify({ ...one.schema, ...draft }));
  }
  renameSync(partial, folder);
}

async function ofKubernetes(): Promise<readonly KindSchema[]> {
  const directory = await fetched("k8s.io/kubernetes", kubernetes);
  const document = readFileSync(join(directory, "api/openapi-spec/swagger.json"), "utf8");
  return kubernetesSchemas(JSON.parse(document) as OpenApi);
}

async function ofFlux(): Promise<readonly KindSchema[]> {
  const folders = await Promise.all(
    Object.entries(flux.controllers).map(async ([name, version]) =>
      join(await fetched(`github.com/fluxcd/${name}`, version), "config/crd/bases"),
    ),
  );
  return folders
    .flatMap(folder => readdirSync(folder).map(file => readFileSync(join(folder, file), "utf8")))
    .flatMap(text => customSchemas(parse(text) as CustomResource));
}

async function fetched(module: string, version: string): Promise<string> {
  try {
    return await goModule(module, version);
  } catch (error) {
    throw new ToolUnavailable(
      `The schemas of manifests come from the Go module ${module} v${version}, which could not be fetched. Install Go from https://go.dev/dl/ and see that its modules are reached.\n${(error as Error).message}`,
      { cause: error },
    );
  }
}

/** Changes with everything that the schemas are made from, and with how. */
function digest(): string {
  const hash = createHash("sha256").update(JSON.stringify([kubernetes, flux]));
  for (const file of [import.meta.filename, ...readdirSync(own).map(name => join(own, name))])
    hash.update("\0").update(readFileSync(file));
  return hash.digest("hex").slice(0, 12);
}
