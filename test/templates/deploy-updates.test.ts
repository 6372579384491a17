import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { DeployTools } from "./deploy-tools.ts";
import { type Generated, generate } from "./generate.ts";
import { TemplateRepositories } from "./template-repositories.ts";

const layer = { template: "deploy" } as const;
const next = "99.0.0";
const workload =
  "template/kubernetes/base/{% yield workload from workloads %}{{ workload.name }}{% endyield %}.yaml.jinja";

describe("an update of the template of deploy repositories", function () {
  this.timeout(1_200_000);
  let templates: TemplateRepositories;
  let tools: DeployTools;
  let generated: Generated;
  before(async () => {
    templates = await TemplateRepositories.create();
    tools = await DeployTools.obtain();
    generated = await generate(
      templates,
      [{ template: "base" }, { ...layer, answers: { workloads: [{ name: "web" }, { name: "worker" }] } }],
      { repository: "shop-deploy", namespace: "shop" },
    );
    // What becomes of a repository in daily life.
    change(
      "kubernetes/base/kustomization.yaml",
      'shop/web\n    newTag: "0.1.0"',
      'shop/web\n    newTag: "1.7.0"',
    );
    change("kubernetes/overlays/live/kustomization.yaml", "count: 2", "count: 5");
    change("kubernetes/base/web.yaml", "memory: 256Mi", "memory: 512Mi");
    change("kubernetes/base/worker.yaml", "periodSeconds: 10", "periodSeconds: 30");
    change("config/kustomization.yaml", "resources: []\n", "resources:\n  - limits.yaml\n");
    generated.write(
      "config/limits.yaml",
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: limits\ndata:\n  most: '10'\n",
    );
    await generated.commit("feat: daily life");
    // What becomes of the template meanwhile.
    changeTemplate(workload, "revisionHistoryLimit: 3", "revisionHistoryLimit: 5");
    changeTemplate(workload, "            periodSeconds: 10", "            periodSeconds: 20");
    changeTemplate("template/.github/manifests.env.jinja", "PLATFORM=eks", "PLATFORM=onprem");
    await templates.release(layer.template, next);
    await generated.update(layer);
  });
  after(() => {
    generated?.remove();
    templates?.remove();
    tools?.remove();
  });

  function change(file: string, from: string, to: string): void {
    const text = generated.read(file);
    assert.ok(text.includes(from), `${file} has no ${from}`);
    generated.write(file, text.replace(from, to));
  }

  function changeTemplate(file: string, from: string, to: string): void {
    const path = join(templates.path(layer.template), file);
    const text = readFileSync(path, "utf8");
    assert.ok(text.includes(from), `${file} has no ${from}`);
    writeFileSync(path, text.replace(from, to));
  }

  it("brings what is new, and says which version that is", () => {
    assert.match(generated.read("kubernetes/base/web.yaml"), /revisionHistoryLimit: 5/);
    assert.match(generated.read("kubernetes/base/worker.yaml"), /revisionHistoryLimit: 5/);
    assert.match(generated.read(".github/manifests.env"), /PLATFORM=onprem/);
    const answers = parse(generated.read(".copier-answers.deploy.yml"));
    assert.equal(answers._commit, `v${next}`);
    assert.deepEqual(answers.workloads, [{ name: "web" }, { name: "worker" }]);
  });

  it("leaves what was changed here: versions, numbers, limits, and files of one's own", () => {
    assert.match(generated.read("kubernetes/base/kustomization.yaml"), /newTag: "1\.7\.0"/);
    assert.match(generated.read("kubernetes/overlays/live/kustomization.yaml"), /count: 5/);
    assert.match(generated.read("kubernetes/base/web.yaml"), /memory: 512Mi/);
    assert.match(generated.read("config/kustomization.yaml"), /- limits\.yaml/);
    assert.ok(generated.has("config/limits.yaml"));
  });

  it("shows where both have changed the same, and overwrites nothing", async () => {
    const conflict = generated.read("kubernetes/base/worker.yaml");
    assert.match(
      conflict,
      /^<<<<<<< [\s\S]*periodSeconds: 30[\s\S]*^=======[\s\S]*periodSeconds: 20[\s\S]*^>>>>>>> /m,
    );
    const { code } = await tools.run(generated, "task", "test");
    assert.notEqual(code, 0);
  });

  it("passes the checks once that is settled", async () => {
    const settled = generated
      .read("kubernetes/base/worker.yaml")
      .replace(/^<<<<<<< .*\n([\s\S]*?)^=======\n[\s\S]*?^>>>>>>> .*\n/m, "$1");
    generated.write("kubernetes/base/worker.yaml", settled);
    await tools.pass(generated, "task", "lint");
    await tools.pass(generated, "task", "test");
    const live = await tools.pass(generated, "task", "render", "--", "live");
    assert.match(live, /image: ghcr\.io\/acme\/shop\/web:1\.7\.0/);
    assert.match(live, /periodSeconds: 30/);
  });
});
