import { overHttps } from "../tenant/parts/source.ts";
import type { Cluster } from "./schema.ts";

/** Where the organisation's repositories lie for a cluster that names no mirror. */
export function gitAddress({ git }: Cluster, organization: string): string {
  return git.address ?? `ssh://git@github.com/${organization}`;
}

/** The beginnings of all addresses that tenants of a cluster may pull from. */
export function allowedSources({ sources }: Cluster, address: string): readonly string[] {
  return [...new Set([`${address}/`, `${overHttps(address)}/`, ...sources])];
}

/** https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/githubs-ssh-key-fingerprints */
const github = [
  "github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
  "github.com ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEmKSENjQEezOmxkZMy7opKgwFB9nkt5YRrYMjNuG5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg=",
].join("\n");

/** The host keys that Flux trusts where it reads by SSH. */
export function knownHosts({ git }: Cluster): string {
  return git.known_hosts ?? github;
}
