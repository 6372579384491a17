import { z } from "zod";

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
export const dnsLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** A namespace's name. */
export const namespaceName = z
  .string()
  .regex(dnsLabel, "is not a namespace: lower-case letters, digits and `-`, at most 63");

/** A TCP port. */
export const port = z.int().min(1).max(65535);

/** A range of addresses. */
export const addressRange = z
  .union([z.cidrv4(), z.cidrv6()], { error: "is not a range of addresses, such as `10.20.0.0/16`" })
  .meta({ description: "Addresses, e.g. `10.20.0.0/16`." });

/**
 * What Flux replaces in manifests: `${NAME}`.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
 */
export const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not a variable's name: letters, digits and `_`, no digit first");

/** A variable's value. Flux takes line breaks away, so there had better be none. */
export const variableValue = z.string().regex(/^[^\r\n]*$/, "has several lines, which Flux would join");
