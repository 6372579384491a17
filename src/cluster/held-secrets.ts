import { ApiServer } from "../kubernetes/api-server.ts";
import { managedBy } from "../kubernetes/labels.ts";

interface SecretList {
  readonly items: readonly {
    readonly metadata: { readonly namespace: string; readonly name: string };
    readonly data?: Readonly<Record<string, string>>;
  }[];
}

/** What Fairway's own Secrets on a cluster hold, in clear. */
export class HeldSecrets {
  readonly #values: ReadonlyMap<string, string>;

  private constructor({ items }: SecretList) {
    this.#values = new Map(
      items.flatMap(({ metadata: { namespace, name }, data = {} }) =>
        Object.entries(data).map(([key, value]) => [
          [namespace, name, key].join("/"),
          Buffer.from(value, "base64").toString("utf8"),
        ]),
      ),
    );
  }

  /**
   * Asks the cluster, and so finds out whether it can be worked with: the engine's plugin would preview a cluster that is out
   * of reach as if it were empty.
   * @param kubeconfig the kubeconfig's content
   * @throws Unreachable, within a minute; Refused
   */
  static async of(kubeconfig: string): Promise<HeldSecrets> {
    const labelSelector = `${managedBy.key}=${managedBy.value}`;
    const answer = await new ApiServer({ kubeconfig }).request({
      method: "GET",
      path: "/api/v1/secrets",
      query: { labelSelector },
    });
    return new HeldSecrets(answer as unknown as SecretList);
  }

  /** An entry of a Secret; undefined where it is not there. */
  value(namespace: string, name: string, key: string): string | undefined {
    return this.#values.get([namespace, name, key].join("/"));
  }
}
