import assert from "node:assert/strict";
import type { Manifest } from "../../src/kubernetes/manifest.ts";
import { eventually } from "../support/eventually.ts";
import { encryptedConfigMap } from "../support/sops.ts";
import { ClusterWorld, configMap, paths } from "./cluster-world.ts";

const entry = (namespace: string) => `
archetype: deploy
team: shop
visibility: public
tenant: {namespace: ${namespace}, clusters: [live]}
`;

const object = (apiVersion: string, kind: string, name: string, rest: object = {}, metadata: object = {}) =>
  JSON.stringify({ apiVersion, kind, metadata: { name, ...metadata }, ...rest });

const pod = (container: object, spec: object = {}) => ({
  spec: {
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: { ...spec, containers: [{ name: "web", image: "web:1", ...container }] },
    },
  },
});

const rbac = "rbac.authorization.k8s.io";
const source = "source.toolkit.fluxcd.io/v1";
const kustomize = "kustomize.toolkit.fluxcd.io/v1";

/** What a tenant may try by a file of its repository, and what its Kustomization says then. */
const refused: Readonly<Record<string, readonly [file: string, says: RegExp]>> = {
  "an object of the cluster": [
    object(`${rbac}/v1`, "ClusterRole", "mine", { rules: [] }),
    /ClusterRole\/mine.*forbidden/,
  ],
  "a namespace": [object("v1", "Namespace", "mine"), /Namespace\/shop.*forbidden/],
  "its own binding to cluster-admin": [
    object(`${rbac}/v1`, "RoleBinding", "mine", {
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "cluster-admin" },
      subjects: [{ kind: "ServiceAccount", name: "flux" }],
    }),
    /RoleBinding\/shop\/mine.*(forbidden|denied)/,
  ],
  "a privileged Pod template": [
    object("apps/v1", "Deployment", "web", pod({ securityContext: { privileged: true } })),
    /Deployment\/shop\/web.*denied.*privileged/,
  ],
  "a Pod template on the host's network": [
    object("apps/v1", "Deployment", "web", pod({}, { hostNetwork: true })),
    /Deployment\/shop\/web.*denied.*the machine's network/,
  ],
  "a source outside the organisation": [
    object(source, "GitRepository", "evil", {
      spec: { interval: "1m", url: "https://example.com/evil/x.git" },
    }),
    /GitRepository\/shop\/evil.*denied/,
  ],
  "a bucket": [
    object(source, "Bucket", "evil", { spec: { interval: "1m", endpoint: "example.com", bucketName: "x" } }),
    /Bucket\/shop\/evil.*forbidden/,
  ],
  "more than its quota": [
    object("v1", "Service", "outside", { spec: { type: "LoadBalancer", ports: [{ port: 80 }] } }),
    /Service\/shop\/outside.*exceeded quota/,
  ],
  "a larger quota": [
    object("v1", "ResourceQuota", "fairway", { spec: { hard: { pods: "1000" } } }),
    /ResourceQuota\/shop\/fairway.*forbidden/,
  ],
  "an end of its network rules": [
    object("networking.k8s.io/v1", "NetworkPolicy", "open", { spec: { podSelector: {}, ingress: [{}] } }),
    /NetworkPolicy\/shop\/open.*forbidden/,
  ],
  "another source for its own name": [
    object(source, "GitRepository", "deploy", { spec: { ref: { branch: "other" } } }),
    /GitRepository\/shop\/deploy.*(denied|invalid)/,
  ],
  "a variable that nobody has defined": [configMap("unset", "$" + "{NOWHERE}"), /NOWHERE/],
};

