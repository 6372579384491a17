import sodium from "libsodium-wrappers";
import type { Octokit } from "octokit";

/** Puts another value into an Actions secret, as somebody would with a script. */
export async function overwriteSecret(
  github: Octokit,
  of: { readonly owner: string; readonly repo: string },
  name: string,
): Promise<void> {
  const { data } = await github.rest.actions.getRepoPublicKey(of);
  await sodium.ready;
  const { ORIGINAL } = sodium.base64_variants;
  const sealed = sodium.crypto_box_seal("a value of theirs", sodium.from_base64(data.key, ORIGINAL));
  await github.rest.actions.createOrUpdateRepoSecret({
    ...of,
    secret_name: name,
    encrypted_value: sodium.to_base64(sealed, ORIGINAL),
    key_id: data.key_id,
  });
}
