import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import type { Octokit } from "octokit";
import { absent } from "../../src/github/absence.ts";
import { publicHalf } from "../../src/github/deploy-keys.ts";
import { isSameName } from "../../src/github/names.ts";
import type { KeyPair } from "./key-pair.ts";
import { found, type OfRepository } from "./setting.ts";

interface Inputs extends OfRepository {
  readonly title: string;
  readonly readOnly: boolean;
  /** A private half that is there already, in PEM; a new pair is made where the repository does not know it. */
  readonly privateKey?: string;
  /** Whether another key of this title has to work until this one is in its place. */
  readonly succeeds?: boolean;
}

interface Values extends Inputs {
  readonly keyId: number;
  readonly publicKey: string;
  readonly privateKey: string;
}

/** https://docs.github.com/en/rest/deploy-keys/deploy-keys */
export const deployKey: KeyPair<Inputs, Values> = {
  lasting: ["owner", "repository", "title", "readOnly"],
  id: ({ owner, repository, title }) => `${owner}/${repository}/${title}`,
  async read(connect, known) {
    const { owner, repository, keyId, privateKey, publicKey } = known;
    if (!owner || !repository || !keyId || !privateKey || !publicKey) return undefined;
    const live = (await keysOf(await connect(), { owner, repository })).find(({ id }) => id === keyId);
    const { title, read_only: readOnly = false } = live ?? {};
    return live && { owner, repository, keyId, privateKey, publicKey, title: title ?? "", readOnly };
  },
  async make(connect, { owner, repository, title, readOnly, privateKey: given, succeeds = false }) {
    const api = await connect();
    const known = given ? createPrivateKey(given) : undefined;
    const knownPublic = known && publicHalf(known);
    const keys = await keysOf(api, { owner, repository });
    const there = keys.find(({ key }) => key === knownPublic);
    // GitHub takes a key once: one that this repository does not have may be another's.
    const key = there && known ? known : generateKeyPairSync("ed25519").privateKey;
    const publicKey = publicHalf(key);
    const { id: keyId } =
      there ??
      (
        await api.rest.repos.createDeployKey({
          owner,
          repo: repository,
          title,
          key: publicKey,
          read_only: readOnly,
        })
      ).data;
    // Left by a run that was killed before it could tell anybody the private half.
    const orphans = succeeds ? [] : keys.filter(({ title: called, id }) => called === title && id !== keyId);
    for (const { id: key_id } of orphans) {
      await api.rest.repos.deleteDeployKey({ owner, repo: repository, key_id }).catch(absent(undefined));
    }
    const privateKey = String(key.export({ type: "pkcs8", format: "pem" }));
    return { owner, repository, title, readOnly, keyId, publicKey, privateKey };
  },
  async remove(connect, { owner, repository: repo, keyId: key_id }) {
    const api = await connect();
    const live = await found(api.rest.repos.get({ owner, repo }));
    // The former name of a repository leads to it, and the key is then one of its new name's.
    if (!live || !isSameName(live.full_name, `${owner}/${repo}`)) return;
    await api.rest.repos.deleteDeployKey({ owner, repo, key_id }).catch(absent(undefined));
  },
};

/** None where the repository itself is gone. */
async function keysOf(api: Octokit, { owner, repository: repo }: OfRepository) {
  return await api.paginate(api.rest.repos.listDeployKeys, { owner, repo, per_page: 100 }).catch(absent([]));
}
