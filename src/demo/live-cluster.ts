import { setTimeout } from "node:timers/promises";
import { type ApiServer, Refused } from "../kubernetes/api-server.ts";
import { DemoFailed } from "./failed.ts";

/** How long Flux may take for one thing. */
const patienceSeconds = 180;

/** An object of a cluster, as far as the stories look into it. */
export interface LiveObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly subjects?: readonly object[];
  readonly spec?: {
    readonly template?: {
      readonly spec: { readonly containers: readonly { readonly name: string; readonly image: string }[] };
    };
  };
  readonly status?: {
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message: string;
    }[];
    readonly lastAppliedRevision?: string;
  };
}

export const mergePatch = "application/merge-patch+json";

/** A cluster of the demo's world as its administrator sees it. */
export class LiveCluster {
  readonly api: ApiServer;
  readonly #signal: AbortSignal | undefined;

  constructor(api: ApiServer, signal?: AbortSignal) {
    this.api = api;
    this.#signal = signal;
  }

  /** The object at a path; undefined where there is none. */
  async find(path: string): Promise<LiveObject | undefined> {
    return await this.api.request({ method: "GET", path }).catch((error: unknown) => {
      if (error instanceof Refused && error.code === 404) return undefined;
      throw error;
    });
  }

  /** Asks Flux to look at a source now, and not within a minute. */
  async hasten(namespace: string, source: string): Promise<void> {
    await this.api.request({
      method: "PATCH",
      path: `/apis/source.toolkit.fluxcd.io/v1/namespaces/${namespace}/gitrepositories/${source}`,
      body: { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": new Date().toISOString() } } },
      contentType: mergePatch,
    });
  }

  /**
   * What `look` finds once it finds something.
   * @param subject what is waited for, for the message
   * @throws DemoFailed when it does not come
   */
  async eventually<T>(subject: string, look: () => Promise<T | undefined>): Promise<T> {
    const patience = AbortSignal.timeout(patienceSeconds * 1000);
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      this.#signal?.throwIfAborted();
      if (patience.aborted)
        throw new DemoFailed(`Flux has not done it within ${patienceSeconds} seconds: ${subject}.`);
      await setTimeout(200);
    }
  }
}
