import { names } from "../names.ts";
import { declared, type TenantPart } from "../part.ts";

export const variables: TenantPart = {
  title: "Variables",
  purpose:
    "What the tenant's manifests use by name. Flux reads it in the tenant's own namespace only, so the cluster's variables are copied there; its secrets are not.",
  after: ["namespace"],
  manifests: ({ tenant: { namespace, secrets = {} }, variables }, { secret }) => {
    const metadata = { name: names.variables, namespace };
    const stringData = Object.fromEntries(
      Object.entries(secrets).map(([name, reference]) => [name, secret(reference)]),
    );
    return declared(
      { apiVersion: "v1", kind: "ConfigMap", metadata, data: variables },
      ...(Object.keys(secrets).length
        ? declared({ apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", stringData })
        : []),
    );
  },
};
