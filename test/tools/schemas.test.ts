import assert from "node:assert/strict";
import { join } from "node:path";
import { execa } from "execa";
import { obtain } from "../../tools/obtain.ts";
import { progressOn } from "../../tools/progress.ts";
import { kubernetes } from "../../tools/registry.ts";
import { manifestSchemas } from "../../tools/schemas.ts";

const deployment = (container: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers: [${container}]
`;
const terraform = (more: string) => `apiVersion: infra.contrib.fluxcd.io/v1alpha2
kind: Terraform
metadata: { name: shop }
spec: { interval: 1h, sourceRef: { kind: GitRepository, name: deploy }, ${more} }
`;
const release = (spec: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: shop }
spec: ${spec}
`;

describe("the schemas of manifests", function () {
  this.timeout(600_000);
  let schemas: string;
  let kubeconform: string;
  before(async () => {
    schemas = await manifestSchemas({ progress: progressOn() });
    kubeconform = join(
      (await obtain(["kubeconform"], { progress: progressOn() })).kubeconform,
      "kubeconform",
    );
  });

  /** What kubeconform says of a manifest; nothing where it is well. */
  async function told(manifest: string): Promise<string> {
    const options = ["-strict", "-kubernetes-version", kubernetes, "-schema-location", schemas];
    const { stdout } = await execa(kubeconform, options, { input: manifest, reject: false });
    return stdout;
  }

  it("take what the API server takes, numbers as quantities and as ports among it", async () => {
    const container =
      "{ name: shop, image: shop, resources: { limits: { cpu: 1, memory: 1Gi } }, livenessProbe: { httpGet: { path: /, port: http } }, readinessProbe: { httpGet: { path: /, port: 8080 } } }";
    assert.equal(await told(deployment(container)), "");
    assert.equal(
      await told(
        release("{ interval: 1h, chartRef: { kind: OCIRepository, name: chart }, values: { a: 1 } }"),
      ),
      "",
    );
    assert.equal(
      await told(
        terraform("path: ./terraform, vars: [{ name: replicas, value: 2 }, { name: tags, value: [a] }]"),
      ),
      "",
    );
    assert.equal(await told("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { A: b }\n"), "");
  });

  it("refuse what it would refuse, and fields that nobody knows", async () => {
    const wrong: readonly (readonly [string, RegExp])[] = [
      [deployment("{ name: shop, imgae: shop }"), /imgae/],
      [deployment("{ image: shop }"), /missing property 'name'/],
      [deployment("{ name: shop, image: shop, ports: [{ containerPort: http }] }"), /containerPort/],
      [release("{ chartRef: { kind: OCIRepository, name: chart } }"), /interval/],
      [release("{ interval: 1h, chartRef: { kind: Chart, name: chart } }"), /chartRef\/kind/],
      [terraform("writeOutputsToSecrets: { name: shop }"), /writeOutputsToSecrets/],
      [terraform("approvePlan: true"), /approvePlan/],
      ["apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { A: 1 }\n", /data\/A/],
      ["apiVersion: v1\nkind: ConfigMop\nmetadata: { name: a }\n", /could not find schema for ConfigMop/],
    ];
    for (const [manifest, message] of wrong) assert.match(await told(manifest), message);
  });
});
