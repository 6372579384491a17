import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Step } from "../src/kubernetes/part.ts";
import { resourceName } from "../src/kubernetes/resource.ts";
import { KubernetesObject } from "./kubernetes-object.ts";

export interface StepsOptions {
  readonly parent: pulumi.ComponentResource;
  /** The cluster's name, with which the names of all its objects begin. */
  readonly cluster: string;
  readonly provider: kubernetes.Provider;
}

/**
 * Makes the objects of all steps, each step's after those of the steps that it waits for; on removal it is the other way
 * round. What is kept stays on the cluster when it is no longer declared.
 */
export function makeSteps(steps: readonly Step[], { parent, cluster, provider }: StepsOptions): void {
  const byPart = new Map(steps.map(step => [step.part, step]));
  const made = new Map<string, KubernetesObject[]>();
  const make = ({ part, after, kept, manifests }: Step): KubernetesObject[] => {
    const before = made.get(part);
    if (before) return before;
    const dependsOn = after.flatMap(name => {
      const step = byPart.get(name);
      return step ? make(step) : [];
    });
    const objects = manifests.map(
      manifest =>
        new KubernetesObject(resourceName(cluster, manifest), manifest, {
          parent,
          provider,
          dependsOn,
          retainOnDelete: kept,
        }),
    );
    made.set(part, objects);
    return objects;
  };
  for (const step of steps) make(step);
}
