import * as pulumi from "@pulumi/pulumi";
import type { Manifest } from "../src/kubernetes/manifest.ts";
import { resourceType } from "../src/kubernetes/resource.ts";

/**
 * An object on a cluster, of any kind: what `@pulumi/kubernetes` has a class for each kind for. The type token is the one
 * of that class, so that the provider and other programs know it. What is secret of a Secret is so in the state too.
 */
export class KubernetesObject extends pulumi.CustomResource {
  constructor(name: string, manifest: Manifest, options: pulumi.CustomResourceOptions) {
    const secret = manifest.kind === "Secret" ? { additionalSecretOutputs: ["data", "stringData"] } : {};
    super(resourceType(manifest), name, { ...manifest }, pulumi.mergeOptions(secret, options));
  }
}
