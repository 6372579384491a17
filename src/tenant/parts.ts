import type { Parts } from "../kubernetes/part.ts";
import type { TenantContext } from "./part.ts";
import { alerting } from "./parts/alerting.ts";
import { concurrency } from "./parts/concurrency.ts";
import { decryption } from "./parts/decryption.ts";
import { identity } from "./parts/identity.ts";
import { kustomizations } from "./parts/kustomizations.ts";
import { limits } from "./parts/limits.ts";
import { namespace } from "./parts/namespace.ts";
import { network } from "./parts/network.ts";
import { source } from "./parts/source.ts";
import { tofu } from "./parts/tofu.ts";
import { variables } from "./parts/variables.ts";
import type { Placement } from "./placement.ts";

/** All parts of a tenant, in the order of the documentation. */
export const parts = {
  namespace,
  identity,
  limits,
  network,
  variables,
  source,
  decryption,
  alerting,
  tofu,
  kustomizations,
  concurrency,
} as const satisfies Parts<Placement, TenantContext>;
