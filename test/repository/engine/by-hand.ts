import sodium from "libsodium-wrappers";
import type { Octokit } from "octokit";

/**
 * Puts another value into an Actions secret, as somebody would with a script.
 * @param secrets where it is, e.g. `/repos/acme/widgets/actions/secrets`
 */
export async function overwriteSecret(github: Octokit, secrets: string, name: string): Promise<void> {
  const { data } = await github.request(`GET ${secrets}/public-key`);
  await sodium.ready;
  const { ORIGINAL } = sodium.base64_variants;
  const sealed = sodium.crypto_box_seal("a value of theirs", sodium.from_base64(data.key, ORIGINAL));
  await github.request(`PUT ${secrets}/${name}`, {
    encrypted_value: sodium.to_base64(sealed, ORIGINAL),
    key_id: data.key_id,
  });
}
