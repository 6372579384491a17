import { request as plainRequest } from "node:http";
import { request } from "node:https";

const SILENCE_MS = 30_000;

/** PEM texts. */
export interface Credentials {
  /** Who vouches for the server. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export interface Exchange {
  /** Without them nothing is encrypted. */
  readonly credentials?: Credentials;
  readonly method?: string;
  readonly contentType?: string;
  readonly body?: string;
}

/**
 * Asks a server of the sandbox, with a client's certificate, which `fetch` does not know.
 * @throws Error when there is no answer.
 */
export function ask(url: string, exchange: Exchange = {}): Promise<{ status: number; text: string }> {
  const { credentials, method = "GET", contentType, body } = exchange;
  return new Promise((resolve, reject) => {
    const headers = contentType ? { "content-type": contentType } : {};
    const options = { ...credentials, method, headers, agent: false as const, timeout: SILENCE_MS };
    const asking = (credentials ? request : plainRequest)(url, options, response => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", part => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      response.on("error", reject);
    });
    asking.on("timeout", () => asking.destroy(new Error(`${url} did not answer in time`)));
    asking.on("error", reject);
    asking.end(body);
  });
}

/** Whether `url` answers 200; silence and every error is a no. */
export async function answers(url: string, credentials?: Credentials): Promise<boolean> {
  try {
    return (await ask(url, credentials && { credentials })).status === 200;
  } catch {
    return false;
  }
}
