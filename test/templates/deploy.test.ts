import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { checkVariables } from "../../src/substitution/check.ts";
import { appliedPath, placements } from "../../src/tenant/placement.ts";
import { testCatalogue, testCluster } from "../tenant/world.ts";
import { checkFiles } from "./checks.ts";
import { DeployTools, outputOf } from "./deploy-tools.ts";
import { type Generated, generate } from "./generate.ts";
import { TemplateRepositories } from "./template-repositories.ts";

const combinations: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "one workload, nothing asked for": {},
  "several, reached from outside, with images of their own": {
    workloads: [
      { name: "web", host: "shop.${DOMAIN}", port: 3000 },
      { name: "worker", image: "registry.acme.example/tools/worker", tag: "2.4.1", probe: "/live" },
    ],
    pull_secret: "registry",
  },
  "a chart": { packaging: "helm" },
  "a chart for several, and Terraform": {
    packaging: "helm",
    chart: "oci://registry.acme.example/charts/web",
    chart_version: "3.1.0",
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

interface Found {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

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

  /** A repository of this layer, over that of every repository where its commands are run as well. */
  const made = (answers: Readonly<Record<string, unknown>>, base: boolean) =>
    generate(templates, [...(base ? [{ template: "base" }] : []), { template: "deploy", answers }], {
      repository: "shop-deploy",
      namespace: "shop",
    });

  async function withMade(
    answers: Readonly<Record<string, unknown>>,
    work: (generated: Generated) => Promise<void>,
    base = false,
  ): Promise<void> {
    const generated = await made(answers, base);
    try {
      await work(generated);
    } finally {
      generated.remove();
    }
  }

  /** What Flux would apply at a stage. */
  async function rendered(generated: Generated, stage: string): Promise<readonly Found[]> {
    const text = await tools.pass(generated, "task", "render", "--", stage);
    return parseAllDocuments(text).map(document => document.toJS());
  }

  for (const [name, answers] of Object.entries(combinations))
    it(`makes repositories in which nothing is found: ${name}`, () =>
      withMade(
        answers,
        async generated => {
          await checkFiles(generated);
          await tools.pass(generated, "task", "lint");
          const output = await tools.pass(generated, "task", "test");
          for (const stage of stagesOf(answers)) assert.match(output, new RegExp(`^${stage}:$`, "m"));
          assert.equal(generated.has("terraform"), answers.terraform === true);
        },
        true,
      ));

  it("is laid out as a tenant with overlays is applied, and uses no variable that Fairway does not define", () =>
    withMade({ terraform: true }, async generated => {
      const clusters = ["prelive", "live"].map(stage => testCluster(stage, { stage }));
      const tenant = { namespace: "shop", clusters: ["prelive", "live"], overlays: true, tofu: true };
      const places = placements(testCatalogue(clusters, { "shop-deploy": tenant }));
      const paths = await generated.files();
      const files = new Map(paths.map(path => [path, generated.read(path)]));
      assert.deepEqual(checkVariables(files, places), []);
      assert.deepEqual(
        places.map(place => appliedPath(place, "kubernetes")),
        ["kubernetes/overlays/prelive", "kubernetes/overlays/live"],
      );
      const [terraform] = (await rendered(generated, "live")).filter(({ kind }) => kind === "Terraform");
      assert.equal(terraform?.spec.serviceAccountName, "tf-runner");
      assert.deepEqual(terraform?.spec.vars, [{ name: "name", value: "shop-live" }]);
    }));

  it("runs each workload as Pod Security's `restricted` asks, within a small tenant's limits", () =>
    withMade(
      combinations["several, reached from outside, with images of their own"] ?? {},
      async generated => {
        const objects = await rendered(generated, "live");
        const deployments = objects.filter(({ kind }) => kind === "Deployment");
        assert.deepEqual(
          deployments.map(({ metadata }) => metadata.name),
          ["web", "worker"],
        );
        for (const { metadata, spec } of deployments) {
          const { replicas, selector, template } = parsed(spec);
          const [container] = template.spec.containers;
          assert.equal(replicas, 2);
          assert.equal(template.spec.automountServiceAccountToken, false);
          assert.deepEqual(template.spec.securityContext, {
            runAsNonRoot: true,
            seccompProfile: { type: "RuntimeDefault" },
          });
          assert.deepEqual(container?.securityContext, {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          });
          assert.deepEqual(container?.resources.limits, { cpu: "500m", memory: "256Mi" });
          assert.deepEqual(selector.matchLabels, { "app.kubernetes.io/name": metadata.name });
          assert.equal(template.metadata.labels["app.kubernetes.io/part-of"], "shop");
          assert.deepEqual(template.spec.imagePullSecrets, [{ name: "registry" }]);
        }
        assert.deepEqual(
          deployments.map(({ spec }) => parsed(spec).template.spec.containers[0]?.image),
          ["ghcr.io/acme/shop/web:0.1.0", "registry.acme.example/tools/worker:2.4.1"],
        );
        const [ingress, ...others] = objects.filter(({ kind }) => kind === "Ingress");
        assert.equal(parsed(ingress?.spec).rules[0]?.host, "shop.acme.example");
        assert.deepEqual(others, []);
        const [once] = (await rendered(generated, "prelive")).filter(({ kind }) => kind === "Deployment");
        assert.equal(parsed(once?.spec).replicas, 1);
      },
    ));

  it("runs a chart as the tenant's own identity, with the stage's number of replicas", () =>
    withMade({ packaging: "helm", service: "Storefront" }, async generated => {
      for (const [stage, replicas] of [
        ["prelive", 1],
        ["live", 2],
      ] as const) {
        const [release] = (await rendered(generated, stage)).filter(({ kind }) => kind === "HelmRelease");
        const spec = parsed(release?.spec);
        assert.equal(spec.serviceAccountName, "flux");
        assert.equal(spec.values.replicaCount, replicas);
        assert.deepEqual(spec.values.image, { repository: "ghcr.io/acme/storefront", tag: "0.1.0" });
      }
    }));

  describe("has checks that find", () => {
    let generated: Generated;
    before(async () => {
      generated = await made({ terraform: true }, true);
    });
    after(() => generated?.remove());

    const wrong: readonly (readonly [string, string, string, string, string, RegExp])[] = [
      ["a variable that nobody defines", "test", "config/settings.yaml", "${STAGE}", "${STAEG}", /STAEG/],
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
      ["YAML that is not well written", "lint", "config/settings.yaml", "data:", "data: ", /trailing-spaces/],
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

  it("refuses answers that make no sense, and says what is wrong", async () => {
    const refused: readonly (readonly [Readonly<Record<string, unknown>>, RegExp])[] = [
      [{ organization: "a b" }, /organization[\s\S]*is not the login of an organisation/],
      [{ namespace: "Shop" }, /namespace[\s\S]*is not the name of a namespace/],
      [{ stages: [] }, /stages[\s\S]*has to be a list of stages/],
      [{ stages: [{ name: "Live", branch: "main" }] }, /stages[\s\S]*is no stage/],
      [{ workloads: "web" }, /workloads[\s\S]*has to be a list of workloads/],
      [{ workloads: [{ name: "web", prot: 8080 }] }, /`prot` of `web` is not known/],
      [{ workloads: [{ name: "web", port: 80 }] }, /the port of `web` has to be from 1024/],
      [{ workloads: [{ name: "web", image: "x: {y" }] }, /the image of `web` can't be/],
      [{ workloads: [{ name: "web" }, { name: "web" }] }, /two workloads have the same name/],
      [
        { packaging: "helm", chart: "https://charts.acme.example" },
        /chart[\s\S]*is not the address of a chart/,
      ],
      [{ packaging: "tar" }, /packaging/],
      [{ fairway_repository: "fairway" }, /fairway_repository[\s\S]*is not a repository/],
    ];
    for (const [answers, message] of refused)
      await assert.rejects(
        withMade(answers, async () => {}),
        (error: unknown) => {
          assert.match(outputOf(error), message);
          return true;
        },
      );
  });

  it("promotes by a workflow that this project has, with what that asks for", () =>
    withMade({}, async generated => {
      const { on, permissions, jobs } = parse(generated.read(".github/workflows/promote.yml"));
      const called = parse(
        readFileSync(join(import.meta.dirname, "../../.github/workflows/promote.yml"), "utf8"),
      );
      assert.equal(jobs.promote.uses, "acme/fairway/.github/workflows/promote.yml@main");
      assert.deepEqual(permissions, {});
      assert.deepEqual(Object.keys(on), ["workflow_dispatch"]);
      const inputs = Object.keys(called.on.workflow_call.inputs);
      for (const name of Object.keys(jobs.promote.with)) assert.ok(inputs.includes(name), name);
      for (const job of Object.values<{ permissions: object }>(called.jobs))
        for (const permission of Object.entries(job.permissions))
          assert.ok(
            Object.entries(jobs.promote.permissions).some(given => `${given}` === `${permission}`),
            `${permission}`,
          );
    }));
});

function stagesOf({ stages }: Readonly<Record<string, unknown>>): readonly string[] {
  return Array.isArray(stages) ? stages.map(({ name }) => name) : ["prelive", "live"];
}

interface Spec {
  readonly replicas: number;
  readonly serviceAccountName: string;
  readonly values: { readonly replicaCount: number; readonly image: object };
  readonly rules: readonly { readonly host: string }[];
  readonly selector: { readonly matchLabels: object };
  readonly template: {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    readonly spec: {
      readonly automountServiceAccountToken: boolean;
      readonly imagePullSecrets: unknown;
      readonly securityContext: object;
      readonly containers: readonly {
        readonly image: string;
        readonly securityContext: object;
        readonly resources: { readonly limits: object };
      }[];
    };
  };
}

function parsed(spec: unknown): Spec {
  assert.ok(spec);
  return spec as Spec;
}
