import { createHash } from "node:crypto";

/** The SHA-256 sum of a text, in hexadecimal digits. */
export function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
