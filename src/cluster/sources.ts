import { overHttps } from "../tenant/parts/source.ts";
import type { Cluster } from "./schema.ts";

/** The beginnings of all addresses that tenants of a cluster may pull from. */
export function allowedSources({ sources }: Cluster, address: string): readonly string[] {
  return [...new Set([`${address}/`, `${overHttps(address)}/`, ...sources])];
}
