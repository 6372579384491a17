import { z } from "zod";
import { secretReference } from "./secret.ts";

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables#naming-conventions-for-configuration-variables */
const name = z
  .string()
  .regex(/^[A-Z_][A-Z0-9_]*$/, "is not a name for Actions: capital letters, digits and `_`, no digit first")
  .refine(name => !name.startsWith("GITHUB_"), "starts with `GITHUB_`, which GitHub keeps for itself");

/** What workflows are told in the open, by name. */
export const actionsVariables = z.record(
  name,
  z.string().max(49_152, "is longer than the 48 KB GitHub allows"),
);

/** What workflows are told in secret, by name. */
export const actionsSecrets = z.record(name, secretReference);
