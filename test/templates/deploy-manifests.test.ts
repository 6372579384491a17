import assert from "node:assert/strict";
import { parseAllDocuments } from "yaml";
import { checkVariables } from "../../src/substitution/check.ts";
import { appliedPath, placements } from "../../src/tenant/placement.ts";
import { testCatalogue, testCluster } from "../tenant/world.ts";
import { type Answers, DeployTools, deployRepository } from "./deploy-tools.ts";
import type { Generated } from "./generate.ts";
import { TemplateRepositories } from "./template-repositories.ts";

const several = {
  workloads: [
    { name: "web", host: "shop.${DOMAIN}", port: 3000 },
    { name: "worker", image: "registry.acme.example/tools/worker", tag: "2.4.1", probe: "/live" },
  ],
  pull_secret: "registry",
};

interface Found {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

describe("what a deploy repository has applied", function () {
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

  async function withMade(answers: Answers, work: (generated: Generated) => Promise<void>): Promise<void> {
    const generated = await deployRepository(templates, answers);
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
    withMade(several, async generated => {
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
        assert.deepEqual(container?.lifecycle, { preStop: { sleep: { seconds: 5 } } });
      }
      assert.deepEqual(
        deployments.map(({ spec }) => parsed(spec).template.spec.containers[0]?.image),
        ["ghcr.io/acme/shop/web:0.1.0", "registry.acme.example/tools/worker:2.4.1"],
      );
      const [ingress, ...others] = objects.filter(({ kind }) => kind === "Ingress");
      assert.equal(parsed(ingress?.spec).rules[0]?.host, "shop.acme.example");
      assert.deepEqual(parsed(ingress?.spec).tls, [{ hosts: ["shop.acme.example"] }]);
      const budgets = objects.filter(({ kind }) => kind === "PodDisruptionBudget");
      assert.deepEqual(
        budgets.map(({ metadata, spec }) => [metadata.name, spec.maxUnavailable]),
        [
          ["web", 1],
          ["worker", 1],
        ],
      );
      assert.deepEqual(others, []);
      const [once] = (await rendered(generated, "prelive")).filter(({ kind }) => kind === "Deployment");
      assert.equal(parsed(once?.spec).replicas, 1);
    }));

  for (const packaging of ["manifests", "helm"])
    it(`starts Pods anew where a setting has changed: ${packaging}`, () =>
      withMade({ packaging }, async generated => {
        const settingsOf = async () => {
          const objects = await rendered(generated, "live");
          const { metadata } = objects.find(({ kind }) => kind === "ConfigMap") ?? {};
          const spec = parsed(
            objects.find(({ kind }) => kind === "Deployment" || kind === "HelmRelease")?.spec,
          );
          const { envFrom } = spec.values ?? spec.template.spec.containers[0] ?? {};
          assert.deepEqual(envFrom, [{ configMapRef: { name: metadata?.name } }]);
          return metadata?.name;
        };
        const before = await settingsOf();
        const file = "kubernetes/base/kustomization.yaml";
        generated.write(file, generated.read(file).replace(/^( *- )STAGE=.*$/m, "$&\n$1GREETING=hello"));
        assert.notEqual(await settingsOf(), before);
      }));

  it("applies no plan of Terraform that the catalogue does not name", () =>
    withMade({ terraform: true }, async generated => {
      const [terraform] = (await rendered(generated, "live")).filter(({ kind }) => kind === "Terraform");
      assert.equal(terraform?.spec.approvePlan, "none");
      generated.write(
        ".github/manifests.env",
        `${generated.read(".github/manifests.env")}TOFU_APPROVAL=auto\n`,
      );
      const [first] = (await rendered(generated, "prelive")).filter(({ kind }) => kind === "Terraform");
      assert.equal(first?.spec.approvePlan, "auto");
    }));

  it("runs a chart as the tenant's own identity, with the stage's number of replicas", () =>
    withMade({ packaging: "helm", service: "Storefront", pull_secret: "registry" }, async generated => {
      for (const [stage, replicas] of [
        ["prelive", 1],
        ["live", 2],
      ] as const) {
        const objects = await rendered(generated, stage);
        const [release] = objects.filter(({ kind }) => kind === "HelmRelease");
        const [chart] = objects.filter(({ kind }) => kind === "OCIRepository");
        assert.deepEqual(chart?.spec.secretRef, { name: "registry" });
        const spec = parsed(release?.spec);
        assert.equal(spec.serviceAccountName, "flux");
        assert.equal(spec.values?.replicaCount, replicas);
        assert.deepEqual(spec.values?.volumeMounts, [{ name: "tmp", mountPath: "/tmp" }]);
        assert.deepEqual(spec.values?.image, { repository: "ghcr.io/acme/storefront", tag: "0.1.0" });
      }
    }));
});

interface Spec {
  readonly replicas: number;
  readonly serviceAccountName: string;
  readonly values?: {
    readonly replicaCount: number;
    readonly image: object;
    readonly envFrom: object;
    readonly volumeMounts: object;
  };
  readonly tls: object;
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
        readonly envFrom: object;
        readonly lifecycle: object;
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
