import { createPublicKey, type KeyObject } from "node:crypto";
import type { Octokit } from "octokit";
import pMap from "p-map";
import { absent } from "./absence.ts";

/** A deploy key of a repository, by GitHub's number of it. */
export interface DeployKeyAddress {
  readonly owner: string;
  readonly repository: string;
  readonly keyId: number;
}

const atOnce = 8;

/** Whether a deploy key is there still, for each of these; GitHub changes none. */
export async function areThere(api: Octokit, keys: readonly DeployKeyAddress[]): Promise<readonly boolean[]> {
  return await pMap(
    keys,
    ({ owner, repository: repo, keyId: key_id }) =>
      api.rest.repos.getDeployKey({ owner, repo, key_id }).then(() => true, absent(false)),
    { concurrency: atOnce },
  );
}

/** Whether a repository has the other half of a private key, in PEM. */
export async function isDeployKey(
  api: Octokit,
  { owner, repository: repo }: Omit<DeployKeyAddress, "keyId">,
  privateKey: string,
): Promise<boolean> {
  const keys = await api
    .paginate(api.rest.repos.listDeployKeys, { owner, repo, per_page: 100 })
    .catch(absent([]));
  const ours = publicHalf(privateKey);
  return keys.some(({ key }) => key === ours);
}

/**
 * The public half of an Ed25519 key in OpenSSH's form.
 * https://www.rfc-editor.org/rfc/rfc8709#section-4
 */
export function publicHalf(privateKey: KeyObject | string): string {
  const { x = "" } = createPublicKey(privateKey as string).export({ format: "jwk" });
  const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const blob = Buffer.concat([field(Buffer.from("ssh-ed25519")), field(Buffer.from(x, "base64url"))]);
  return `ssh-ed25519 ${blob.toString("base64")}`;
}
