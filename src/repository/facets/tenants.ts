import { z } from "zod";
import { type Tenant, tenant } from "../../tenant/schema.ts";
import { facet } from "../facet.ts";

/** The places on clusters of what a repository holds. Nothing of it is at GitHub: the clusters' own stacks make it. */
export const tenants = facet({
  title: "Tenants",
  fields: {
    tenant: z
      .union([tenant, z.array(tenant).min(1)])
      .optional()
      .meta({
        description:
          "The application’s place on clusters, or a list of them where one repository has several. Only in an entry.",
      }),
  },
  kinds: {},
  observe: async () => ({}),
});

/** The tenants of a repository as a list. */
export function tenantsOf({
  tenant,
}: {
  readonly tenant?: Tenant | readonly Tenant[] | undefined;
}): readonly Tenant[] {
  if (!tenant) return [];
  return Array.isArray(tenant) ? tenant : [tenant as Tenant];
}
