import { unprocessable } from "../errors.ts";

/**
 * The name of a secret or variable as GitHub keeps it: in capitals.
 * Errors: 422 for what is no name.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables#naming-conventions-for-configuration-variables
 */
export function settingName(wanted: string): string {
  const name = wanted.toUpperCase();
  if (!/^[A-Z_][A-Z0-9_]*$/.test(name)) {
    throw unprocessable(
      `Name '${wanted}' is invalid: only letters, digits and underscores, and it must not start with a digit`,
    );
  }
  if (name.startsWith("GITHUB_")) throw unprocessable("Names must not start with GITHUB_.");
  return name;
}
