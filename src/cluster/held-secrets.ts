import { ApiServer } from "../kubernetes/api-server.ts";
import { managedBy } from "../kubernetes/labels.ts";
import { names } from "../tenant/names.ts";
import type { Placement } from "../tenant/placement.ts";

interface SecretList {
  readonly items: readonly {
    readonly metadata: { readonly namespace: string; readonly name: string };
    readonly data?: Readonly<Record<string, string>>;
  }[];
}

type Place = readonly [namespace: string, name: string];

/** What Fairway's own Secrets on a cluster hold, in clear. */
export class HeldSecrets {
  readonly #secrets: ReadonlyMap<string, Readonly<Record<string, string>>>;

  private constructor({ items }: SecretList) {
    this.#secrets = new Map(
      items.map(({ metadata: { namespace, name }, data = {} }) => [`${namespace}/${name}`, decoded(data)]),
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
    return this.entries(namespace, name)?.[key];
  }

  /** The private half that the cluster reads a repository with, wherever it lies; undefined where it has none. */
  identity(
    repository: string,
    placements: readonly Placement[],
    ...others: readonly Place[]
  ): string | undefined {
    const own = placements
      .filter(placement => placement.repository === repository && !placement.tenant.app)
      .map(({ tenant }): Place => [tenant.namespace, names.gitSecret]);
    return [...others, ...own]
      .map(([namespace, name]) => this.value(namespace, name, "identity"))
      .find(Boolean);
  }

  /** All entries of a Secret; undefined where it is not there. */
  entries(namespace: string, name: string): Readonly<Record<string, string>> | undefined {
    return this.#secrets.get(`${namespace}/${name}`);
  }
}

function decoded(data: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const plain = (value: string) => Buffer.from(value, "base64").toString("utf8");
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, plain(value)]));
}
