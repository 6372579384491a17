import { createHash } from "node:crypto";
import { z } from "zod";
import { isLoopback } from "../github/sandbox.ts";
import { loginTo, type RegistryLogin } from "./docker-config.ts";
import type { ImageReference } from "./image-reference.ts";
import { jsonIn } from "./json.ts";

/** A registry does not tell what is asked of it; the message says which, and why. */
export class RegistryFailed extends Error {
  override readonly name = "RegistryFailed";
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const manifests = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** https://distribution.github.io/distribution/spec/auth/token/#token-response-fields */
const token = z.string().regex(/^[\x21-\x7e]+$/);
const tokens = z.object({ token: token.optional(), access_token: token.optional() });

const patienceMs = 30_000;
/** Registries themselves take no larger ones. */
const mostBytes = 4 * 1024 * 1024;

/** Asks registries for digests, each signed in to as Docker's configuration says, or as nobody. */
export class Registries {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #tokens = new Map<string, string>();
  readonly #digests = new Map<string, Promise<string>>();

  constructor(environment: NodeJS.ProcessEnv = process.env) {
    this.#environment = environment;
  }

  /**
   * The digest that an image has now: of the content that the registry hands over, whatever it says of that.
   * @throws RegistryFailed
   */
  digestOf(image: ImageReference): Promise<string> {
    const known = this.#digests.get(image.text);
    if (known) return known;
    const asked = this.#ask(image);
    this.#digests.set(image.text, asked);
    return asked;
  }

  async #ask(image: ImageReference): Promise<string> {
    const { registry, repository, tag, digest } = image;
    const url = `${rootOf(registry)}/v2/${repository}/manifests/${digest ?? tag}`;
    const scope = `${registry}/${repository}`;
    const failed = (why: string) => new RegistryFailed(`${image.text}: ${why}`);
    let answer = await fetched(url, this.#headers(scope), failed);
    if (answer.status === 401) {
      const token = await this.#authorize(image, answer.headers.get("www-authenticate") ?? "", failed);
      this.#tokens.set(scope, token);
      answer = await fetched(url, this.#headers(scope), failed);
    }
    if (answer.status === 404) throw failed(`${registry} has no such image, or hides it from this login`);
    if (answer.status !== 200) throw failed(`${registry} answers ${answer.status}`);
    const content = await bodyOf(answer, failed);
    const found = `sha256:${createHash("sha256").update(content).digest("hex")}`;
    if (digest && digest !== found) throw failed(`${registry} has ${found} there`);
    return found;
  }

  #headers(scope: string): Record<string, string> {
    const authorization = this.#tokens.get(scope);
    return { accept: manifests, ...(authorization ? { authorization } : {}) };
  }

  /** https://distribution.github.io/distribution/spec/auth/token/ */
  async #authorize(
    { registry, repository }: ImageReference,
    challenge: string,
    failed: Failed,
  ): Promise<string> {
    const login = await loginTo(registry, this.#environment);
    const [, scheme = "", rest = ""] = /^(\w+)\s+(.*)$/s.exec(challenge) ?? [];
    if (/^basic$/i.test(scheme)) {
      if (login?.kind !== "password")
        throw failed(`${registry} wants a login, and Docker's configuration has none`);
      return basic(login);
    }
    const { realm, service } = parameters(rest);
    if (!/^bearer$/i.test(scheme) || !realm || !URL.canParse(realm))
      throw failed(`${registry} refuses, and does not say how to sign in`);
    const address = new URL(realm);
    if (address.protocol !== "https:" && !(isLoopback(realm) && isLoopback(rootOf(registry))))
      throw failed(`${registry} wants to be signed in to without encryption, at ${address.host}`);
    const token = await tokenFrom(
      address,
      { service, scope: `repository:${repository}:pull` },
      login,
      failed,
    );
    return `Bearer ${token}`;
  }
}

type Failed = (why: string) => RegistryFailed;

/** Only this machine's own registries are asked without encryption. */
function rootOf(registry: string): string {
  return isLoopback(`http://${registry}`) ? `http://${registry}` : `https://${registry}`;
}

async function tokenFrom(
  address: URL,
  { service, scope }: { readonly service: string | undefined; readonly scope: string },
  login: RegistryLogin | undefined,
  failed: Failed,
): Promise<string> {
  const asked = new URLSearchParams({ ...(service ? { service } : {}), scope });
  const isRefresh = login?.kind === "refresh";
  if (isRefresh) {
    asked.set("grant_type", "refresh_token");
    asked.set("client_id", "fairway");
    asked.set("refresh_token", login.token);
  } else for (const [name, value] of asked) address.searchParams.set(name, value);
  const headers: Record<string, string> = login?.kind === "password" ? { authorization: basic(login) } : {};
  const answer = await fetched(address.href, headers, failed, isRefresh ? asked : undefined);
  if (answer.status !== 200) throw failed(`${address.host} refuses the login: it answers ${answer.status}`);
  const { data } = tokens.safeParse(jsonIn((await bodyOf(answer, failed)).toString("utf8")));
  const found = data?.token ?? data?.access_token;
  if (!found) throw failed(`${address.host} gives no token`);
  return found;
}

/** `realm="…",service="…"`. */
function parameters(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}

function basic({ user, password }: Extract<RegistryLogin, { kind: "password" }>): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

async function fetched(
  url: string,
  headers: Record<string, string>,
  failed: Failed,
  body?: URLSearchParams,
): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(patienceMs);
    // Nobody is led elsewhere, with or without a login.
    return await fetch(url, {
      headers,
      signal,
      redirect: "error",
      ...(body ? { method: "POST", body } : {}),
    });
  } catch (error) {
    throw failed(`${new URL(url).host} can't be reached: ${reasonOf(error)}`);
  }
}

/** fetch hides what went wrong with the connection. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message : message;
}

async function bodyOf(answer: Response, failed: Failed): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of answer.body ?? []) {
      length += chunk.length;
      if (length > mostBytes) throw failed("the answer is longer than any manifest");
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof RegistryFailed ? error : failed(`the answer broke off: ${reasonOf(error)}`);
  }
  return Buffer.concat(chunks);
}
