import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { stringify } from "yaml";

/** What Flux has come to with one commit. */
export type Outcome = "healthy" | "failing" | "under way";

interface Snapshot {
  readonly lastReconciled: string;
  readonly lastReconciledStatus: string;
  readonly metadata: { readonly revision: string };
}

/**
 * Answers for Kustomizations as an API server with Flux does, and for nothing else: enough for what only reads these. Real
 * control planes with real Flux are in test/clusters/promotion.test.ts.
 */
export class KustomizationServer {
  readonly #server: Server;
  /** By namespace. */
  readonly #histories = new Map<string, Snapshot[]>();
  readonly #statuses = new Map<string, object>();
  /** The paths that were asked for. */
  readonly asked: string[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      this.asked.push(request.url ?? "");
      const [, namespace = ""] =
        /\/namespaces\/([\w-]+)\/kustomizations\/(?:config|kubernetes)$/.exec(request.url ?? "") ?? [];
      const found = namespace !== "";
      const body = found
        ? { metadata: { generation: 1 }, spec: {}, status: this.#statuses.get(namespace) ?? {} }
        : { kind: "Status", message: "not found", code: 404 };
      response.writeHead(found ? 200 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    });
  }

  static async start(): Promise<KustomizationServer> {
    const made = new KustomizationServer();
    await new Promise<void>(resolve => made.#server.listen(0, "127.0.0.1", resolve));
    return made;
  }

  /** A kubeconfig that leads here. */
  kubeconfig(name: string): string {
    const { port } = this.#server.address() as AddressInfo;
    return stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name, cluster: { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true } }],
      users: [{ name, user: {} }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      "current-context": name,
    });
  }

  /** Lets Flux have applied a commit of a branch, with this outcome. */
  apply(commit: string, outcome: Outcome = "healthy", branch = "main", namespace = "shop"): void {
    const history = this.#histories.get(namespace) ?? [];
    this.#histories.set(namespace, history);
    const revision = `${branch}@sha1:${commit}`;
    const ready = {
      healthy: {
        status: "True",
        reason: "ReconciliationSucceeded",
        message: `Applied revision: ${revision}`,
      },
      failing: {
        status: "False",
        reason: "HealthCheckFailed",
        message: "Deployment/shop/web status: 'Failed'",
      },
      "under way": { status: "Unknown", reason: "Progressing", message: "Reconciliation in progress" },
    }[outcome];
    if (outcome !== "under way")
      history.unshift({
        lastReconciled: new Date(Date.UTC(2026, 0, 1) + history.length * 60_000).toISOString(),
        lastReconciledStatus: ready.reason,
        metadata: { revision },
      });
    this.#statuses.set(namespace, {
      observedGeneration: 1,
      conditions: [{ type: "Ready", ...ready }],
      lastAttemptedRevision: revision,
      ...(outcome === "healthy" ? { lastAppliedRevision: revision } : {}),
      history: history.slice(0, 5),
    });
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
