import http from "node:http";
import https from "node:https";
import { setTimeout } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import { isObject, type Properties } from "../../components/provider/properties.ts";
import { type ClusterChoice, KubeconfigUnusable, loadKubeconfig } from "./kubeconfig.ts";

export interface Request {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** `application/json` where it is absent. */
  readonly contentType?: string;
}

/** The cluster does not answer us, or not as itself, or not with these credentials. The message names it. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** The API server's refusal, in its own words. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: number;
  /** E.g. `AlreadyExists`, `Conflict`, `Invalid`. */
  readonly reason: string;
  /** The kind of what was missing or invalid, in lower case and plural where it is an object's. */
  readonly about: string;

  constructor(code: number, status: Properties) {
    const details = isObject(status.details) ? status.details : {};
    super(typeof status.message === "string" ? status.message : `the API server answered ${code}`);
    this.code = code;
    this.reason = String(status.reason ?? "");
    this.about = String(details.kind ?? "");
  }
}

/** An API server that is this silent is not there. Its own limit for a request is one minute too. */
const SILENCE_MS = 60_000;
/** How often a server may ask for patience. */
const PATIENCE = 10;

/** One cluster's API server, as a kubeconfig says how to reach it. */
export class ApiServer {
  /** The cluster's name and address, for messages. */
  readonly name: string;
  readonly defaultNamespace: string;
  readonly #config: KubeConfig;
  readonly #server: URL;
  readonly #proxied: boolean;
  readonly #agent: http.Agent;

  /** @throws Unreachable when the kubeconfig can't be used. */
  constructor(choice: ClusterChoice) {
    this.#config = usable(choice);
    const { name = "", server = "", proxyUrl } = this.#config.getCurrentCluster() ?? {};
    this.name = `${name} (${server})`;
    this.#server = new URL(server);
    this.#proxied = proxyUrl !== undefined;
    this.#agent = new (this.#server.protocol === "http:" ? http : https).Agent({ keepAlive: true });
    const context = this.#config.getContextObject(this.#config.getCurrentContext());
    this.defaultNamespace = context?.namespace || "default";
  }

  /**
   * The answer to a request. A server that asks to try again later is obeyed.
   * @throws Refused, Unreachable
   */
  async request(request: Request): Promise<Properties> {
    for (let attempt = 1; ; attempt += 1) {
      const { code, headers, text } = await this.#send(request);
      const later = headers["retry-after"];
      if ((code === 429 || code >= 500) && later !== undefined && attempt <= PATIENCE) {
        await setTimeout(Number(later) * 1000 || 1000);
        continue;
      }
      const answer = parsed(text);
      if (code < 300) return answer;
      if (code !== 401) throw new Refused(code, answer);
      throw new Unreachable(
        `The cluster ${this.name} does not accept the kubeconfig's credentials: ${answer.message ?? "Unauthorized"}. Has the token expired?`,
      );
    }
  }

  async #send(request: Request): Promise<Answer> {
    const options = await this.#options(request);
    try {
      return await exchange(this.#url(request), options, request.body);
    } catch (error) {
      // The server may close a connection just when it is used again.
      const stale = (error as NodeJS.ErrnoException).code === "ECONNRESET" && request.method !== "POST";
      if (!stale) throw this.#unreachable(error);
    }
    return await exchange(this.#url(request), options, request.body).catch((error: unknown) => {
      throw this.#unreachable(error);
    });
  }

  #url({ path, query }: Request): URL {
    const url = new URL(this.#server.pathname.replace(/\/$/, "") + path, this.#server);
    url.search = new URLSearchParams(query).toString();
    return url;
  }

  /** With credentials, which a command of the kubeconfig may have to give first. */
  async #options({ method, contentType = "application/json" }: Request): Promise<https.RequestOptions> {
    const options: https.RequestOptions = { method, timeout: SILENCE_MS };
    try {
      await this.#config.applyToHTTPSOptions(options);
    } catch (error) {
      const { message } = error as Error;
      throw new Unreachable(`There are no credentials for the cluster ${this.name}: ${message}`, {
        cause: error,
      });
    }
    // The library's own agent opens a connection for each request.
    if (!this.#proxied) options.agent = this.#agent;
    options.headers = { ...options.headers, accept: "application/json", "content-type": contentType };
    return options;
  }

  #unreachable(error: unknown): Unreachable {
    const { code = "", message } = error as NodeJS.ErrnoException;
    const said = message || code;
    if (/CERT|SIGNATURE|SSL|TLS/.test(code)) {
      return new Unreachable(
        `The certificate of the cluster ${this.name} is not trusted: ${said}. Does the kubeconfig have this cluster's certificate authority?`,
        { cause: error },
      );
    }
    return new Unreachable(`The cluster ${this.name} can't be reached: ${said}.`, { cause: error });
  }
}

function usable(choice: ClusterChoice): KubeConfig {
  try {
    return loadKubeconfig(choice);
  } catch (error) {
    if (!(error instanceof KubeconfigUnusable)) throw error;
    throw new Unreachable(`No cluster can be reached: ${error.message}.`, { cause: error });
  }
}

interface Answer {
  readonly code: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

function exchange(url: URL, options: https.RequestOptions, content: unknown): Promise<Answer> {
  const body = content === undefined ? "" : JSON.stringify(content);
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "http:" ? http : https).request(url, options, response => {
      const chunks: Buffer[] = [];
      response.on("data", chunk => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ code: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    request.on("error", reject);
    request.on("timeout", () => request.destroy(new Error(`no answer within ${SILENCE_MS / 1000} s`)));
    // Node leaves it out where a method has no body as a rule, as DELETE.
    request.setHeader("content-length", Buffer.byteLength(body));
    request.end(body);
  });
}

function parsed(text: string): Properties {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : { message: text };
  } catch {
    return { message: text.trim() };
  }
}
