// The library below asks for this before it is loaded.
import "reflect-metadata";
import { generateKeyPairSync, KeyObject, randomBytes, webcrypto } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import type { Credentials } from "./http.ts";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const YEARS = 10;

/** Whom a certificate names: a user with groups to the API server, or a server with its addresses to its clients. */
export interface Subject {
  /** The name of its files. */
  readonly file: string;
  readonly name: string;
  readonly groups?: readonly string[];
  /** The names and addresses of a server. */
  readonly hosts?: readonly string[];
}

/**
 * Fills `folder`, unless it is there already, with an authority of its own (`ca.crt`, `ca.key`), a certificate and key
 * for each subject (`<file>.crt`, `<file>.key`) and a key pair for service accounts' tokens (`service-account.key`, `.pub`).
 */
export async function ensureCredentials(
  folder: string,
  name: string,
  subjects: readonly Subject[],
): Promise<void> {
  if (existsSync(folder)) return;
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true, mode: 0o700 });
  const write = (file: string, text: string) => writeFileSync(join(partial, file), text, { mode: 0o600 });
  const authority = await createAuthority(name);
  write("ca.crt", authority.certificate.toString("pem"));
  write("ca.key", keyText(authority.keys.privateKey));
  for (const subject of subjects) {
    const { certificate, key } = await issue(authority, subject);
    write(`${subject.file}.crt`, certificate);
    write(`${subject.file}.key`, key);
  }
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  write("service-account.key", privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  write("service-account.pub", publicKey.export({ type: "spki", format: "pem" }).toString());
  renameSync(partial, folder);
}

/** A certificate and key of `ensureCredentials`, with the authority that vouches for the other side. */
export function readCredentials(folder: string, file: string): Credentials {
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  return { ca: read("ca.crt"), cert: read(`${file}.crt`), key: read(`${file}.key`) };
}

interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

async function createAuthority(name: string): Promise<Authority> {
  const keys = await createKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...period(),
    serialNumber: serialNumber(),
    name: [{ CN: [name] }],
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate, keys };
}

async function issue(authority: Authority, subject: Subject): Promise<{ certificate: string; key: string }> {
  const keys = await createKeys();
  const { name, groups = [], hosts = [] } = subject;
  const certificate = await x509.X509CertificateGenerator.create({
    ...period(),
    serialNumber: serialNumber(),
    subject: [...groups.map(group => ({ O: [group] })), { CN: [name] }],
    issuer: authority.certificate.subject,
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.clientAuth,
        x509.ExtendedKeyUsage.serverAuth,
      ]),
      new x509.SubjectAlternativeNameExtension(
        hosts.map(value => ({ type: /^[\d.]+$/.test(value) ? "ip" : "dns", value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(authority.certificate),
    ],
  });
  return { certificate: certificate.toString("pem"), key: keyText(keys.privateKey) };
}

function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

function keyText(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: "pkcs8", format: "pem" }).toString();
}

/** A positive number that is as good as unique. */
function serialNumber(): string {
  return `01${randomBytes(15).toString("hex")}`;
}

/** It begins in the past for clocks that differ. */
function period(): { notBefore: Date; notAfter: Date } {
  const notBefore = new Date(Date.now() - 3_600_000);
  const notAfter = new Date(notBefore);
  notAfter.setFullYear(notAfter.getFullYear() + YEARS);
  return { notBefore, notAfter };
}
