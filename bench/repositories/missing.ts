import type { Organization } from "./organization.ts";

/** What the GitHub provider of Terraform has no resource for, of the things that an organisation is made of. */
export function missingResources({ set }: Organization): readonly string[] {
  return set === "full" ? ["CodeQL's default setup", "immutable releases"] : [];
}
