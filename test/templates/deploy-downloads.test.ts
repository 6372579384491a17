import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { currentPlatform } from "../../tools/registry.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { writeScript } from "../tools/small-tool.ts";
import { environment } from "./environment.ts";
import { type Generated, generate } from "./generate.ts";
import { TemplateRepositories } from "./template-repositories.ts";

describe("the tools of a deploy repository", function () {
  this.timeout(300_000);
  const archive = `kubeconform-${currentPlatform()}.tar.gz`;
  let folder: ReturnType<typeof temporaryFolder>;
  let templates: TemplateRepositories;
  let generated: Generated;
  before(async () => {
    folder = temporaryFolder();
    templates = await TemplateRepositories.create();
    generated = await generate(templates, [{ template: "deploy" }], { repository: "shop-deploy" });
    mkdirSync(join(folder.path, "release"));
    // In the place of a network: what is asked for is taken from a folder.
    writeScript(
      join(folder.path, "bin/curl"),
      'while [ $# -gt 1 ]; do [ "$1" != --output ] || to=$2; shift; done\necho "$1" >> "$RELEASE/../asked"\ncp "$RELEASE/$(basename "$1")" "$to"',
    );
  });
  after(() => {
    generated?.remove();
    templates?.remove();
    folder?.remove();
  });

  async function publish(version: string): Promise<void> {
    writeScript(join(folder.path, "made/kubeconform"), `echo v${version}`);
    const file = join(folder.path, "release", archive);
    await execa("tar", ["-czf", file, "-C", join(folder.path, "made"), "kubeconform"]);
    const sum = createHash("sha256").update(readFileSync(file)).digest("hex");
    writeFileSync(
      join(folder.path, "release/CHECKSUMS"),
      `${"0".repeat(64)}  another.tar.gz\n${sum}  ${archive}\n`,
    );
  }

  async function kubeconform() {
    const { env } = await environment();
    return await execa(".github/scripts/manifests", ["tool", "kubeconform", "-v"], {
      cwd: generated.folder,
      env: {
        ...env,
        PATH: [join(folder.path, "bin"), env.PATH].join(delimiter),
        RELEASE: join(folder.path, "release"),
      },
      extendEnv: false,
      reject: false,
    });
  }

  it("are not kept where they are something else than their release says", async () => {
    await publish("0.7.0");
    const path = join(folder.path, "release", archive);
    writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from("more")]));
    const { exitCode, stderr } = await kubeconform();
    assert.notEqual(exitCode, 0);
    assert.match(stderr, /kubeconform 0\.7\.0 is not what its release says it is; nothing of it was kept/);
    assert.ok(!existsSync(join(generated.folder, ".tools/manifests/kubeconform-0.7.0")));
  });

  it("are fetched once, from the official release of the pinned version", async () => {
    await publish("0.7.0");
    assert.equal((await kubeconform()).stdout, "v0.7.0");
    writeFileSync(join(folder.path, "asked"), "");
    assert.equal((await kubeconform()).stdout, "v0.7.0");
    assert.equal(readFileSync(join(folder.path, "asked"), "utf8"), "");
    assert.deepEqual(readdirSync(join(generated.folder, ".tools/manifests")), ["kubeconform-0.7.0"]);
  });

  it("are those on PATH where they have that version, and no other", async () => {
    writeScript(join(folder.path, "bin/kubeconform"), "echo v0.7.0 on PATH");
    assert.equal((await kubeconform()).stdout, "v0.7.0 on PATH");
    writeScript(join(folder.path, "bin/kubeconform"), "echo v10.7.0");
    assert.equal((await kubeconform()).stdout, "v0.7.0");
  });

  it("are told about where they can't be fetched", async () => {
    writeScript(join(folder.path, "bin/kubeconform"), "echo v0.6.0");
    writeScript(join(folder.path, "bin/curl"), "echo no network >&2; exit 6");
    rmSync(join(generated.folder, ".tools"), { recursive: true });
    const { exitCode, stderr } = await kubeconform();
    assert.notEqual(exitCode, 0);
    assert.match(stderr, /no network[\s\S]*kubeconform 0\.7\.0 could not be fetched\. Install it yourself/);
  });
});
