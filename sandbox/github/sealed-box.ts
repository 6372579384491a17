import sodium from "libsodium-wrappers";
import { unprocessable } from "./errors.ts";
import type { Document } from "./store.ts";
import type { World } from "./world.ts";

/** The key pair that secrets of one kind are sealed for, of a repository, environment or organisation (owner). */
interface SecretKey extends Document {
  kind: string;
  publicKey: string;
  privateKey: string;
}

export const SECRET_KEYS = "secret_keys";

/** The key pair of an owner, made when it is first asked for. */
export async function secretKey(world: World, ownerId: number, kind: string): Promise<SecretKey> {
  await sodium.ready;
  const keys = world.collection<SecretKey>(SECRET_KEYS);
  const known = keys.of(ownerId).find(key => key.kind === kind);
  if (known) return known;
  const pair = sodium.crypto_box_keypair();
  return keys.add({
    ownerId,
    kind,
    publicKey: sodium.to_base64(pair.publicKey, sodium.base64_variants.ORIGINAL),
    privateKey: sodium.to_base64(pair.privateKey, sodium.base64_variants.ORIGINAL),
  });
}

/**
 * Makes sure that a sealed box was made for this key; what is in it is not kept.
 * Errors: 422 for another key's id, and for a value that this key does not open.
 */
export function checkSealed(key: SecretKey, keyId: string, sealed: string): void {
  if (keyId !== String(key.id))
    throw unprocessable("Invalid key_id: it is not the id of the current public key");
  const bytes = (text: string) => sodium.from_base64(text, sodium.base64_variants.ORIGINAL);
  try {
    sodium.crypto_box_seal_open(bytes(sealed), bytes(key.publicKey), bytes(key.privateKey));
  } catch {
    throw unprocessable("The encrypted_value does not open with the public key it was said to be sealed for");
  }
}
