import { z } from "zod";

/** Where a secret's value comes from; the value itself never stands in an entry. */
export const secretReference = z.strictObject({
  env: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not the name of an environment variable")
    .refine(
      name => !/^(GITHUB|GH|PULUMI|ACTIONS|AWS|AZURE|ARM|GOOGLE|FAIRWAY|NPM|NODE)_/i.test(name),
      "is a variable of Fairway's own access, which no repository may be given",
    )
    .meta({ description: "The environment variable that holds the value where Fairway runs." }),
});
export type SecretReference = z.output<typeof secretReference>;

/**
 * The value that a secret reference stands for, in clear.
 * @throws Error where the environment does not have it
 */
export function valueFromEnvironment({ env }: SecretReference): string {
  const value = process.env[env];
  if (!value) throw new Error(`A secret is taken from the environment variable ${env}, which is not set.`);
  return value;
}
