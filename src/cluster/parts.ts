import type { Manifest } from "../kubernetes/manifest.ts";
import type { Parts } from "../kubernetes/part.ts";
import type { ClusterContext } from "./part.ts";
import { alerting } from "./parts/alerting.ts";
import { certificates } from "./parts/certificates.ts";
import { delivery } from "./parts/delivery.ts";
import { flux } from "./parts/flux.ts";
import { namespace } from "./parts/namespace.ts";
import { network } from "./parts/network.ts";
import { policies } from "./parts/policies.ts";
import { roles } from "./parts/roles.ts";
import { services } from "./parts/services.ts";
import { tenants } from "./parts/tenants.ts";
import { tofu } from "./parts/tofu.ts";
import { variables } from "./parts/variables.ts";
import type { Cluster } from "./schema.ts";

/** All parts of a cluster's bootstrap, in the order of the documentation. */
export const parts = {
  namespace,
  certificates,
  network,
  flux,
  delivery,
  variables,
  roles,
  policies,
  services,
  tofu,
  alerting,
  tenants,
} as const satisfies Parts<Cluster, ClusterContext, Manifest>;
