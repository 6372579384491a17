import { z } from "zod";
import { addressRange, namespaceName, port, variableName, variableValue } from "../kubernetes/names.ts";
import { clusterName, sizeName, stageName, tenantNamespace } from "../repository/names.ts";
import { secretReference } from "../repository/secret.ts";
import { alerts } from "./alerts.ts";

const ports = z.array(port).min(1);

const network = z.strictObject({
  ingress: ports.optional().meta({ description: "Ports that the cluster’s ingress controller reaches." }),
  from: z
    .record(tenantNamespace, ports)
    .optional()
    .meta({ description: "Ports that other tenants may call, by their namespaces." }),
  to: z
    .record(tenantNamespace, ports)
    .optional()
    .meta({ description: "Ports of other tenants that it calls, by their namespaces." }),
  egress: z
    .record(addressRange, ports)
    .optional()
    .meta({ description: "Ports outside the cluster that it calls, by ranges of addresses." }),
  internet: z
    .boolean()
    .default(false)
    .meta({ description: "Whether it may call port 443 of any public address." }),
  api_server: z
    .boolean()
    .default(false)
    .meta({ description: "Whether its pods may call the cluster’s API server." }),
});

const variables = z.record(variableName, variableValue);

const place = z.strictObject({
  name: clusterName.meta({ description: "The cluster." }),
  stage: stageName.optional().meta({ description: "The stage; the cluster’s, if left out." }),
  size: sizeName.optional().meta({ description: "The size on this cluster." }),
  variables: variables.optional().meta({ description: "Variables on this cluster, over the tenant’s own." }),
});

const app = z.strictObject({
  id: z.int().positive().meta({ description: "The App’s id." }),
  installation: z.int().positive().meta({ description: "The id of its installation." }),
  private_key: secretReference.meta({ description: "Where its private key comes from." }),
});

/** An application's place on clusters, as an entry declares it. */
export const tenant = z.strictObject({
  namespace: namespaceName.meta({ description: "Its namespace on each of its clusters." }),
  clusters: z
    .array(z.union([clusterName, place]))
    .min(1)
    .meta({ description: "Its clusters by name, or with what is different on one of them." }),
  size: sizeName.default("small").meta({ description: "One of the standard’s `sizes`." }),
  path: z
    .string()
    .regex(/^(?!\.{1,2}(\/|$))[\w.-]+(\/(?!\.{1,2}(\/|$))[\w.-]+)*$/, "is not a folder of the repository")
    .optional()
    .meta({
      description:
        "The folder that holds `config/` and `kubernetes/`, where one repository has several tenants; the repository itself, if left out.",
    }),
  overlays: z.boolean().default(false).meta({
    description:
      "Whether each stage has a folder of its own, `kubernetes/overlays/<stage>`, that is applied in the place of `kubernetes/`.",
  }),
  pod_security: z
    .enum(["restricted", "baseline"])
    .default("restricted")
    .meta({ description: "The Pod Security Standard that its pods keep to." }),
  volumes: z.boolean().default(false).meta({
    description: "Whether it keeps data in volumes. Removing such a tenant asks a second time.",
  }),
  tofu: z.boolean().default(false).meta({
    description: "Whether tofu-controller may run its Terraform, where the cluster has it.",
  }),
  network: network.optional().meta({
    description: "What its pods may reach and be reached by, beside each other and DNS.",
  }),
  variables: variables.optional().meta({ description: "Variables of its own for its manifests." }),
  requires: z.array(variableName).optional().meta({
    description: "Variables of the clusters that it relies on: each of its clusters must have them.",
  }),
  secrets: z
    .record(variableName, secretReference)
    .optional()
    .meta({ description: "Variables of its own whose values are secret." }),
  alerts: alerts
    .optional()
    .meta({ description: "Whom Flux tells about it; its team’s `alerts`, if left out." }),
  app: app.optional().meta({
    description:
      "A GitHub App of its own that reads the repository, in place of a deploy key. No two tenants share one.",
  }),
});
export type Tenant = z.output<typeof tenant>;
