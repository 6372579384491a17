import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { isObject, type Properties } from "../../components/provider/properties.ts";

/** Which cluster of which kubeconfig. */
export interface ClusterChoice {
  /** A path, or the content; the ambient one where it is absent. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
}

/** A kubeconfig that can't be used. It never quotes the kubeconfig, which holds credentials. */
export class KubeconfigUnusable extends Error {
  override readonly name = "KubeconfigUnusable";
}

/**
 * The kubeconfig with the chosen context as its current one.
 * @throws KubeconfigUnusable when there is none, or it can't be read, or lacks the context or its cluster.
 */
export function loadKubeconfig(choice: ClusterChoice): KubeConfig {
  const loaded = parsed(choice.kubeconfig);
  const current = choice.context ?? loaded.getCurrentContext();
  const contexts = loaded.contexts.map(context =>
    context.name === current && choice.cluster ? { ...context, cluster: choice.cluster } : context,
  );
  const { clusters, users } = loaded;
  const config = new KubeConfig();
  config.loadFromOptions({ clusters, users, contexts, currentContext: current });
  if (!contexts.some(({ name }) => name === current)) {
    const known = contexts.map(({ name }) => name).join(", ") || "none";
    throw new KubeconfigUnusable(`the kubeconfig has no context ${current ?? "chosen"}; it has: ${known}`);
  }
  if (!config.getCurrentCluster()) {
    const known = clusters.map(({ name }) => name).join(", ") || "none";
    throw new KubeconfigUnusable(
      `the kubeconfig lacks the cluster of its context ${current}; it has: ${known}`,
    );
  }
  return config;
}

/** What tells the cluster of a provider's configuration from others; undefined where that can't be said. */
export function activeCluster({ kubeconfig, context, cluster }: Properties): string | undefined {
  if (!kubeconfig) return undefined;
  const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);
  const content = isObject(kubeconfig) ? JSON.stringify(kubeconfig) : text(kubeconfig);
  const chosen = { kubeconfig: content, context: text(context), cluster: text(cluster) };
  try {
    const { name, ...settings } = loadKubeconfig(chosen as ClusterChoice).getCurrentCluster() ?? {};
    return JSON.stringify(settings);
  } catch (error) {
    if (error instanceof KubeconfigUnusable) return undefined;
    throw error;
  }
}

function parsed(kubeconfig: string | undefined): KubeConfig {
  const config = new KubeConfig();
  try {
    if (kubeconfig === undefined) loadAmbient(config);
    else if (existsSync(inHome(kubeconfig))) config.loadFromFile(inHome(kubeconfig));
    else config.loadFromString(kubeconfig);
  } catch (error) {
    if (error instanceof KubeconfigUnusable) throw error;
    throw new KubeconfigUnusable(`the kubeconfig can't be read: ${reason(error)}`);
  }
  if (config.contexts.length) return config;
  throw new KubeconfigUnusable(
    "what is configured is neither the path of a kubeconfig nor one with contexts",
  );
}

/** In the order of kubectl: $KUBECONFIG, ~/.kube/config, the Pod's service account. */
function loadAmbient(config: KubeConfig): void {
  config.loadFromDefault();
  // Where it finds none, the library makes one up.
  if (config.getCurrentCluster()?.server === "http://localhost:8080") {
    throw new KubeconfigUnusable("no kubeconfig is configured, and the machine has none either");
  }
}

function inHome(path: string): string {
  return path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
}

/** The parser's message shows the lines in question, its reason does not. */
function reason(error: unknown): string {
  const { reason, mark } = error as { reason?: string; mark?: { line: number } };
  if (reason) return mark ? `${reason} in line ${mark.line + 1}` : reason;
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? (message.endsWith(" is missing") ? message : "it is not as a kubeconfig should be");
}
