import {
  ApiException,
  CoreV1Api,
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  RbacAuthorizationV1Api,
} from "@kubernetes/client-node";

/** The clients of one cluster for one user. */
export interface Clients {
  readonly config: KubeConfig;
  readonly core: CoreV1Api;
  readonly rbac: RbacAuthorizationV1Api;
  readonly objects: KubernetesObjectApi;
}

/** A cluster's administrator, by their kubeconfig's path. */
export function administratorOf(kubeconfig: string): Clients {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  return clientsOf(config);
}

/** A service account with a token of its own, as a Pod would have it. */
export async function serviceAccount(admin: Clients, namespace: string, name: string): Promise<Clients> {
  const { status } = await admin.core.createNamespacedServiceAccountToken({
    namespace,
    name,
    body: { spec: { audiences: [], expirationSeconds: 3600 } },
  });
  return withUser(admin, { name, token: status?.token ?? "" });
}

/** The same cluster for another user. */
export function withUser(
  admin: Clients,
  user: { name: string; token?: string; certData?: string; keyData?: string },
): Clients {
  const config = new KubeConfig();
  const cluster = admin.config.getCurrentCluster();
  if (!cluster) throw new Error("the kubeconfig names no cluster");
  config.loadFromClusterAndUser(cluster, user);
  return clientsOf(config);
}

/** The API server's answer to what it refuses: its status code and its words. */
export async function refusal(request: Promise<unknown>): Promise<{ code: number; message: string }> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof ApiException)) throw error;
    const body = typeof error.body === "string" ? JSON.parse(error.body) : error.body;
    return { code: error.code, message: String(body?.message) };
  }
  throw new Error("The API server has not refused it.");
}

export async function find<T extends KubernetesObject>(
  { objects }: Clients,
  apiVersion: string,
  kind: string,
  name: string,
  namespace = "",
): Promise<T | undefined> {
  try {
    return (await objects.read({ apiVersion, kind, metadata: { name, namespace } })) as unknown as T;
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return undefined;
    throw error;
  }
}

function clientsOf(config: KubeConfig): Clients {
  return {
    config,
    core: config.makeApiClient(CoreV1Api),
    rbac: config.makeApiClient(RbacAuthorizationV1Api),
    objects: KubernetesObjectApi.makeApiClient(config),
  };
}
