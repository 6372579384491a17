import * as pulumi from "@pulumi/pulumi";
import type { SecretReference } from "../repository/secret.ts";

/**
 * The value that a secret reference stands for, marked as a secret for the engine.
 * @throws Error where the environment does not have it
 */
export function secretFromEnvironment({ env }: SecretReference): pulumi.Output<string> {
  const value = process.env[env];
  if (!value) throw new Error(`A secret is taken from the environment variable ${env}, which is not set.`);
  return pulumi.secret(value);
}
