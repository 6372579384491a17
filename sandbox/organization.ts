import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createOrganization, installApp, load, organizations } from "./control.ts";
import { runningServer, type WorldOptions, worldPaths } from "./world.ts";

/** What has to be there before a catalogue can be applied, since Fairway does not make it. */
export interface OrganizationSetup {
  readonly login: string;
  /** Its Apps with their ids, as the catalogue's standard names them. */
  readonly apps?: Readonly<Record<string, number>>;
  /** Repositories that are archived from the start; only an organisation without any repository gets them. */
  readonly archived?: readonly string[];
}

/**
 * Makes sure that the running sandbox has the organisation, with its Apps installed. An App's private key lies in the
 * sandbox's `apps/<slug>.pem`.
 * @throws SandboxFailed when the sandbox is not running.
 */
export async function ensureOrganization(
  setup: OrganizationSetup,
  options: WorldOptions = {},
): Promise<void> {
  const { url } = runningServer(options);
  const { apps: keys } = worldPaths(options.directory);
  await createOrganization(url, setup.login);
  for (const [slug, id] of Object.entries(setup.apps ?? {})) {
    await installApp(url, { id, slug, organization: setup.login, publicKeyPem: publicKey(keys, slug) });
  }
  await makeArchived(url, setup.login, setup.archived ?? []);
}

/**
 * What signs in as one of the organisation's Apps, under the names that Fairway reads.
 * @throws SandboxFailed when the sandbox is not running.
 */
export async function appEnvironment(
  app: { readonly login: string; readonly slug: string; readonly id: number },
  options: WorldOptions = {},
): Promise<Readonly<Record<string, string>>> {
  const { url } = runningServer(options);
  const { apps: keys } = worldPaths(options.directory);
  const { slug, login: organization } = app;
  const publicKeyPem = publicKey(keys, slug);
  const { id, installationId } = await installApp(url, { id: app.id, slug, organization, publicKeyPem });
  return {
    GITHUB_APP_ID: String(id),
    GITHUB_APP_INSTALLATION_ID: String(installationId),
    GITHUB_APP_PEM_FILE: readFileSync(join(keys, `${slug}.pem`), "utf8"),
  };
}

async function makeArchived(url: string, organization: string, names: readonly string[]): Promise<void> {
  const found = (await organizations(url)).find(({ login }) => login === organization);
  if (names.length === 0 || found?.repositories !== 0) return;
  const repositories = names.map(name => ({ name, archived: true, visibility: "private" }));
  await load(url, { organization, repositories });
}

/** The public half of an App's key pair, which is made on first use. */
function publicKey(directory: string, slug: string): string {
  const file = join(directory, `${slug}.pem`);
  if (existsSync(`${file}.pub`)) return readFileSync(`${file}.pub`, "utf8");
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, privateKey, { mode: 0o600 });
  writeFileSync(`${file}.pub`, publicKey);
  return publicKey;
}
