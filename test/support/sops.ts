import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { armor, Encrypter } from "age-encryption";

/**
 * A ConfigMap as SOPS encrypts it for an age recipient: its `data`, and no more.
 * https://getsops.io/docs/#encryption-protocol
 */
export async function encryptedConfigMap(name: string, text: string, recipient: string): Promise<string> {
  const key = randomBytes(32);
  const modified = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const mac = createHash("sha512").update(text).digest("hex").toUpperCase();
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return JSON.stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name },
    data: { text: encrypted(text, key, "data:text:") },
    sops: {
      age: [{ recipient, enc: armor.encode(await encrypter.encrypt(key)) }],
      lastmodified: modified,
      mac: encrypted(mac, key, modified),
      encrypted_regex: "^data$",
      mac_only_encrypted: true,
      version: "3.10.2",
    },
  });
}

function encrypted(text: string, key: Buffer, aad: string): string {
  const iv = randomBytes(32);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(aad));
  const data = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const [inside, tag] = [data, cipher.getAuthTag()].map(bytes => bytes.toString("base64"));
  return `ENC[AES256_GCM,data:${inside},iv:${iv.toString("base64")},tag:${tag},type:str]`;
}