describe("a tenant that tries what it must not", function () {
  this.timeout(3_600_000);
  let clusters: ClusterWorld;

  before(async () => {
    clusters = await ClusterWorld.start({
      clusters: { live: { stage: "prelive" } },
      entries: { "shop-deploy": entry("shop"), "ledger-deploy": entry("ledger") },
    });
    await clusters.fairway("up", "--yes");
    for (const repository of ["shop-deploy", "ledger-deploy"])
      await clusters.release(files(), { repository });
    await clusters.fairway("up", "--stack", "live", "--yes");
    for (const namespace of ["shop", "ledger"])
      await clusters.settled("live", paths.kustomization("config", namespace), "Ready");
  });
  after(() => clusters?.close());
  afterEach(async () => {
    await release({});
    await clusters.settled("live", paths.kustomization("config"), "Ready");
  });

  function files(more: Readonly<Record<string, string>> = {}) {
    const fixed = {
      "config/config.yaml": configMap("config", "one"),
      "kubernetes/x.yaml": configMap("x", "x"),
    };
    return { ...fixed, ...more };
  }

  async function release(more: Readonly<Record<string, string>>): Promise<void> {
    await clusters.release(files(more));
    await clusters.hasten("live");
  }

  /** A Kustomization of the tenant's own. Applied by Flux it would be waited for, for minutes. */
  async function attempt(name: string, more: object): Promise<void> {
    const sourceRef = { kind: "GitRepository", name: "deploy" };
    const spec = { interval: "1m", prune: true, path: "./kubernetes", sourceRef, ...more };
    const metadata = { name, namespace: "shop" };
    await clusters.apply("live", {
      apiVersion: kustomize,
      kind: "Kustomization",
      metadata,
      spec,
    } as Manifest);
  }

  /** The refusal stands on the Kustomization, and in an alert of the team. */
  async function toldOf(name: string, says: RegExp): Promise<void> {
    await clusters.settled("live", paths.kustomization(name), says);
    await eventually(async () => (await clusters.told()).some(message => says.test(message)) || undefined);
  }

  for (const [what, [file, says]] of Object.entries(refused)) {
    it(`is refused ${what}, and its Kustomization and its team are told`, async () => {
      await release({ "config/attempt.yaml": file });
      await toldOf("config", says);
    });
  }

  it("is refused another namespace: what names one lands in its own", async () => {
    await release({ "config/attempt.yaml": configMap("stray", "x", "  namespace: ledger\n") });
    await eventually(() => clusters.find("live", paths.configMap("stray")));
    assert.equal(await clusters.find("live", paths.configMap("stray", "ledger")), undefined);
  });

  it("is refused another namespace's source", async () => {
    await attempt("stolen", { sourceRef: { kind: "GitRepository", name: "deploy", namespace: "ledger" } });
    await toldOf("stolen", /cross-namespace/);
  });

  it("does nothing by a Kustomization of its own that names no identity", async () => {
    await attempt("bold", { targetNamespace: "ledger" });
    await toldOf("bold", /forbidden/);
    const theirs = await clusters.find("live", paths.configMap("x", "ledger"));
    assert.equal(theirs?.metadata?.labels?.["kustomize.toolkit.fluxcd.io/namespace"], "ledger");
  });

  it("is refused a remote base", async () => {
    const base = `${clusters.world.server.url}/acme/ledger-deploy.git//kubernetes?ref=main`;
    await release({ "config/kustomization.yaml": `resources: [config.yaml, "${base}"]\n` });
    await toldOf("config", /fs-security-constraint/);
  });

  it("reads what is encrypted for it, and can't read what is encrypted for another tenant", async () => {
    const { stdout } = await clusters.fairway("recipients", "--json");
    const recipients = JSON.parse(stdout) as { namespace: string; recipient: string }[];
    const encrypt = async (namespace: string) => {
      const recipient = recipients.find(one => one.namespace === namespace)?.recipient ?? "";
      await release({ "config/attempt.yaml": await encryptedConfigMap("hidden", "open", recipient) });
    };
    await encrypt("shop");
    const hidden = () => clusters.find("live", paths.configMap("hidden"));
    assert.equal((await eventually(hidden)).data?.text, "open");
    await encrypt("ledger");
    await toldOf("config", /data key/);
  });
});
