import { request as plainRequest } from "node:http";
import { request } from "node:https";

const SILENCE_MS = 5_000;

/** PEM texts. */
export interface Credentials {
  /** Who vouches for the server. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Whether `url` answers 200, to a client with these credentials if it speaks TLS; silence and every error is a no. */
export function answers(url: string, credentials?: Credentials): Promise<boolean> {
  return new Promise(resolve => {
    const options = { ...credentials, agent: false as const, timeout: SILENCE_MS };
    const asking = (credentials ? request : plainRequest)(url, options, response => {
      response.resume();
      response.on("end", () => resolve(response.statusCode === 200));
      response.on("error", () => resolve(false));
    });
    asking.on("timeout", () => asking.destroy(new Error("no answer in time")));
    asking.on("error", () => resolve(false));
    asking.end();
  });
}
