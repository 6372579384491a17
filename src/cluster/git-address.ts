import type { Octokit } from "octokit";
import type { Cluster } from "./schema.ts";

/**
 * Where the organisation's repositories lie for Flux on a cluster, without a slash at its end: the cluster's own
 * `git.address`, else GitHub by SSH, e.g. `ssh://git@github.com/acme`. `FAIRWAY_GIT_ADDRESS` names another host than the API's.
 */
export function gitAddress(
  { git }: Pick<Cluster, "git">,
  organization: string,
  environment = process.env,
): string {
  if (git.address) return git.address;
  const base = environment.FAIRWAY_GIT_ADDRESS || `ssh://git@${gitHubHost(environment)}`;
  return `${base.replace(/\/$/, "")}/${organization}`;
}

/**
 * The host keys that Flux trusts at such an address, in the form of `known_hosts`; empty where it is not reached by SSH, or
 * where no key signs in there. GitHub itself tells its own, over HTTPS.
 * @see https://docs.github.com/en/rest/meta/meta
 */
export async function knownHosts(
  { git }: Pick<Cluster, "git">,
  address: string,
  api: Octokit,
): Promise<string> {
  if (git.keys === "none" || !address.startsWith("ssh://")) return "";
  if (git.address) return git.known_hosts ?? "";
  const { data } = await api.rest.meta.get();
  const host = knownName(new URL(address));
  return (data.ssh_keys ?? []).map(key => `${host} ${key}\n`).join("");
}

function gitHubHost({ GITHUB_BASE_URL }: NodeJS.ProcessEnv): string {
  return GITHUB_BASE_URL ? new URL(GITHUB_BASE_URL).hostname : "github.com";
}

/** https://man.openbsd.org/sshd.8#SSH_KNOWN_HOSTS_FILE_FORMAT */
function knownName({ hostname, port }: URL): string {
  return port ? `[${hostname}]:${port}` : hostname;
}
