import {
  ApiException,
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
} from "@kubernetes/client-node";

/** Who the sandbox is among an object's field managers. */
const FIELD_MANAGER = "fairway-sandbox";

export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** The objects of a cluster, of whatever kind, as its administrator sees them. */
export class Objects {
  private readonly api: KubernetesObjectApi;

  constructor(kubeconfig: string) {
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    this.api = KubernetesObjectApi.makeApiClient(config);
  }

  /** Brings the object there by server-side apply, and returns it as it is then. */
  async apply<T extends KubernetesObject>(object: T): Promise<T> {
    const strategy = PatchStrategy.ServerSideApply;
    return this.api.patch<T>(object, undefined, undefined, FIELD_MANAGER, true, strategy);
  }

  /** The object, or undefined where there is none. */
  async find<T extends KubernetesObject>({ apiVersion, kind, metadata }: ObjectName): Promise<T | undefined> {
    try {
      return (await this.api.read({ apiVersion, kind, metadata })) as unknown as T;
    } catch (error) {
      if (error instanceof ApiException && error.code === 404) return undefined;
      throw error;
    }
  }
}
