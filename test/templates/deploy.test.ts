import assert from "node:assert/strict";
import { checkFiles } from "./checks.ts";
import { type Answers, DeployTools, deployRepository } from "./deploy-tools.ts";
import type { Generated } from "./generate.ts";
import { TemplateRepositories } from "./template-repositories.ts";

const combinations: Readonly<Record<string, Answers>> = {
  "one workload, nothing asked for": {},
  "several, reached from outside, with images of their own": {
    workloads: [
      { name: "web", host: "shop.${DOMAIN}", port: 3000 },
      { name: "worker", image: "registry.acme.example/tools/worker", tag: "2.4.1", probe: "/live" },
    ],
    pull_secret: "registry",
    ingress_class: "${INGRESS_CLASS:=nginx}",
    cluster_issuer: "letsencrypt",
  },
  "a chart": { packaging: "helm", organization: "Acme", fairway_repository: "acme/fairway" },
  "a chart for several, and Terraform": {
    packaging: "helm",
    chart: "oci://registry.acme.example/charts/web",
    chart_version: "3.1.0",
    pull_secret: "registry",
    cluster_issuer: "letsencrypt",
    workloads: [{ name: "web", host: "shop.${DOMAIN}" }, { name: "worker" }],
    terraform: true,
  },
  "three stages, Terraform, and Fairway elsewhere": {
    stages: [
      { name: "test", branch: "main" },
      { name: "prelive", branch: "prelive" },
      { name: "live", branch: "production" },
    ],
    terraform: true,
    fairway_repository: "acme/paved-road",
  },
};

describe("the template of deploy repositories", function () {
  this.timeout(1_200_000);
  let templates: TemplateRepositories;
  let tools: DeployTools;
  before(async () => {
    templates = await TemplateRepositories.create();
    tools = await DeployTools.obtain();
  });
  after(() => {
    templates?.remove();
    tools?.remove();
  });

  for (const [name, answers] of Object.entries(combinations))
    it(`makes repositories in which nothing is found: ${name}`, async () => {
      const generated = await deployRepository(templates, answers, { base: true });
      try {
        await checkFiles(generated);
        await tools.pass(generated, "task", "lint");
        const output = await tools.pass(generated, "task", "test");
        for (const stage of stagesOf(answers)) assert.match(output, new RegExp(`^${stage}:$`, "m"));
        assert.equal(generated.has("terraform"), answers.terraform === true);
      } finally {
        generated.remove();
      }
    });

  it("takes a tool on PATH that has more to say than its version", async () => {
    const generated = await deployRepository(templates, { terraform: true });
    try {
      const talkative = "#!/usr/bin/env bash\nset -e\necho OpenTofu v1.10.0\nsleep 0.2\necho on linux\n";
      generated.write("tofu", talkative);
      const script = 'chmod +x tofu; PATH="$PWD:$PATH" .github/scripts/manifests tool tofu';
      assert.match(await tools.pass(generated, "bash", "-c", script), /^OpenTofu v1\.10\.0$/m);
    } finally {
      generated.remove();
    }
  });

  describe("has checks that find", () => {
    let generated: Generated;
    before(async () => {
      generated = await deployRepository(templates, { terraform: true }, { base: true });
    });
    after(() => generated?.remove());

    const wrong: readonly (readonly [string, string, string, string, string, RegExp])[] = [
      [
        "a variable that nobody defines",
        "test",
        "kubernetes/base/kustomization.yaml",
        "${STAGE}",
        "${STAEG}",
        /STAEG/,
      ],
      [
        "a field that nobody knows",
        "test",
        "kubernetes/base/shop.yaml",
        "revisionHistoryLimit",
        "revisionHistoryLimits",
        /Deployment shop is invalid[\s\S]*revisionHistoryLimits/,
      ],
      [
        "a field that tofu-controller does not know",
        "test",
        "config/terraform.yaml",
        "approvePlan",
        "approvesPlan",
        /Terraform shop is invalid[\s\S]*approvesPlan/,
      ],
      [
        "a resource that is not there",
        "test",
        "kubernetes/base/kustomization.yaml",
        "- shop.yaml",
        "- shoop.yaml",
        /shoop\.yaml/,
      ],
      ["wrong Terraform", "test", "terraform/main.tf", "var.name", "var.nome", /undeclared input variable/],
      ["Terraform that is not formatted", "lint", "terraform/main.tf", "name = ", "name  =   ", /main\.tf/],
      [
        "YAML that is not well written",
        "lint",
        "config/kustomization.yaml",
        "labels:",
        "labels: ",
        /trailing-spaces/,
      ],
    ];
    for (const [what, task, file, right, mistake, message] of wrong)
      it(what, async () => {
        const before = generated.read(file);
        assert.ok(before.includes(right));
        generated.write(file, before.replace(right, mistake));
        const { code, output } = await tools.run(generated, "task", task);
        generated.write(file, before);
        assert.notEqual(code, 0, output);
        assert.match(output, message);
      });
  });
});

function stagesOf({ stages }: Answers): readonly string[] {
  return Array.isArray(stages) ? stages.map(({ name }) => name) : ["prelive", "live"];
}
