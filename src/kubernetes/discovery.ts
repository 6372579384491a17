import { isObject, type Properties } from "../../components/provider/properties.ts";
import { type ApiServer, Refused } from "./api-server.ts";

export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** An object as far as it tells where it lies. */
interface Placed extends Kind {
  readonly metadata: { readonly name?: string; readonly namespace?: string };
}

/** Where objects of a kind lie. */
interface Place {
  readonly plural: string;
  readonly namespaced: boolean;
}

/** The API server knows no such kind: its CustomResourceDefinition is missing, or not there yet. */
export class UnknownKind extends Error {
  override readonly name = "UnknownKind";

  constructor(kind: Kind, cluster: ApiServer) {
    super(
      `The cluster ${cluster.name} knows no ${kind.kind} in ${kind.apiVersion}: the apiVersion for this resource does not exist. Is its CustomResourceDefinition declared, and what needs it made to depend on it?`,
    );
  }
}

/** Which kinds the API server knows. Each API version is asked for once, until something is said to have changed. */
export class Discovery {
  readonly #cluster: ApiServer;
  readonly #versions = new Map<string, Promise<ReadonlyMap<string, Place>>>();
  /** Of the definitions that the program declares: whether their kinds are namespaced, before the server knows them. */
  readonly #declared = new Map<string, boolean>();

  constructor(cluster: ApiServer) {
    this.#cluster = cluster;
  }

  async place({ apiVersion, kind }: Kind): Promise<Place | undefined> {
    const known = this.#versions.get(apiVersion) ?? this.#ask(apiVersion);
    this.#versions.set(apiVersion, known);
    return (await known).get(kind);
  }

  /** Has the server asked again: a definition may have come. */
  forget(): void {
    this.#versions.clear();
  }

  /** Remembers what a definition of the program says, for objects that are looked at before it is there. */
  declare({ spec }: Properties): void {
    const { group, names, scope } = isObject(spec) ? spec : {};
    const kind = isObject(names) ? names.kind : undefined;
    if (typeof scope === "string") this.#declared.set(`${group}/${kind}`, scope === "Namespaced");
  }

  /** Whether objects of the kind lie in namespaces; where nobody knows yet, they most likely do. */
  async isNamespaced(kind: Kind): Promise<boolean> {
    const place = await this.place(kind);
    const group = kind.apiVersion.split("/")[0];
    return place?.namespaced ?? this.#declared.get(`${group}/${kind.kind}`) ?? true;
  }

  /**
   * The path of an object, or of its kind's objects where it has no name.
   * @throws UnknownKind
   */
  async path({ apiVersion, kind, metadata }: Placed, name = metadata.name): Promise<string> {
    const place = await this.place({ apiVersion, kind });
    if (!place) throw new UnknownKind({ apiVersion, kind }, this.#cluster);
    const root = rootOf(apiVersion);
    const namespace = encodeURIComponent(metadata.namespace || "default");
    const within = place.namespaced ? `${root}/namespaces/${namespace}` : root;
    return `${within}/${place.plural}${name ? `/${encodeURIComponent(name)}` : ""}`;
  }

  /**
   * The path of all objects of a kind, in every namespace.
   * @throws UnknownKind
   */
  async listPath(kind: Kind): Promise<string> {
    const place = await this.place(kind);
    if (!place) throw new UnknownKind(kind, this.#cluster);
    return `${rootOf(kind.apiVersion)}/${place.plural}`;
  }

  async #ask(apiVersion: string): Promise<ReadonlyMap<string, Place>> {
    try {
      const { resources } = await this.#cluster.request({ method: "GET", path: rootOf(apiVersion) });
      return new Map(places(resources));
    } catch (error) {
      if (error instanceof Refused && error.code === 404) return new Map();
      this.#versions.delete(apiVersion);
      throw error;
    }
  }
}

/** The group that has no name lies by itself. */
function rootOf(apiVersion: string): string {
  return `/${apiVersion.includes("/") ? "apis" : "api"}/${apiVersion}`;
}

function places(resources: unknown): [string, Place][] {
  const listed = (Array.isArray(resources) ? resources : []) as Properties[];
  return listed
    .map(({ name, kind, namespaced }): [string, Place] => [
      String(kind),
      { plural: String(name), namespaced: namespaced === true },
    ])
    .filter(([, { plural }]) => !plural.includes("/"));
}
