import assert from "node:assert/strict";
import { type FluxController, fluxFlags, lockdownFlags } from "../../src/cluster/flux-flags.ts";

const controllers: readonly FluxController[] = [
  "source-controller",
  "kustomize-controller",
  "helm-controller",
  "notification-controller",
  "image-reflector-controller",
  "image-automation-controller",
  "source-watcher",
];

describe("the flags of Flux's controllers", () => {
  it("let no object refer to another namespace", () => {
    const without = controllers.filter(
      controller => !fluxFlags(controller).includes("--no-cross-namespace-refs=true"),
    );
    // It knows no such reference, nor the flag.
    assert.deepEqual(without, ["source-controller"]);
  });

  it("let no object that names no service account act with the controller's rights", () => {
    for (const controller of ["kustomize-controller", "helm-controller"] as const) {
      assert.ok(fluxFlags(controller).includes("--default-service-account=default"));
    }
  });

  it("let nothing be applied that no source brought, and no variable be empty unnoticed", () => {
    const flags = fluxFlags("kustomize-controller");
    assert.ok(flags.includes("--no-remote-bases=true"));
    assert.ok(flags.includes("--feature-gates=StrictPostBuildSubstitutions=true"));
  });

  it("differ by place in nothing that keeps tenants apart", () => {
    const place = { leaderElection: false, events: "http://127.0.0.1:4/", flags: () => ["--metrics-addr=0"] };
    for (const controller of controllers) {
      const elsewhere = fluxFlags(controller, place);
      for (const flag of lockdownFlags(controller)) assert.ok(elsewhere.includes(flag), flag);
      assert.ok(elsewhere.includes("--metrics-addr=0"));
      assert.ok(elsewhere.includes("--enable-leader-election=false"));
    }
  });

  it("tell each controller where events go, but the one that takes them", () => {
    const events = "--events-addr=http://notification-controller.$(RUNTIME_NAMESPACE).svc.cluster.local./";
    const silent = controllers.filter(controller => !fluxFlags(controller).includes(events));
    assert.deepEqual(silent, ["notification-controller"]);
  });
});
