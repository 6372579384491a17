import type { Octokit } from "octokit";
import type { Cluster } from "./schema.ts";

/** Where the organisation's repositories lie for Flux on a cluster, and how its host is known. */
export interface GitAddress {
  /** Without a slash at its end, e.g. `ssh://git@github.com/acme`. */
  readonly address: string;
  /** The host's keys, in the form of `known_hosts`; empty where it is not reached by SSH. */
  readonly knownHosts: string;
}

/**
 * The cluster's own `git.address`, else GitHub by SSH. GitHub itself tells its host keys, over HTTPS.
 * @param base what all organisations lie under; GitHub's own host, if absent
 * @see https://docs.github.com/en/rest/meta/meta
 */
export async function gitAddressOf(
  { git }: Cluster,
  organization: string,
  api: Octokit,
  base = `ssh://git@${gitHubHost()}`,
): Promise<GitAddress> {
  if (git.address) return { address: git.address.replace(/\/$/, ""), knownHosts: git.known_hosts ?? "" };
  const address = `${base.replace(/\/$/, "")}/${organization}`;
  if (git.keys === "none" || !address.startsWith("ssh://")) return { address, knownHosts: "" };
  const { data } = await api.rest.meta.get();
  const host = knownName(new URL(address));
  return { address, knownHosts: (data.ssh_keys ?? []).map(key => `${host} ${key}\n`).join("") };
}

function gitHubHost(): string {
  return process.env.GITHUB_BASE_URL ? new URL(process.env.GITHUB_BASE_URL).hostname : "github.com";
}

/** https://man.openbsd.org/sshd.8#SSH_KNOWN_HOSTS_FILE_FORMAT */
function knownName({ hostname, port }: URL): string {
  return port ? `[${hostname}]:${port}` : hostname;
}
