import type { Octokit } from "octokit";
import { mapResources, type StoredStack, thingsOf, withoutResources } from "../engine/deployment.ts";
import { areThere, type DeployKeyAddress } from "../github/deploy-keys.ts";
import type { ApiServer } from "../kubernetes/api-server.ts";
import { findingsOf } from "./live-objects.ts";

/**
 * The state of a cluster's stack with what has become of it in the live world, or the very same where all is as the last
 * run left it.
 * @throws Unreachable, Refused
 */
export async function refreshedState(
  state: StoredStack,
  cluster: ApiServer,
  github: Octokit,
): Promise<StoredStack> {
  const ofType = (prefix: string) =>
    thingsOf(state).filter(({ type, delete: goes }) => type.startsWith(prefix) && !goes);
  const keys = ofType("fairway:index:DeployKey");
  const addresses = keys.map(({ outputs }) => outputs as unknown as DeployKeyAddress);
  const { gone, changed } = await findingsOf(cluster, ofType("kubernetes:"));
  const there = await areThere(github, addresses);
  const lost = new Set([...gone, ...keys.filter((_, index) => !there[index]).map(({ urn }) => urn)]);
  const found =
    changed.size > 0 ? mapResources(state, resource => changed.get(resource.urn) ?? resource) : state;
  return withoutResources(found, ({ urn }) => lost.has(urn));
}
