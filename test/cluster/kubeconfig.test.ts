import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { kubeconfigOf, NoKubeconfig } from "../../src/cluster/kubeconfig.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { testCluster } from "../tenant/world.ts";

const kubeconfig = (...contexts: string[]) =>
  stringify({
    "current-context": contexts[0],
    contexts: contexts.map(name => ({ name, context: { cluster: name, user: name } })),
  });

describe("the kubeconfig of a cluster", () => {
  const folder = temporaryFolder();
  const root = folder.path;
  after(() => folder.remove());

  const of = (access: object, environment: NodeJS.ProcessEnv = {}) =>
    kubeconfigOf(testCluster("eks-live", { access }), root, environment);
  const write = (name: string, content: string) => {
    writeFileSync(join(root, name), content);
    return join(root, name);
  };

  it("is the file that the stack names, from the project's directory", () => {
    write("one", kubeconfig("live"));
    assert.equal(of({ kubeconfig: { path: "one" } }), kubeconfig("live"));
  });

  it("is the content of the variable that the stack names", () => {
    const environment = { LIVE: kubeconfig("live") };
    assert.equal(of({ kubeconfig: { env: "LIVE" } }, environment), environment.LIVE);
    assert.throws(() => of({ kubeconfig: { env: "LIVE" } }), {
      name: NoKubeconfig.name,
      message: /comes from the environment variable LIVE, which is not set/,
    });
  });

  it("is the file that the cluster's own variable names, whatever the stack says", () => {
    const environment = { KUBECONFIG_EKS_LIVE: write("own", kubeconfig("own")) };
    assert.equal(of({ kubeconfig: { path: "one" } }, environment), kubeconfig("own"));
    assert.equal(of({ eks: { name: "x", region: "eu-central-1" } }, environment), kubeconfig("own"));
  });

  it("is never the one of the environment", () => {
    const environment = { KUBECONFIG: write("ambient", kubeconfig("ambient")) };
    assert.throws(() => of({ eks: { name: "x", region: "eu-central-1" } }, environment), {
      name: NoKubeconfig.name,
      message:
        /let KUBECONFIG_EKS_LIVE name its kubeconfig, which `aws eks update-kubeconfig --name x --region eu-central-1/,
    });
  });

  const sandboxed = { GITHUB_BASE_URL: "http://127.0.0.1:4711/" };

  it("comes from the sandbox, where the environment is one's", () => {
    assert.throws(() => of({ eks: { name: "x", region: "eu-central-1" } }, sandboxed), {
      name: NoKubeconfig.name,
      message: /: start the cluster by `fairway sandbox up --clusters eks-live --flux`, and/,
    });
    assert.throws(() => of({ kubeconfig: { env: "LIVE" } }, sandboxed), {
      message: /LIVE, which is not set\. To go on, start the cluster by `fairway sandbox up/,
    });
  });

  it("is the one context that the stack names, and none of several by chance", () => {
    write("several", kubeconfig("kind", "live"));
    const named = of({ kubeconfig: { path: "several", context: "live" } });
    assert.equal(parse(named)["current-context"], "live");
    assert.throws(() => of({ kubeconfig: { path: "several" } }), {
      message: /has several contexts: name one as `access\.kubeconfig\.context`\. It has kind, live\./,
    });
    assert.throws(() => of({ kubeconfig: { path: "several", context: "lvie" } }), {
      message: /has no context `lvie`; it has kind, live\./,
    });
  });
});
