import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import * as z from "zod";
import { publishImage } from "../../sandbox/image.ts";
import { type RunningRegistry, startRegistry, stopRegistry } from "../../sandbox/registry.ts";
import { down } from "../../sandbox/world.ts";
import { obtain } from "../../tools/obtain.ts";
import { progressOn } from "../../tools/progress.ts";
import { imageTools } from "../../tools/registry.ts";
import { listeners } from "../support/listeners.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const manifestBody = z.object({
  config: z.object({ digest: z.string() }),
  layers: z.tuple([z.object({ digest: z.string() })]),
});
const configBody = z.object({ config: z.unknown() });
const tagsBody = z.object({ tags: z.array(z.string()) });

const COMMIT = "4a1c1b0d5e9f00c0ffee00c0ffee00c0ffee00aa";

describe("the sandbox's registry", function () {
  // Where the registry and crane have to be built first.
  this.timeout(900_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let world: { directory: string };
  let registry: RunningRegistry;

  before(async () => {
    await obtain(imageTools, { progress: progressOn() });
  });

  beforeEach(async () => {
    folder = temporaryFolder();
    world = { directory: join(folder.path, "sandbox") };
    registry = await startRegistry(world);
  });
  afterEach(async () => {
    await down(world);
    folder.remove();
  });

  function source(text: string): string {
    const directory = join(folder.path, "build");
    mkdirSync(join(directory, "static"), { recursive: true });
    writeFileSync(join(directory, "main.py"), text);
    writeFileSync(join(directory, "static/index.html"), "<h1>Hello</h1>");
    return directory;
  }

  async function manifest(name: string, reference: string) {
    const answer = await fetch(`${registry.url}/v2/${name}/manifests/${reference}`, {
      headers: { accept: "application/vnd.oci.image.manifest.v1+json" },
    });
    return {
      digest: answer.headers.get("docker-content-digest"),
      body: manifestBody.parse(await answer.json()),
    };
  }

  it("listens on loopback only, and is ended with the sandbox", async function () {
    if (process.platform !== "linux") this.skip();
    assert.deepEqual(listeners(registry.pid), [registry.address]);
    assert.equal(await down(world), true);
    await assert.rejects(fetch(registry.url));
    assert.equal(await stopRegistry(world), false);
  });

  it("takes an image of a folder's files under its commit and its version", async () => {
    const repository = `${registry.address}/acme/shop/api`;
    const labels = { "org.opencontainers.image.revision": COMMIT };
    const { digest, reference } = await publishImage(
      { directory: source("print('hello')"), root: "app", entrypoint: ["python", "/app/main.py"], labels },
      { repository, tags: [COMMIT, "1.0.0"] },
    );
    assert.equal(reference, `${repository}@${digest}`);
    for (const tag of [COMMIT, "1.0.0"]) {
      assert.equal((await manifest("acme/shop/api", tag)).digest, digest);
    }
    const { body } = await manifest("acme/shop/api", "1.0.0");
    const config = await fetch(`${registry.url}/v2/acme/shop/api/blobs/${body.config.digest}`);
    assert.deepEqual(configBody.parse(await config.json()).config, {
      Entrypoint: ["python", "/app/main.py"],
      Labels: labels,
    });
    const { stdout } = await contents(body.layers[0].digest);
    assert.deepEqual(stdout.split("\n"), ["app/main.py", "app/static/index.html"]);
  });

  it("knows the same content again, and keeps it when it is started anew, at its old address", async () => {
    const repository = `${registry.address}/acme/shop/api`;
    const publish = (text: string, tag: string) =>
      publishImage({ directory: source(text) }, { repository, tags: [tag] });
    const first = await publish("print(1)", "1.0.0");
    assert.equal((await publish("print(1)", "1.0.1")).digest, first.digest);
    assert.notEqual((await publish("print(2)", "1.1.0")).digest, first.digest);
    await stopRegistry(world);
    assert.equal((await startRegistry(world)).address, registry.address);
    const list = await fetch(`${registry.url}/v2/acme/shop/api/tags/list`);
    assert.deepEqual(tagsBody.parse(await list.json()).tags.sort(), ["1.0.0", "1.0.1", "1.1.0"]);
  });

  async function contents(digest: string) {
    const layer = await fetch(`${registry.url}/v2/acme/shop/api/blobs/${digest}`);
    return execa("tar", ["-tf", "-"], { input: Buffer.from(await layer.arrayBuffer()) });
  }
});
