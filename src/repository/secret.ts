import { z } from "zod";

/** Where a secret's value comes from; the value itself never stands in an entry. */
export const secretReference = z.strictObject({
  env: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not the name of an environment variable")
    .meta({ description: "The environment variable that holds the value where Fairway runs." }),
});
export type SecretReference = z.output<typeof secretReference>;
