import { deepEqual, equal, throws } from "node:assert/strict";
import { isPatch, kindOf } from "../../../sandbox/kubernetes/provider/kinds.ts";

describe("the kind of a resource type", () => {
  it("is the API's, with the core group's name left out", () => {
    deepEqual(kindOf("kubernetes:core/v1:Secret"), { apiVersion: "v1", kind: "Secret" });
    deepEqual(kindOf("kubernetes:apps/v1:Deployment"), { apiVersion: "apps/v1", kind: "Deployment" });
    deepEqual(kindOf("kubernetes:acme.example/v1:PriceList"), {
      apiVersion: "acme.example/v1",
      kind: "PriceList",
    });
  });

  it("is told from a patch of the kind, whoever owns that", () => {
    equal(
      isPatch("kubernetes:acme.example/v1:WidgetPatch", { apiVersion: "acme.example/v1", kind: "Widget" }),
      true,
    );
    equal(
      isPatch("kubernetes:acme.example/v1:Patch", { apiVersion: "acme.example/v1", kind: "Patch" }),
      false,
    );
  });

  it("is refused, with what to do, where the stand-in can't make it", () => {
    for (const type of [
      "helm.sh/v3:Release",
      "helm.sh/v4:Chart",
      "yaml/v2:ConfigFile",
      "kustomize/v2:Directory",
    ]) {
      throws(() => kindOf(`kubernetes:${type}`), /need the official plugin/);
    }
    throws(() => kindOf("kubernetes:core/v1:SecretList"), /Declare each object by itself/);
  });
});
