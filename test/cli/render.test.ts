import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import { identity } from "../../src/kubernetes/manifest.ts";
import { formatManifests, parseManifests } from "../../src/kubernetes/yaml.ts";
import { install } from "../cluster/install.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const checkout = join(import.meta.dirname, "..", "..");

describe("fairway render", () => {
  const { path: project, remove } = temporaryFolder();
  after(remove);

  const write = (path: string, content: unknown) => {
    mkdirSync(join(project, path, ".."), { recursive: true });
    writeFileSync(join(project, path), typeof content === "string" ? content : stringify(content));
  };
  const cluster = (more: object = {}) => ({
    config: {
      "fairway:cluster": {
        platform: "eks",
        stage: "live",
        access: { eks: { name: "acme-live", region: "eu-central-1" } },
        flux: { version: "2.7.5", manifests: "install.yaml" },
        ...more,
      },
    },
  });
  const shop = (clusters: readonly string[]) => ({
    archetype: "deploy",
    tenant: { namespace: "shop", clusters, alerts: { type: "generic" } },
  });
  const fairway = async (...args: readonly string[]) => {
    const main = join(checkout, "src", "cli", "main.ts");
    const { exitCode, stdout, stderr } = await execa(process.execPath, [main, "render", ...args], {
      cwd: project,
      reject: false,
    });
    return { code: exitCode, stdout, stderr };
  };

  before(() => {
    write("Pulumi.yaml", { name: "fairway", runtime: "nodejs", stackConfigDir: "stacks" });
    write("stacks/Pulumi.github.yaml", { config: { "github:owner": "acme" } });
    write("stacks/Pulumi.one.yaml", cluster());
    write("stacks/Pulumi.two.yaml", cluster({ delivery: "git", fleet: { repository: "shop-deploy" } }));
    write("install.yaml", formatManifests(install));
    const rules = { pull_request: {} };
    write("repos/standard.yaml", {
      stages: [{ name: "live", branch: "main" }],
      archetypes: {
        deploy: { deploys: true, rulesets: { "default-branch": { include: ["~ALL"], rules } } },
      },
    });
    write("repos/shop-deploy/repo.yaml", shop(["one", "two"]));
  });

  it("prints what one cluster would get, and no Secret", async () => {
    const { code, stdout } = await fairway("--stack", "one");
    assert.equal(code, 0);
    const found = parseManifests(stdout, "the output").map(identity);
    assert.ok(found.includes("shop/Kustomization.kustomize.toolkit.fluxcd.io/kubernetes"));
    assert.ok(found.includes("flux-system/Deployment.apps/kustomize-controller"));
    assert.ok(found.every(one => !one.includes("Secret/")));
  });

  it("writes folders, and takes away what is declared no longer", async () => {
    const { code, stdout, stderr } = await fairway("--to", "fleet");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^fleet: \d+ files written, 0 removed, 0 as they were\.$/);
    assert.match(stderr, /^two needs \d+ Secrets beside these files: .*shop\/fairway-git/m);
    const read = (path: string) => readFileSync(join(project, "fleet", path), "utf8");
    assert.match(read("apps/two/shop/source.yaml"), /acme\/shop-deploy\.git/);
    assert.match(read("clusters/two/tenants.yaml"), /path: \.\/apps\/two\/shop/);
    write("repos/shop-deploy/repo.yaml", shop(["one"]));
    assert.equal((await fairway("--to", "fleet", "--stack", "one")).code, 0);
    assert.ok(existsSync(join(project, "fleet/apps/two/shop")));
    assert.equal((await fairway("--to", "fleet")).code, 0);
    assert.ok(!existsSync(join(project, "fleet/apps/two/shop")));
    assert.ok(existsSync(join(project, "fleet/apps/one/shop")));
  });

  it("says what it can't do", async () => {
    assert.deepEqual(await fairway("--stack", "oen"), {
      code: 2,
      stdout: "",
      stderr: "There is no cluster `oen`; did you mean `one`?",
    });
    write("stacks/Pulumi.two.yaml", cluster({ flux: { version: "2.7.5", manifests: "gone.yaml" } }));
    const { code, stderr } = await fairway("--stack", "two");
    assert.equal(code, 1);
    assert.match(stderr, /^Flux's manifests for the cluster two can't be had: there is no such file/);
  });
});
