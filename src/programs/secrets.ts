import * as pulumi from "@pulumi/pulumi";
import { type SecretReference, valueFromEnvironment } from "../repository/secret.ts";

/**
 * The value that a secret reference stands for, marked as a secret for the engine.
 * @throws Error where the environment does not have it
 */
export function secretFromEnvironment(reference: SecretReference): pulumi.Output<string> {
  return pulumi.secret(valueFromEnvironment(reference));
}
