import { z } from "zod";
import type { JsonSchema, KindSchema } from "./json-schema.ts";

const flag = z.boolean();
const text = z.string();
const number = z.int();
const duration = z.string().regex(/^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/);
const named = z.strictObject({ name: text, namespace: text.optional() });
const texts = z.record(text, text);
const values = { kind: z.enum(["Secret", "ConfigMap"]), name: text, optional: flag.optional() };

/**
 * What tofu-controller 0.16 takes, written from its definition of the kind, since its Go module can't be had where only
 * registries are reached: https://flux-iac.github.io/tofu-controller/References/terraform/
 */
const spec = z.strictObject({
  interval: duration,
  sourceRef: z.strictObject({
    apiVersion: text.optional(),
    kind: z.enum(["GitRepository", "Bucket", "OCIRepository"]),
    ...named.shape,
  }),
  ...z
    .strictObject({
      alwaysCleanupRunnerPod: flag,
      approvePlan: text,
      backendConfig: z
        .strictObject({
          configPath: text,
          customConfiguration: text,
          disable: flag,
          inClusterConfig: flag,
          labels: texts,
          secretSuffix: text,
        })
        .partial(),
      backendConfigsFrom: z.array(z.strictObject({ ...values, keys: z.array(text).optional() })),
      branchPlanner: z.strictObject({ enablePathScope: flag }).partial(),
      breakTheGlass: flag,
      cliConfigSecretRef: named.partial(),
      cloud: z.looseObject({ organization: text, workspaces: z.looseObject({}) }),
      dependsOn: z.array(named),
      destroy: flag,
      destroyResourcesOnDeletion: flag,
      disableDriftDetection: flag,
      enableInventory: flag,
      fileMappings: z.array(
        z.strictObject({
          location: z.enum(["home", "workspace"]),
          path: text,
          secretRef: z.strictObject({ name: text, key: text.optional() }),
        }),
      ),
      force: flag,
      healthChecks: z.array(
        z.strictObject({
          name: text,
          type: z.enum(["tcp", "http"]),
          address: text.optional(),
          url: text.optional(),
          timeout: duration.optional(),
        }),
      ),
      maxRetryInterval: duration,
      parallelism: number,
      path: text,
      plan: z.strictObject({ lock: flag }).partial(),
      planOnly: flag,
      readInputsFromSecrets: z.array(z.strictObject({ as: text, name: text })),
      refreshBeforeApply: flag,
      remediation: z.strictObject({ retries: number }).partial(),
      retryInterval: duration,
      retryStrategy: z.enum(["StaticInterval", "ExponentialBackoff"]),
      runnerPodTemplate: z.strictObject({ metadata: z.looseObject({}), spec: z.looseObject({}) }).partial(),
      runnerTerminationGracePeriodSeconds: number,
      serviceAccountName: text,
      storeReadablePlan: z.enum(["none", "json", "human"]),
      suspend: flag,
      targets: z.array(text),
      tfVarsFiles: z.array(text),
      tfstate: z
        .strictObject({
          forceUnlock: z.enum(["yes", "no", "auto"]),
          lockIdentifier: text,
          lockTimeout: duration,
        })
        .partial(),
      upgradeOnInit: flag,
      values: z.unknown(),
      vars: z.array(
        z.strictObject({
          name: text,
          value: z.unknown().optional(),
          valueFrom: z.looseObject({}).optional(),
        }),
      ),
      varsFrom: z.array(z.strictObject({ ...values, varsKeys: z.array(text).optional() })),
      webhooks: z.array(
        z.looseObject({ stage: z.literal("post-planning"), testExpression: text, url: text }),
      ),
      workspace: text,
      writeOutputsToSecret: z.strictObject({
        name: text,
        annotations: texts.optional(),
        labels: texts.optional(),
        outputs: z.array(text).optional(),
      }),
    })
    .partial().shape,
});

const apiVersion = "infra.contrib.fluxcd.io/v1alpha2";
const kind = "Terraform";

/** What tofu-controller's Terraform objects keep to. */
export const terraformSchema: KindSchema = {
  apiVersion,
  kind,
  schema: z.toJSONSchema(
    z.strictObject({
      apiVersion: z.literal(apiVersion),
      kind: z.literal(kind),
      metadata: z.looseObject({ name: text }),
      spec,
    }),
    { target: "draft-7" },
  ) as JsonSchema,
};
